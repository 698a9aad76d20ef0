package io.chatdata.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.GetTurnRequest;
import io.chatdata.v1.QueryResult;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.Thinking;
import io.chatdata.v1.ToolResult;
import io.chatdata.v1.Turn;
import io.chatdata.v1.TurnStatus;
import io.chatdata.v1.Usage;
import io.chatdata.v1.WatchTurnRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SseTest {
  private static final String MESSAGES =
      "/api/v1/chat/conversations/" + TestingEvents.CONVERSATION + "/messages";
  private static final String EVENTS = "/api/v1/chat/turns/" + TestingEvents.TURN + "/events";

  private TestingGateway testing;

  @BeforeEach
  void start() {
    testing = new TestingGateway();
  }

  @AfterEach
  void stop() {
    testing.close();
  }

  private void streams(List<ChatEvent> events) {
    testing.server.on(
        ChatServiceGrpc.getSendMessageMethod(),
        (request, call) -> {
          for (ChatEvent event : events) {
            call.send(event);
          }
          call.complete();
        });
  }

  private static StatusRuntimeException storeAway() {
    return StatusProto.toStatusRuntimeException(
        Status.newBuilder()
            .setCode(Code.UNAVAILABLE_VALUE)
            .setMessage("The store is not reachable; try again in 2 s")
            .addDetails(Any.pack(ErrorInfo.newBuilder().setReason("STORE_UNAVAILABLE").build()))
            .addDetails(
                Any.pack(RetryInfo.newBuilder().setRetryDelay(Durations.fromSeconds(2)).build()))
            .build());
  }

  @Test
  void aMessageStreamsItsTurnsEvents() throws Exception {
    List<ChatEvent> events =
        List.of(
            TestingEvents.started(),
            TestingEvents.event(2).setThinking(Thinking.newBuilder().setText("hm\n\r\n")).build(),
            TestingEvents.token(3, "It's <b> 中 😀\u2028 \"x\""),
            TestingEvents.event(4)
                .setToolResult(
                    ToolResult.newBuilder()
                        .setToolCallId("c")
                        .setElapsed(Durations.fromMillis(12))
                        .setRunQuery(QueryResult.newBuilder().setTruncated(false)))
                .build(),
            TestingEvents.event(5).setUsage(Usage.newBuilder().setInputTokens(3)).build(),
            TestingEvents.event(6).build(),
            TestingEvents.finished(7, TurnStatus.TURN_STATUS_COMPLETED));
    streams(events);
    try (SseClient client =
        testing.events(testing.postRequest(MESSAGES, "{\"content\": \"hi\", \"stream\": true}"))) {
      assertEquals(200, client.status());
      assertEquals("text/event-stream", client.header("Content-Type"));
      assertEquals("no-cache", client.header("Cache-Control"));
      assertEquals("no", client.header("X-Accel-Buffering"));
      List<SseClient.Frame> frames = client.all();
      assertEquals(
          List.of(
              "turn_started",
              "thinking",
              "token",
              "tool_result",
              "usage",
              "unknown",
              "turn_finished"),
          frames.stream().map(SseClient.Frame::event).toList());
      for (int i = 0; i < events.size(); i++) {
        assertEquals(TestingEvents.TURN + ":" + (i + 1), frames.get(i).id());
        ChatEvent.Builder parsed = ChatEvent.newBuilder();
        JsonFormat.parser().merge(frames.get(i).data(), parsed);
        assertEquals(events.get(i), parsed.build());
      }
      assertTrue(frames.get(3).data().contains("\"truncated\":false"));
    }
    assertEquals(
        SendMessageRequest.newBuilder()
            .setConversationId(TestingEvents.CONVERSATION)
            .setContent("hi")
            .build(),
        testing.server.request());
  }

  @Test
  void streamingIsTheDefaultAndEveryFieldIsPassedOn() throws Exception {
    streams(List.of(TestingEvents.finished(1, TurnStatus.TURN_STATUS_COMPLETED)));
    try (SseClient client =
        testing.events(
            testing.postRequest(
                MESSAGES,
                """
                {"regenerate_message_id": "m", "provider": "p", "model": "q",
                 "connection_id": "c", "request_id": "r"}
                """))) {
      assertEquals("text/event-stream", client.header("Content-Type"));
      assertEquals(1, client.all().size());
    }
    assertEquals(
        SendMessageRequest.newBuilder()
            .setConversationId(TestingEvents.CONVERSATION)
            .setRegenerateMessageId("m")
            .setProvider("p")
            .setModel("q")
            .setConnectionId("c")
            .setRequestId("r")
            .build(),
        testing.server.request());
  }

  @Test
  void withoutStreamTheFinishedTurnComesAsJsonWhateverItsStatus() throws Exception {
    streams(
        List.of(
            TestingEvents.started(),
            TestingEvents.token(2, "the "),
            TestingEvents.token(3, "answer"),
            TestingEvents.finished(4, TurnStatus.TURN_STATUS_FAILED)));
    testing.server.answer(
        ChatServiceGrpc.getGetTurnMethod(),
        request ->
            Turn.newBuilder()
                .setId(request.getTurnId())
                .setStatus(TurnStatus.TURN_STATUS_FAILED)
                .setLastSequence(4)
                .build());
    HttpResponse<String> response =
        testing.post(MESSAGES, "{\"content\": \"hi\", \"stream\": false}");
    assertEquals(200, response.statusCode());
    JsonObject turn = TestingGateway.json(response);
    assertEquals(TestingEvents.TURN, turn.get("id").getAsString());
    assertEquals("TURN_STATUS_FAILED", turn.get("status").getAsString());
    assertEquals("4", turn.get("last_sequence").getAsString());
    assertEquals("the answer", turn.getAsJsonObject("message").get("content").getAsString());
    testing.server.request();
    assertEquals(
        GetTurnRequest.newBuilder().setTurnId(TestingEvents.TURN).build(),
        testing.server.request());
  }

  @Test
  void withoutStreamAnErrorNamesTheTurnThatGoesOn() throws Exception {
    testing.server.on(
        ChatServiceGrpc.getSendMessageMethod(),
        (request, call) -> {
          call.send(TestingEvents.started());
          call.fail(storeAway());
        });
    HttpResponse<String> response =
        testing.post(MESSAGES, "{\"content\": \"hi\", \"stream\": false}");
    assertEquals(503, response.statusCode());
    assertEquals("2", response.headers().firstValue("Retry-After").orElse(""));
    JsonObject problem = TestingGateway.json(response);
    assertEquals(
        TestingEvents.TURN, problem.getAsJsonObject("metadata").get("turn_id").getAsString());
  }

  @Test
  void detachAnswersAtOnceAndLeavesTheTurn() throws Exception {
    testing.server.on(
        ChatServiceGrpc.getSendMessageMethod(),
        (request, call) -> {
          call.send(TestingEvents.started());
          call.awaitCancelled();
        });
    HttpResponse<String> response =
        testing.post(MESSAGES, "{\"content\": \"hi\", \"detach\": true}");
    assertEquals(202, response.statusCode());
    assertEquals(
        "/api/v1/chat/turns/" + TestingEvents.TURN,
        response.headers().firstValue("Location").orElse(""));
    assertEquals(
        "{\"turn_id\":\""
            + TestingEvents.TURN
            + "\",\"conversation_id\":\""
            + TestingEvents.CONVERSATION
            + "\"}",
        response.body());
    assertTrue(testing.server.call().awaitCancelled());
  }

  @Test
  void anErrorBeforeTheFirstEventIsAPlainProblem() throws Exception {
    testing.server.fail(ChatServiceGrpc.getSendMessageMethod(), storeAway());
    for (String body :
        List.of(
            "{\"content\": \"hi\"}",
            "{\"content\": \"hi\", \"stream\": false}",
            "{\"content\": \"hi\", \"detach\": true}")) {
      HttpResponse<String> response = testing.post(MESSAGES, body);
      assertEquals(503, response.statusCode());
      assertEquals(
          "application/problem+json", response.headers().firstValue("Content-Type").orElse(""));
      assertEquals("STORE_UNAVAILABLE", TestingGateway.json(response).get("reason").getAsString());
    }
  }

  @Test
  void anErrorInMidStreamIsTheLastEventAndHasNoId() throws Exception {
    testing.server.on(
        ChatServiceGrpc.getSendMessageMethod(),
        (request, call) -> {
          call.send(TestingEvents.started());
          call.send(TestingEvents.token(2, "x"));
          call.fail(storeAway());
        });
    try (SseClient client =
        testing.events(testing.postRequest(MESSAGES, "{\"content\": \"hi\"}"))) {
      assertEquals(200, client.status());
      List<SseClient.Frame> frames = client.all();
      assertEquals(
          List.of("turn_started", "token", "error"),
          frames.stream().map(SseClient.Frame::event).toList());
      assertEquals("", frames.get(2).id());
      JsonObject problem = JsonParser.parseString(frames.get(2).data()).getAsJsonObject();
      assertEquals(503, problem.get("status").getAsInt());
      assertEquals("STORE_UNAVAILABLE", problem.get("reason").getAsString());
      assertEquals(2, problem.get("retry_after").getAsInt());
    }
  }

  @Test
  void watchingResumesAfterTheLastEventSeen() throws Exception {
    testing.server.on(
        ChatServiceGrpc.getWatchTurnMethod(),
        (request, call) -> {
          for (long i = request.getAfterSequence() + 1; i <= 5; i++) {
            call.send(TestingEvents.token(i, "x"));
          }
          call.complete();
        });
    record Resume(String query, String header, long after) {}
    for (Resume resume :
        List.of(
            new Resume("", "", 0),
            new Resume("?after_sequence=0", "", 0),
            new Resume("?after_sequence=3", "", 3),
            new Resume("", TestingEvents.TURN + ":3", 3),
            new Resume("?after_sequence=1", TestingEvents.TURN + ":4", 4),
            new Resume("", TestingEvents.TURN + ":0", 0),
            new Resume("", TestingEvents.TURN + ":5", 5))) {
      var request = testing.to(EVENTS + resume.query);
      if (!resume.header.isEmpty()) {
        request.header("Last-Event-ID", resume.header);
      }
      try (SseClient client = testing.events(request.build())) {
        assertEquals(200, client.status());
        assertEquals("text/event-stream", client.header("Content-Type"));
        assertEquals(5 - resume.after, client.all().size());
      }
      assertEquals(
          WatchTurnRequest.newBuilder()
              .setTurnId(TestingEvents.TURN)
              .setAfterSequence(resume.after)
              .build(),
          testing.server.request());
    }
  }

  @Test
  void anUnusableLastEventIdIsRefused() throws Exception {
    for (String id :
        List.of(
            "garbage",
            "17",
            TestingEvents.TURN,
            TestingEvents.TURN + ":",
            TestingEvents.TURN + ":-1",
            TestingEvents.TURN + ":1e3",
            TestingEvents.TURN + ":99999999999999999999",
            TestingEvents.CONVERSATION + ":3")) {
      HttpResponse<String> response =
          testing.send(testing.to(EVENTS).header("Last-Event-ID", id).build());
      assertEquals(400, response.statusCode(), id);
      assertTrue(TestingGateway.json(response).get("detail").getAsString().contains(id));
    }
    assertEquals(400, testing.get(EVENTS + "?after_sequence=x").statusCode());
  }

  @Test
  void aSilentStreamGetsHeartbeatsAndGoesOn() throws Exception {
    try (var own =
        new TestingGateway(
            TestingGateway.limits(
                limits ->
                    TestingGateway.with(
                        limits, limits.receive(), Duration.ofMillis(20), limits.write())))) {
      var heard = new CountDownLatch(1);
      own.server.on(
          ChatServiceGrpc.getWatchTurnMethod(),
          (request, call) -> {
            heard.await();
            call.send(TestingEvents.token(1, "x"));
            call.awaitCancelled();
          });
      try (SseClient client = own.events(EVENTS)) {
        for (int i = 0; i < 3; i++) {
          assertTrue(client.next().comment());
        }
        heard.countDown();
        SseClient.Frame frame = client.next();
        while (frame.comment()) {
          frame = client.next();
        }
        assertEquals("token", frame.event());
        assertTrue(client.next().comment());
      }
    }
  }

  @Test
  void aBurstOfEventsComesWholeAndInOrder() throws Exception {
    testing.server.on(
        ChatServiceGrpc.getWatchTurnMethod(),
        (request, call) -> {
          for (int i = 1; i <= 2000; i++) {
            call.send(TestingEvents.token(i, "word "));
          }
          call.complete();
        });
    try (SseClient client = testing.events(EVENTS)) {
      List<SseClient.Frame> frames = client.all();
      assertEquals(2000, frames.size());
      for (int i = 0; i < 2000; i++) {
        assertEquals(TestingEvents.TURN + ":" + (i + 1), frames.get(i).id());
      }
    }
  }

  @Test
  void aStreamThatIsClosedByTheGatewaysStopSaysSo() throws Exception {
    testing.server.on(
        ChatServiceGrpc.getWatchTurnMethod(),
        (request, call) -> {
          call.send(TestingEvents.started());
          call.awaitCancelled();
        });
    try (SseClient client = testing.events(EVENTS)) {
      assertEquals("turn_started", client.next().event());
      TestingChatServer.Call<Message> call = testing.server.call();
      testing.gateway.close();
      SseClient.Frame last = client.next();
      assertEquals("error", last.event());
      assertTrue(last.data().contains("STOPPING"));
      assertNull(client.poll());
      assertTrue(call.awaitCancelled());
    }
  }
}
