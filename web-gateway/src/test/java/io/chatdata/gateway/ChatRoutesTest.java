package io.chatdata.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonObject;
import com.google.protobuf.Empty;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.chatdata.v1.CancelTurnRequest;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.DeleteConversationRequest;
import io.chatdata.v1.GetConversationRequest;
import io.chatdata.v1.GetTurnRequest;
import io.chatdata.v1.ListConversationsRequest;
import io.chatdata.v1.ListConversationsResponse;
import io.chatdata.v1.ListMessagesRequest;
import io.chatdata.v1.ListMessagesResponse;
import io.chatdata.v1.ListModelsRequest;
import io.chatdata.v1.ListModelsResponse;
import io.chatdata.v1.MessageBranch;
import io.chatdata.v1.MessageView;
import io.chatdata.v1.SearchMessagesRequest;
import io.chatdata.v1.SearchMessagesResponse;
import io.chatdata.v1.Turn;
import io.chatdata.v1.UndeleteConversationRequest;
import io.chatdata.v1.UpdateConversationRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Each route of conversations, turns and models becomes its rpc, and the rpc's answer its response.
 */
class ChatRoutesTest {
  private static final String CHAT = "/api/v1/chat";

  private static TestingGateway testing;
  private static TestingRoutes routes;

  @BeforeAll
  static void start() {
    testing = new TestingGateway();
    routes = new TestingRoutes(testing);
  }

  @AfterAll
  static void stop() {
    testing.close();
  }

  @Test
  void createsAConversation() throws Exception {
    HttpResponse<String> response =
        routes.check(
            ChatServiceGrpc.getCreateConversationMethod(),
            CreateConversationRequest.newBuilder()
                .setProvider("openai")
                .setModel("gpt-4-turbo-preview")
                .setConnectionId("default")
                .setMetadata(
                    Struct.newBuilder()
                        .putFields("user_id", Value.newBuilder().setNumberValue(7).build()))
                .build(),
            Conversation.newBuilder().setId("c1").setProvider("openai").build(),
            "POST",
            CHAT + "/conversations",
            """
            {"provider": "openai", "model": "gpt-4-turbo-preview", "connection_id": "default",
             "metadata": {"user_id": 7}}
            """);
    assertEquals(201, response.statusCode());
    assertEquals(CHAT + "/conversations/c1", response.headers().firstValue("Location").orElse(""));
    JsonObject created = TestingGateway.json(response);
    assertEquals("c1", created.get("id").getAsString());
    assertEquals("", created.get("title").getAsString());
  }

  @Test
  void createsAConversationWithoutABody() throws Exception {
    testing.server.answer(
        ChatServiceGrpc.getCreateConversationMethod(),
        any -> Conversation.newBuilder().setId("c1").build());
    HttpResponse<String> response =
        testing.send(testing.to(CHAT + "/conversations").POST(BodyPublishers.noBody()).build());
    assertEquals(201, response.statusCode());
    assertEquals(CreateConversationRequest.getDefaultInstance(), testing.server.request());
  }

  @Test
  void listsConversations() throws Exception {
    routes.checkGet(
        ChatServiceGrpc.getListConversationsMethod(),
        ListConversationsRequest.newBuilder()
            .setPageSize(5)
            .setPageToken("a+b/c=")
            .setTitleContains("naïve title")
            .setTag("x&y")
            .setDeleted(true)
            .build(),
        ListConversationsResponse.newBuilder()
            .addConversations(Conversation.newBuilder().setId("c1"))
            .setNextPageToken("n")
            .build(),
        CHAT
            + "/conversations?page_size=5&page_token=a%2Bb/c%3D&title_contains=na%C3%AFve+title"
            + "&tag=x%26y&deleted=true");
  }

  @Test
  void getsAConversationWithTheFirstPageOfItsMessages() throws Exception {
    testing.server.answer(
        ChatServiceGrpc.getGetConversationMethod(),
        request -> Conversation.newBuilder().setId(request.getId()).setTitle("T").build());
    testing.server.answer(
        ChatServiceGrpc.getListMessagesMethod(),
        request ->
            ListMessagesResponse.newBuilder()
                .addMessages(
                    io.chatdata.v1.Message.newBuilder()
                        .setId("m1")
                        .setConversationId(request.getConversationId()))
                .setNextPageToken("n")
                .build());
    HttpResponse<String> response = testing.get(CHAT + "/conversations/c1");
    assertEquals(200, response.statusCode());
    JsonObject both = TestingGateway.json(response);
    assertEquals("T", both.get("title").getAsString());
    assertEquals("n", both.get("next_page_token").getAsString());
    JsonObject message = both.getAsJsonArray("messages").get(0).getAsJsonObject();
    assertEquals("c1", message.get("conversation_id").getAsString());
    assertEquals(
        Set.of(
            GetConversationRequest.newBuilder().setId("c1").build(),
            ListMessagesRequest.newBuilder().setConversationId("c1").build()),
        new HashSet<>(List.of(testing.server.request(), testing.server.request())));
  }

  /** Else what a conversation says of itself could be newer than the messages beside it. */
  @Test
  void readsMessagesAfterTheirConversation() throws Exception {
    var listed = new CountDownLatch(1);
    var early = new AtomicBoolean();
    testing.server.on(
        ChatServiceGrpc.getGetConversationMethod(),
        (request, call) -> {
          early.set(listed.await(200, TimeUnit.MILLISECONDS));
          call.send(Conversation.newBuilder().setId(request.getId()).build());
          call.complete();
        });
    testing.server.answer(
        ChatServiceGrpc.getListMessagesMethod(),
        request -> {
          listed.countDown();
          return ListMessagesResponse.getDefaultInstance();
        });

    assertEquals(200, testing.get(CHAT + "/conversations/c1").statusCode());

    assertEquals(GetConversationRequest.class, testing.server.request().getClass());
    assertEquals(ListMessagesRequest.class, testing.server.request().getClass());
    assertFalse(early.get());
  }

  @Test
  void updatesTheFieldsThatTheBodyHas() throws Exception {
    Conversation answer = Conversation.newBuilder().setId("c1").setTitle("T").build();
    HttpResponse<String> response =
        routes.check(
            ChatServiceGrpc.getUpdateConversationMethod(),
            UpdateConversationRequest.newBuilder()
                .setConversation(Conversation.newBuilder().setId("c1").setTitle("T"))
                .setUpdateMask(FieldMask.newBuilder().addPaths("title").addPaths("instructions"))
                .build(),
            answer,
            "PATCH",
            CHAT + "/conversations/c1",
            "{\"id\": \"c1\", \"title\": \"T\", \"instructions\": \"\"}");
    TestingRoutes.assertAnswer(response, answer);
  }

  @Test
  void updatesTheFieldsThatTheMaskNames() throws Exception {
    routes.check(
        ChatServiceGrpc.getUpdateConversationMethod(),
        UpdateConversationRequest.newBuilder()
            .setConversation(Conversation.newBuilder().setId("c1").setTitle("T").setModel("m"))
            .setUpdateMask(FieldMask.newBuilder().addPaths("model").addPaths("metadata"))
            .build(),
        Conversation.getDefaultInstance(),
        "PATCH",
        CHAT + "/conversations/c1?update_mask=model,metadata",
        "{\"title\": \"T\", \"model\": \"m\"}");
  }

  @Test
  void deletesAndUndeletesAConversation() throws Exception {
    HttpResponse<String> deleted =
        routes.check(
            ChatServiceGrpc.getDeleteConversationMethod(),
            DeleteConversationRequest.newBuilder().setId("c1").build(),
            Empty.getDefaultInstance(),
            "DELETE",
            CHAT + "/conversations/c1",
            "");
    assertEquals(204, deleted.statusCode());
    assertEquals("", deleted.body());
    Conversation answer = Conversation.newBuilder().setId("c1").build();
    TestingRoutes.assertAnswer(
        routes.check(
            ChatServiceGrpc.getUndeleteConversationMethod(),
            UndeleteConversationRequest.newBuilder().setId("c1").build(),
            answer,
            "POST",
            CHAT + "/conversations/c1/undelete",
            ""),
        answer);
  }

  @Test
  void listsMessages() throws Exception {
    routes.checkGet(
        ChatServiceGrpc.getListMessagesMethod(),
        ListMessagesRequest.newBuilder()
            .setConversationId("c1")
            .setPageSize(9)
            .setPageToken("t")
            .setBranch(MessageBranch.MESSAGE_BRANCH_ALL)
            .setDescending(true)
            .setView(MessageView.MESSAGE_VIEW_FULL)
            .build(),
        ListMessagesResponse.newBuilder().setNextPageToken("n").build(),
        CHAT
            + "/conversations/c1/messages?page_size=9&page_token=t&branch=MESSAGE_BRANCH_ALL"
            + "&descending=true&view=full");
  }

  @Test
  void getsAndCancelsATurn() throws Exception {
    Turn answer = Turn.newBuilder().setId("t1").setLastSequence(1L << 60).build();
    routes.checkGet(
        ChatServiceGrpc.getGetTurnMethod(),
        GetTurnRequest.newBuilder().setTurnId("t1").build(),
        answer,
        CHAT + "/turns/t1");
    TestingRoutes.assertAnswer(
        routes.check(
            ChatServiceGrpc.getCancelTurnMethod(),
            CancelTurnRequest.newBuilder().setTurnId("t1").build(),
            answer,
            "POST",
            CHAT + "/turns/t1/cancel",
            "{}"),
        answer);
  }

  @Test
  void listsModelsAndSearches() throws Exception {
    routes.checkGet(
        ChatServiceGrpc.getListModelsMethod(),
        ListModelsRequest.getDefaultInstance(),
        ListModelsResponse.newBuilder().setDefaultProvider("builtin").build(),
        CHAT + "/models");
    routes.checkGet(
        ChatServiceGrpc.getSearchMessagesMethod(),
        SearchMessagesRequest.newBuilder()
            .setQuery("old orders")
            .setPageSize(3)
            .setPageToken("t")
            .setConversationId("c1")
            .build(),
        SearchMessagesResponse.getDefaultInstance(),
        CHAT + "/search?query=old+orders&page_size=3&page_token=t&conversation_id=c1");
  }
}
