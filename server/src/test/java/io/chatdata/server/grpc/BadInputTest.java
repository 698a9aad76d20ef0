package io.chatdata.server.grpc;

import static io.chatdata.server.turn.TestingProvider.says;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.chatdata.v1.CancelTurnRequest;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.DeleteConversationRequest;
import io.chatdata.v1.GetConversationRequest;
import io.chatdata.v1.GetResultRequest;
import io.chatdata.v1.GetTurnRequest;
import io.chatdata.v1.ListConversationsRequest;
import io.chatdata.v1.ListMessagesRequest;
import io.chatdata.v1.ListTablesRequest;
import io.chatdata.v1.RunQueryRequest;
import io.chatdata.v1.SearchMessagesRequest;
import io.chatdata.v1.SearchMessagesResponse;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.UndeleteConversationRequest;
import io.chatdata.v1.UpdateConversationRequest;
import io.grpc.Status.Code;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What can't be used is refused with its reason, the value, the way out and the field. */
class BadInputTest {
  private static final String UNKNOWN = "01234567-89ab-4cde-8f01-23456789abcd";

  @SuppressWarnings("NullAway.Init")
  private static TestingServer server;

  private final TestingRefusals calls = new TestingRefusals();

  @BeforeAll
  static void start() {
    server = TestingServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @TestFactory
  Stream<DynamicTest> idsAreCheckedAndLookedFor() {
    for (String id : List.of("abc", "", "{" + UNKNOWN + "}", "x".repeat(100_000))) {
      String value = id.substring(0, Math.min(3, id.length()));
      calls.invalid("INVALID_ID", "id", value, () -> get(id));
      calls.invalid("INVALID_ID", "id", value, () -> undelete(id));
      calls.invalid("INVALID_ID", "id", value, () -> delete(id));
      calls.invalid("INVALID_ID", "conversation.id", value, () -> rename(id));
      calls.invalid("INVALID_ID", "conversation_id", value, () -> server.messages(id));
      calls.invalid("INVALID_ID", "conversation_id", value, () -> server.ask(id, "Hi"));
      calls.invalid("INVALID_ID", "turn_id", value, () -> server.watch(id, 0));
      calls.invalid("INVALID_ID", "turn_id", value, () -> turn(id));
      calls.invalid("INVALID_ID", "turn_id", value, () -> cancel(id));
      calls.invalid("INVALID_ID", "result_id", value, () -> result(id, 0, ""));
    }
    calls.notFound("CONVERSATION_NOT_FOUND", UNKNOWN, () -> get(UNKNOWN));
    calls.notFound("CONVERSATION_NOT_FOUND", UNKNOWN, () -> undelete(UNKNOWN));
    calls.notFound("CONVERSATION_NOT_FOUND", UNKNOWN, () -> delete(UNKNOWN));
    calls.notFound("CONVERSATION_NOT_FOUND", UNKNOWN, () -> rename(UNKNOWN));
    calls.notFound("CONVERSATION_NOT_FOUND", UNKNOWN, () -> server.messages(UNKNOWN));
    calls.notFound("CONVERSATION_NOT_FOUND", UNKNOWN, () -> server.ask(UNKNOWN, "Hi"));
    calls.notFound("TURN_NOT_FOUND", UNKNOWN, () -> server.watch(UNKNOWN, 0));
    calls.notFound("TURN_NOT_FOUND", UNKNOWN, () -> turn(UNKNOWN));
    calls.notFound("TURN_NOT_FOUND", UNKNOWN, () -> cancel(UNKNOWN));
    calls.notFound("RESULT_NOT_FOUND", UNKNOWN, () -> result(UNKNOWN, 0, ""));
    return calls.tests();
  }

  @TestFactory
  Stream<DynamicTest> aMessageMustBeOneThatCanBeAnswered() {
    String id = server.conversation().getId();
    String content = "content";
    calls.invalid("INVALID_CONTENT", content, "is empty", () -> server.ask(id, ""));
    calls.invalid("INVALID_CONTENT", content, "is empty", () -> server.ask(id, " \n\t"));
    calls.invalid("INVALID_CONTENT", content, "1048576", () -> server.ask(id, "x".repeat(1 << 20)));
    calls.invalid("INVALID_CONTENT", content, "262146", () -> server.ask(id, "é".repeat(131_073)));
    calls.invalid("INVALID_CONTENT", content, "is empty", () -> send(message(id)));
    calls.invalid(
        "UNKNOWN_PROVIDER",
        "provider",
        "'nope'; valid ones: testing",
        () -> send(message(id).setContent("Hi").setProvider("nope")));
    calls.invalid(
        "INVALID_FIELD",
        "model",
        "129",
        () -> send(message(id).setContent("Hi").setModel("m".repeat(129))));
    calls.refused(
        "UNKNOWN_CONNECTION",
        Code.NOT_FOUND,
        "connection_id",
        "'nope'; valid ones: data",
        () -> send(message(id).setContent("Hi").setConnectionId("nope")));
    calls.invalid(
        "INVALID_FIELD",
        "request_id",
        "129",
        () -> send(message(id).setContent("Hi").setRequestId("r".repeat(129))));
    calls.invalid(
        "INVALID_ID",
        "regenerate_message_id",
        "'abc'",
        () -> send(message(id).setRegenerateMessageId("abc")));
    calls.invalid(
        "INVALID_ID",
        "parent_message_id",
        "'abc'",
        () -> send(message(id).setContent("Hi").setParentMessageId("abc")));
    calls.invalid(
        "INVALID_FIELD",
        "parent_message_id",
        "leave it out",
        () -> send(message(id).setRegenerateMessageId(UNKNOWN).setParentMessageId(UNKNOWN)));
    calls.notFound(
        "MESSAGE_NOT_FOUND", UNKNOWN, () -> send(message(id).setRegenerateMessageId(UNKNOWN)));
    calls.notFound(
        "MESSAGE_NOT_FOUND",
        UNKNOWN,
        () -> send(message(id).setContent("Hi").setParentMessageId(UNKNOWN)));
    return Stream.concat(
        calls.tests(),
        Stream.of(
            DynamicTest.dynamicTest(
                "nothing of it was written", () -> assertEquals(List.of(), server.messages(id)))));
  }

  @TestFactory
  Stream<DynamicTest> aConversationsFieldsHaveTheirLimits() {
    String id = server.conversation().getId();
    String many = "x".repeat(16 * 1024 + 1);
    calls.invalid("INVALID_FIELD", "title", "201", () -> create(c -> c.setTitle("t".repeat(201))));
    calls.invalid(
        "INVALID_FIELD", "instructions", "16385", () -> create(c -> c.setInstructions(many)));
    calls.invalid(
        "INVALID_FIELD", "metadata", "16384", () -> create(c -> c.setMetadata(text(many))));
    calls.invalid("INVALID_FIELD", "model", "129", () -> create(c -> c.setModel("m".repeat(129))));
    calls.invalid(
        "INVALID_FIELD", "request_id", "129", () -> create(c -> c.setRequestId(digits(129))));
    calls.invalid(
        "UNKNOWN_PROVIDER", "provider", "testing", () -> create(c -> c.setProvider("nope")));
    calls.invalid(
        "UNKNOWN_PROVIDER", "provider", "testing", () -> create(c -> c.setProvider(many)));
    calls.refused(
        "UNKNOWN_CONNECTION",
        Code.NOT_FOUND,
        "connection_id",
        "valid ones: data",
        () -> create(c -> c.setConnectionId("nope")));
    calls.refused(
        "UNKNOWN_CONNECTION",
        Code.NOT_FOUND,
        "connection_id",
        "valid ones: data",
        () -> create(c -> c.setConnectionId("é".repeat(50_000))));
    calls.invalid("INVALID_FIELD", "update_mask", "'owner'", () -> update(id, "owner"));
    calls.invalid("INVALID_FIELD", "update_mask", "'*'", () -> update(id, "*"));
    calls.invalid("INVALID_FIELD", "update_mask", "nothing to change", () -> update(id));
    calls.invalid(
        "INVALID_ID", "conversation.head_message_id", "", () -> update(id, "head_message_id"));
    return calls.tests();
  }

  @TestFactory
  Stream<DynamicTest> pagesHaveTheirSizes() {
    String id = server.conversation().getId();
    for (int size : List.of(-1, 201)) {
      String value = Integer.toString(size);
      calls.invalid(
          "INVALID_FIELD", "page_size", value, () -> conversations(c -> c.setPageSize(size)));
      calls.invalid("INVALID_FIELD", "page_size", value, () -> messages(id, size, ""));
    }
    for (int size : List.of(-1, 1001)) {
      String value = Integer.toString(size);
      calls.invalid("INVALID_FIELD", "page_size", value, () -> result(UNKNOWN, size, ""));
    }
    return calls.tests();
  }

  @TestFactory
  Stream<DynamicTest> aPageTokenIsGoodForItsListAndItsArgumentsOnly() {
    server.provider.script(says("a"));
    String id = server.conversation().getId();
    server.ask(id, "Q");
    create(c -> c);
    String conversations = conversations(c -> c.setPageSize(1)).getNextPageToken();
    String messages = messages(id, 1, "").getNextPageToken();
    String rows =
        server
            .data
            .runQuery(RunQueryRequest.newBuilder().setSql("select generate_series(1, 3)").build())
            .getResultId();
    String results = result(rows, 1, "").getNextPageToken();
    for (String token :
        List.of("bm9wZQ", "€", "\u0000", "A".repeat(4_000), altered(conversations), "e30")) {
      calls.pageToken(() -> conversations(c -> c.setPageToken(token)));
    }
    for (String token : List.of(messages, results)) {
      calls.pageToken(() -> conversations(c -> c.setPageToken(token)));
      calls.pageToken(() -> tables(1, token));
    }
    calls.pageToken(() -> conversations(c -> c.setTag("x").setPageToken(conversations)));
    calls.pageToken(() -> conversations(c -> c.setTitleContains("x").setPageToken(conversations)));
    calls.pageToken(() -> conversations(c -> c.setDeleted(true).setPageToken(conversations)));
    calls.pageToken(() -> messages(id, 1, conversations));
    calls.pageToken(() -> messages(id, 1, altered(messages)));
    calls.pageToken(() -> messages(server.conversation().getId(), 1, messages));
    calls.pageToken(() -> result(UNKNOWN, 1, results));
    calls.pageToken(() -> result(rows, 1, altered(results)));
    return calls.tests();
  }

  @TestFactory
  Stream<DynamicTest> aCursorLiesInItsTurn() {
    server.provider.script(says("a"));
    String turn = server.ask(server.conversation().getId(), "Q").getFirst().getTurnId();
    calls.refused(
        "SEQUENCE_OUT_OF_RANGE",
        Code.OUT_OF_RANGE,
        "after_sequence",
        "99",
        () -> server.watch(turn, 99));
    calls.invalid("INVALID_FIELD", "after_sequence", "-1", () -> server.watch(turn, -1));
    return calls.tests();
  }

  @TestFactory
  Stream<DynamicTest> searches() {
    searchRefused("query", "empty", search -> search.setQuery(" "));
    searchRefused("query", "%_'\\", search -> search.setQuery("%_'\\"));
    searchRefused("query", "501", search -> search.setQuery("a".repeat(501)));
    searchRefused(
        "query", "17", search -> search.setQuery(String.join(" ", "abcdefghijklmnopq".split(""))));
    searchRefused("page_size", "101", search -> search.setQuery("a").setPageSize(101));
    calls.invalid(
        "INVALID_PAGE_TOKEN",
        "page_token",
        "again without it",
        () -> search(search -> search.setQuery("a").setPageToken("x")));
    calls.invalid(
        "INVALID_ID",
        "conversation_id",
        "'x'",
        () -> search(search -> search.setQuery("a").setConversationId("x")));
    return calls.tests();
  }

  private void searchRefused(
      String field, String message, UnaryOperator<SearchMessagesRequest.Builder> search) {
    calls.invalid("INVALID_FIELD", field, message, () -> search(search));
  }

  private SearchMessagesResponse search(UnaryOperator<SearchMessagesRequest.Builder> search) {
    return server.chat.searchMessages(search.apply(SearchMessagesRequest.newBuilder()).build());
  }

  @Test
  void textThatPostgresCannotHoldFindsNothingOrIsReplaced() {
    assertEquals(0, conversations(c -> c.setTitleContains("a\u0000")).getConversationsCount());
    assertEquals(0, conversations(c -> c.setTag("a\u0000")).getConversationsCount());
    Conversation made = create(c -> c.setTitle("a\u0000b").setMetadata(text("\u0000")));
    assertEquals("a\uFFFDb", made.getTitle());
    assertEquals("\uFFFD", made.getMetadata().getFieldsOrThrow("text").getStringValue());
  }

  /** A token with another digit in its position. */
  private static String altered(String token) {
    byte[] decoded = java.util.Base64.getUrlDecoder().decode(token);
    String text = new String(decoded, java.nio.charset.StandardCharsets.UTF_8);
    int comma = text.indexOf(',');
    String changed = text.substring(0, comma) + text.substring(comma).replaceFirst("[0-9]", "x");
    return java.util.Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(changed.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static String digits(int count) {
    return "0123456789".repeat(count / 10 + 1).substring(0, count);
  }

  private static Struct text(String text) {
    return Struct.newBuilder()
        .putFields("text", Value.newBuilder().setStringValue(text).build())
        .build();
  }

  private static SendMessageRequest.Builder message(String id) {
    return SendMessageRequest.newBuilder().setConversationId(id);
  }

  private static void send(SendMessageRequest.Builder message) {
    TestingServer.all(server.chat.sendMessage(message.build()));
  }

  private static Conversation create(UnaryOperator<CreateConversationRequest.Builder> change) {
    return server.chat.createConversation(
        change.apply(CreateConversationRequest.newBuilder()).build());
  }

  private static void get(String id) {
    server.chat.getConversation(GetConversationRequest.newBuilder().setId(id).build());
  }

  private static void delete(String id) {
    server.chat.deleteConversation(DeleteConversationRequest.newBuilder().setId(id).build());
  }

  private static void undelete(String id) {
    server.chat.undeleteConversation(UndeleteConversationRequest.newBuilder().setId(id).build());
  }

  private static void rename(String id) {
    server.chat.updateConversation(
        UpdateConversationRequest.newBuilder()
            .setConversation(Conversation.newBuilder().setId(id).setTitle("New"))
            .build());
  }

  private static void update(String id, String... mask) {
    server.chat.updateConversation(
        UpdateConversationRequest.newBuilder()
            .setConversation(Conversation.newBuilder().setId(id))
            .setUpdateMask(FieldMask.newBuilder().addAllPaths(List.of(mask)))
            .build());
  }

  private static io.chatdata.v1.ListConversationsResponse conversations(
      UnaryOperator<ListConversationsRequest.Builder> change) {
    return server.chat.listConversations(
        change.apply(ListConversationsRequest.newBuilder()).build());
  }

  private static io.chatdata.v1.ListMessagesResponse messages(String id, int size, String token) {
    return server.chat.listMessages(
        ListMessagesRequest.newBuilder()
            .setConversationId(id)
            .setPageSize(size)
            .setPageToken(token)
            .build());
  }

  private static void turn(String id) {
    server.chat.getTurn(GetTurnRequest.newBuilder().setTurnId(id).build());
  }

  private static void cancel(String id) {
    server.chat.cancelTurn(CancelTurnRequest.newBuilder().setTurnId(id).build());
  }

  private static io.chatdata.v1.GetResultResponse result(String id, int size, String token) {
    return server.chat.getResult(
        GetResultRequest.newBuilder()
            .setResultId(id)
            .setPageSize(size)
            .setPageToken(token)
            .build());
  }

  private static void tables(int size, String token) {
    server.data.listTables(
        ListTablesRequest.newBuilder()
            .setConnectionId("data")
            .setPageSize(size)
            .setPageToken(token)
            .build());
  }
}
