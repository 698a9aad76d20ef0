package io.chatdata.server.grpc;

import static io.chatdata.server.turn.TestingProvider.calls;
import static io.chatdata.server.turn.TestingProvider.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.rpc.ErrorInfo;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.DeleteConversationRequest;
import io.chatdata.v1.ErrorReason;
import io.chatdata.v1.GetConversationRequest;
import io.chatdata.v1.ListConversationsRequest;
import io.chatdata.v1.ListConversationsResponse;
import io.chatdata.v1.ListMessagesRequest;
import io.chatdata.v1.ListMessagesResponse;
import io.chatdata.v1.ListModelsRequest;
import io.chatdata.v1.Message;
import io.chatdata.v1.MessageBranch;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.TitleSource;
import io.chatdata.v1.UndeleteConversationRequest;
import io.chatdata.v1.UpdateConversationRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Conversations, messages and branches, as a gRPC client sees them. */
class ConversationTest {
  private static final String ROWS_BY_TABLE =
      """
      SELECT (SELECT count(*) FROM chat_conversations), (SELECT count(*) FROM chat_messages),
        (SELECT count(*) FROM chatdata.turns), (SELECT count(DISTINCT turn_id) FROM chatdata.turn_log),
        (SELECT count(*) FROM chatdata.results)
      """;

  private static TestingServer server;

  @BeforeAll
  static void start() {
    server = TestingServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aNewConversationHasTheServersDefaults() {
    Conversation conversation = server.conversation();

    assertEquals("testing", conversation.getProvider());
    assertEquals("model", conversation.getModel());
    assertEquals("data", conversation.getConnectionId());
    assertEquals("local", conversation.getOwner());
    assertEquals(conversation, get(conversation.getId()));
  }

  @Test
  void theSameRequestIdCreatesOneConversation() {
    CreateConversationRequest request =
        CreateConversationRequest.newBuilder().setTitle("T").setRequestId("create-1").build();

    Conversation first = server.chat.createConversation(request);
    Conversation again = server.chat.createConversation(request);

    assertEquals(first, again);
    refused(
        ErrorReason.ERROR_REASON_REQUEST_ID_REUSED,
        Status.Code.INVALID_ARGUMENT,
        () -> server.chat.createConversation(request.toBuilder().setTitle("U").build()));
  }

  @Test
  void theTitleComesFromTheFirstMessageUnlessGiven() {
    Conversation untitled = server.conversation();
    Conversation titled =
        server.chat.createConversation(
            CreateConversationRequest.newBuilder().setTitle("Mine").build());
    server.provider.script(says("a"), says("b"));

    server.ask(untitled.getId(), "How many orders did we have\nlast month?");
    server.ask(titled.getId(), "Hello");

    assertEquals("How many orders did we have", get(untitled.getId()).getTitle());
    assertEquals(TitleSource.TITLE_SOURCE_MESSAGE, get(untitled.getId()).getTitleSource());
    assertEquals("Mine", get(titled.getId()).getTitle());
    assertEquals(TitleSource.TITLE_SOURCE_USER, get(titled.getId()).getTitleSource());
  }

  @Test
  void listsAreNewestFirstAndPagesTile() {
    TestingServer own = TestingServer.start();
    try (own) {
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        ids.add(own.conversation().getId());
      }
      List<String> listed = new ArrayList<>();
      String token = "";
      do {
        ListConversationsResponse page =
            own.chat.listConversations(
                ListConversationsRequest.newBuilder().setPageSize(3).setPageToken(token).build());
        page.getConversationsList().forEach(conversation -> listed.add(conversation.getId()));
        token = page.getNextPageToken();
      } while (!token.isEmpty());

      Collections.reverse(ids);
      assertEquals(ids, listed);
    }
  }

  @Test
  void listsFilterByTitleAndTag() {
    server.chat.createConversation(
        CreateConversationRequest.newBuilder()
            .setTitle("100% of Revenue_2024")
            .setMetadata(tags("finance"))
            .build());

    assertEquals(1, titled("revenue_2024").size());
    assertEquals(1, titled("100%").size());
    assertEquals(0, titled("revenue%2024").size());
    assertEquals(
        1,
        server
            .chat
            .listConversations(ListConversationsRequest.newBuilder().setTag("finance").build())
            .getConversationsCount());
  }

  @Test
  void aDeletedConversationIsGoneUntilItIsUndeleted() {
    Conversation conversation = server.conversation();

    var _ =
        server.chat.deleteConversation(
            DeleteConversationRequest.newBuilder().setId(conversation.getId()).build());

    refused(
        ErrorReason.ERROR_REASON_CONVERSATION_NOT_FOUND,
        Status.Code.NOT_FOUND,
        () -> get(conversation.getId()));
    refused(
        ErrorReason.ERROR_REASON_CONVERSATION_NOT_FOUND,
        Status.Code.NOT_FOUND,
        () -> server.ask(conversation.getId(), "Hi"));
    server.chat.undeleteConversation(
        UndeleteConversationRequest.newBuilder().setId(conversation.getId()).build());
    assertEquals(conversation.getId(), get(conversation.getId()).getId());
  }

  @Test
  void whatIsPurgedGoesWithAllOfItAndOnlyOneServerDoesIt() throws SQLException {
    try (TestingServer own = TestingServer.start()) {
      List<String> ids = new ArrayList<>();
      for (int days : List.of(31, 29)) {
        String id = own.conversation().getId();
        own.provider.script(calls("q", "run_query", "{\"sql\": \"select 1\"}"), says("1"));
        own.ask(id, "One?");
        own.chat.deleteConversation(DeleteConversationRequest.newBuilder().setId(id).build());
        own.storeDatabase.run(
            "UPDATE chat_conversations SET deleted_at = now() - interval '%d days' WHERE id = '%s'"
                .formatted(days, id));
        ids.add(id);
      }
      List<List<@Nullable String>> both = own.storeDatabase.query(ROWS_BY_TABLE);
      Instant thirtyDaysAgo = Instant.now().minus(Duration.ofDays(30));

      try (Connection other = own.storeDatabase.connect()) {
        other.setAutoCommit(false);
        var _ =
            TestingPostgres.rows(
                other, "SELECT pg_advisory_xact_lock(hashtext('chatdata'), hashtext('retention'))");
        assertEquals(0, own.conversations.purgeDeleted(thirtyDaysAgo));
        other.rollback();
      }
      assertEquals(1, own.conversations.purgeDeleted(thirtyDaysAgo));

      assertEquals(List.of(List.of("2", "6", "2", "2", "2")), both);
      assertEquals(
          List.of(List.of("1", "3", "1", "1", "1")), own.storeDatabase.query(ROWS_BY_TABLE));
      own.chat.undeleteConversation(
          UndeleteConversationRequest.newBuilder().setId(ids.getLast()).build());
      assertEquals("1", own.messages(ids.getLast()).getLast().getContent());

      String fresh = own.conversation().getId();
      own.storeDatabase.run(
          "UPDATE chat_conversations SET updated_at = now() - interval '31 days' WHERE id = '%s'"
              .formatted(ids.getLast()));
      assertEquals(1, own.conversations.purgeUnchanged(thirtyDaysAgo));
      assertEquals(
          List.of(List.of(fresh)), own.storeDatabase.query("SELECT id FROM chat_conversations"));
    }
  }

  @Test
  void anUpdateChangesWhatItsMaskOrItsFieldsSay() {
    Conversation conversation = server.conversation();

    Conversation renamed =
        update(Conversation.newBuilder().setId(conversation.getId()).setTitle("New").build());
    assertEquals("New", renamed.getTitle());
    assertEquals(conversation.getProvider(), renamed.getProvider());

    Conversation cleared =
        server.chat.updateConversation(
            UpdateConversationRequest.newBuilder()
                .setConversation(Conversation.newBuilder().setId(conversation.getId()))
                .setUpdateMask(FieldMask.newBuilder().addPaths("title"))
                .build());
    assertEquals("", cleared.getTitle());
    refused(
        ErrorReason.ERROR_REASON_INVALID_FIELD,
        Status.Code.INVALID_ARGUMENT,
        () -> update(Conversation.newBuilder().setId(conversation.getId()).setOwner("me").build()));
  }

  @Test
  void editingAMessageMakesABranchAndTheHeadSwitchesIt() {
    Conversation conversation = server.conversation();
    server.provider.script(says("A1"), says("A2"), says("B2"), says("C1"));
    server.ask(conversation.getId(), "Q1");
    server.ask(conversation.getId(), "Q2");
    List<Message> first = server.messages(conversation.getId());
    assertEquals(List.of("Q1", "A1", "Q2", "A2"), contents(first));

    TestingServer.all(
        server.chat.sendMessage(
            SendMessageRequest.newBuilder()
                .setConversationId(conversation.getId())
                .setContent("Q2 edited")
                .setParentMessageId(first.get(1).getId())
                .build()));
    List<Message> second = server.messages(conversation.getId());
    assertEquals(List.of("Q1", "A1", "Q2 edited", "B2"), contents(second));
    assertEquals(
        List.of(first.get(2).getId(), second.get(2).getId()), second.get(2).getSiblingIdsList());

    TestingServer.all(
        server.chat.sendMessage(
            SendMessageRequest.newBuilder()
                .setConversationId(conversation.getId())
                .setContent("Q0")
                .setParentMessageId("root")
                .build()));
    assertEquals(List.of("Q0", "C1"), contents(server.messages(conversation.getId())));

    update(
        Conversation.newBuilder()
            .setId(conversation.getId())
            .setHeadMessageId(first.get(2).getId())
            .build());
    assertEquals(List.of("Q1", "A1", "Q2", "A2"), contents(server.messages(conversation.getId())));
    assertEquals(8, server.messages(conversation.getId(), MessageBranch.MESSAGE_BRANCH_ALL).size());
  }

  @Test
  void regeneratingAnswersTheSameMessageAgain() {
    Conversation conversation = server.conversation();
    server.provider.script(says("A"), says("B"));
    List<ChatEvent> events = server.ask(conversation.getId(), "Q");
    String answer = events.getFirst().getTurnStarted().getAssistantMessageId();

    List<ChatEvent> again =
        TestingServer.all(
            server.chat.sendMessage(
                SendMessageRequest.newBuilder()
                    .setConversationId(conversation.getId())
                    .setRegenerateMessageId(answer)
                    .build()));

    List<Message> messages = server.messages(conversation.getId());
    assertEquals(List.of("Q", "B"), contents(messages));
    assertEquals(
        List.of(answer, again.getFirst().getTurnStarted().getAssistantMessageId()),
        messages.getLast().getSiblingIdsList());
  }

  @Test
  void messagesKeepTheirOrderWhenTheClockJumpsBack() {
    Conversation conversation = server.conversation();
    server.provider.script(says("First."), says("Second."));
    server.ask(conversation.getId(), "One");
    server.ask(conversation.getId(), "Two");
    List<String> before = contents(conversation);

    server.storeDatabase.run(
        "update chat_messages set created_at = created_at - sequence * interval '1 day'");

    assertEquals(List.of("One", "First.", "Two", "Second."), before);
    assertEquals(before, contents(conversation));
  }

  private static List<String> contents(Conversation conversation) {
    return server.messages(conversation.getId()).stream().map(Message::getContent).toList();
  }

  @Test
  void messagesArePagedBothWays() {
    Conversation conversation = server.conversation();
    server.provider.script(says("1"), says("2"), says("3"));
    server.ask(conversation.getId(), "a");
    server.ask(conversation.getId(), "b");
    server.ask(conversation.getId(), "c");

    assertEquals(List.of("a", "1", "b", "2", "c", "3"), paged(conversation.getId(), false));
    assertEquals(List.of("3", "c", "2", "b", "1", "a"), paged(conversation.getId(), true));
  }

  @Test
  void modelsAreListedWithTheDefault() {
    var models = server.chat.listModels(ListModelsRequest.getDefaultInstance());

    assertEquals("testing", models.getDefaultProvider());
    assertTrue(models.getProviders(0).getAvailable());
  }

  private static Conversation get(String id) {
    return server.chat.getConversation(GetConversationRequest.newBuilder().setId(id).build());
  }

  private static Conversation update(Conversation conversation) {
    return server.chat.updateConversation(
        UpdateConversationRequest.newBuilder().setConversation(conversation).build());
  }

  private static List<Conversation> titled(String part) {
    return server
        .chat
        .listConversations(ListConversationsRequest.newBuilder().setTitleContains(part).build())
        .getConversationsList();
  }

  private static List<String> contents(List<Message> messages) {
    return messages.stream().map(Message::getContent).toList();
  }

  private static List<String> paged(String id, boolean descending) {
    List<String> contents = new ArrayList<>();
    String token = "";
    do {
      ListMessagesResponse page =
          server.chat.listMessages(
              ListMessagesRequest.newBuilder()
                  .setConversationId(id)
                  .setDescending(descending)
                  .setPageSize(4)
                  .setPageToken(token)
                  .build());
      contents.addAll(contents(page.getMessagesList()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return contents;
  }

  private static Struct tags(String tag) {
    return Struct.newBuilder()
        .putFields(
            "tags",
            Value.newBuilder()
                .setListValue(
                    com.google.protobuf.ListValue.newBuilder()
                        .addValues(Value.newBuilder().setStringValue(tag)))
                .build())
        .build();
  }

  private static void refused(ErrorReason reason, Status.Code code, Executable call) {
    StatusRuntimeException refused = assertThrows(StatusRuntimeException.class, call);
    assertEquals(code, refused.getStatus().getCode());
    assertEquals(
        reason.name().replaceFirst("^ERROR_REASON_", ""),
        TestingErrors.detail(refused, ErrorInfo.class).orElseThrow().getReason());
  }
}
