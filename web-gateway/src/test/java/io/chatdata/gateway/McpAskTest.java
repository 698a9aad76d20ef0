package io.chatdata.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.Message;
import io.chatdata.v1.CancelTurnRequest;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.QueryResult;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.Token;
import io.chatdata.v1.ToolResult;
import io.chatdata.v1.Turn;
import io.chatdata.v1.TurnFinished;
import io.chatdata.v1.TurnStarted;
import io.chatdata.v1.TurnStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A turn through MCP. */
class McpAskTest {
  private static final String TURN = "8b0d0f2e-0000-4000-8000-000000000001";
  private static final String ASK =
      "{\"name\":\"ask\",\"arguments\":{\"question\":\"How many?\",\"connection_id\":\"c\"},"
          + "\"_meta\":{\"progressToken\":3}}";

  private TestingGateway testing;
  private TestingMcp mcp;

  @BeforeEach
  void start() {
    testing = new TestingGateway();
    mcp = new TestingMcp(testing, TestingMcp.STATELESS);
    testing.server.answer(
        ChatServiceGrpc.getCreateConversationMethod(),
        any -> Conversation.newBuilder().setId("conv").build());
    testing.server.answer(ChatServiceGrpc.getCancelTurnMethod(), any -> Turn.getDefaultInstance());
  }

  @AfterEach
  void stop() {
    testing.close();
  }

  private static ChatEvent.Builder event(int sequence) {
    return ChatEvent.newBuilder().setTurnId(TURN).setSequence(sequence);
  }

  private static List<ChatEvent> turn(TurnStatus status) {
    var finished = TurnFinished.newBuilder().setStatus(status);
    finished.getMessageBuilder().setContent("Forty-two");
    if (status == TurnStatus.TURN_STATUS_FAILED) {
      finished.getErrorBuilder().setMessage("The provider is away");
    }
    return List.of(
        event(1).setTurnStarted(TurnStarted.newBuilder().setModel("m")).build(),
        event(2)
            .setToolResult(
                ToolResult.newBuilder().setRunQuery(QueryResult.newBuilder().setResultId("r1")))
            .build(),
        event(3).setToken(Token.newBuilder().setText("Forty")).build(),
        event(4).setToken(Token.newBuilder().setText("-two")).build(),
        event(5).setTurnFinished(finished).build());
  }

  private void answers(List<ChatEvent> events) {
    testing.server.on(
        ChatServiceGrpc.getSendMessageMethod(),
        (request, call) -> {
          for (ChatEvent event : events) {
            call.send(event);
          }
          call.complete();
        });
  }

  private List<JsonObject> ask(String params) throws Exception {
    var messages = new ArrayList<JsonObject>();
    try (SseClient events = testing.events(mcp.request("tools/call", params))) {
      for (SseClient.Frame frame : events.all()) {
        assertEquals("message", frame.event());
        messages.add(JsonParser.parseString(frame.data()).getAsJsonObject());
      }
    }
    return messages;
  }

  @Test
  void theEventsOfTheTurnAreItsProgress() throws Exception {
    List<ChatEvent> events = turn(TurnStatus.TURN_STATUS_COMPLETED);
    answers(events);

    List<JsonObject> messages = ask(ASK);

    assertEquals(
        CreateConversationRequest.newBuilder().setConnectionId("c").build(),
        testing.server.request());
    assertEquals(
        SendMessageRequest.newBuilder()
            .setConversationId("conv")
            .setContent("How many?")
            .setConnectionId("c")
            .build(),
        testing.server.request());
    assertEquals(events.size() + 1, messages.size());
    for (int i = 0; i < events.size(); i++) {
      JsonObject params = messages.get(i).getAsJsonObject("params");
      assertEquals(3, params.get("progressToken").getAsInt());
      assertEquals(i + 1, params.get("progress").getAsInt());
      assertEquals(
          JsonParser.parseString(new String(JsonPrinter.print(events.get(i)), UTF_8)),
          params.getAsJsonObject("_meta").get("io.chatdata/event"));
    }
    JsonObject result = messages.getLast().getAsJsonObject("result");
    assertEquals(
        JsonParser.parseString(
            "{\"conversation_id\":\"conv\",\"turn_id\":\"%s\",\"status\":\"TURN_STATUS_COMPLETED\","
                    .formatted(TURN)
                + "\"answer\":\"Forty-two\",\"result_ids\":[\"r1\"]}"),
        result.get("structuredContent"));
    assertFalse(result.has("isError"));
    assertEquals(
        "Forty-two",
        result.getAsJsonArray("content").get(0).getAsJsonObject().get("text").getAsString());
  }

  @Test
  void aConversationGoesOn() throws Exception {
    answers(turn(TurnStatus.TURN_STATUS_COMPLETED));

    JsonObject result = mcp.call("ask", "{\"question\":\"And now?\",\"conversation_id\":\"old\"}");

    assertEquals("old", ((SendMessageRequest) testing.server.request()).getConversationId());
    assertEquals(
        "old", result.getAsJsonObject("structuredContent").get("conversation_id").getAsString());
  }

  @Test
  void aTurnThatFailsIsAnErrorWithItsReasonAndWhatThereIs() throws Exception {
    answers(turn(TurnStatus.TURN_STATUS_FAILED));

    JsonObject result = mcp.call("ask", "{\"question\":\"How many?\"}");

    assertTrue(result.get("isError").getAsBoolean());
    assertTrue(result.get("content").toString().contains("The provider is away"));
    assertTrue(result.get("content").toString().contains("Forty-two"));
    assertTrue(result.get("content").toString().contains("conv"));
  }

  @Test
  void aQuestionIsNeeded() throws Exception {
    for (String arguments : List.of("{}", "{\"question\":\"\"}", "{\"content\":\"x\"}")) {
      JsonObject result = mcp.call("ask", arguments);
      assertTrue(result.get("isError").getAsBoolean());
      assertTrue(result.get("content").toString().contains("question"), result.toString());
    }
    assertFalse(testing.server.hasRequest());
  }

  /** Closing the response is how a request is cancelled from 2026-07-28 on. */
  @Test
  void whoClosesTheResponseCancelsTheTurn() throws Exception {
    leave(mcp);
    assertEquals(CancelTurnRequest.newBuilder().setTurnId(TURN).build(), testing.server.request());
  }

  @Test
  void beforeThatTheTurnGoesOn() throws Exception {
    leave(new TestingMcp(testing, TestingMcp.HANDSHAKE));
    assertFalse(testing.server.hasRequest());
  }

  private void leave(TestingMcp way) throws Exception {
    testing.server.on(
        ChatServiceGrpc.getSendMessageMethod(),
        (request, call) -> call.send(turn(TurnStatus.TURN_STATUS_COMPLETED).getFirst()));
    try (SseClient events = testing.events(way.request("tools/call", ASK))) {
      assertTrue(events.next().data().contains(TURN));
    }
    Message first = testing.server.request();
    assertEquals(CreateConversationRequest.getDescriptor(), first.getDescriptorForType());
    assertEquals(
        SendMessageRequest.getDescriptor(), testing.server.request().getDescriptorForType());
    testing.server.call();
    assertTrue(testing.server.call().awaitCancelled());
  }
}
