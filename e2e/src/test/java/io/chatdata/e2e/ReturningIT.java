package io.chatdata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingModelServer;
import io.chatdata.server.llm.TestingReply;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.GetTurnRequest;
import io.chatdata.v1.TurnStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever leaves a turn after any of its events and comes back through another gateway gets exactly
 * what is missing.
 */
class ReturningIT {
  private static final String HELD = "Held here. ";

  private static final TestingModelServer openAi = TestingProduct.openAi();
  private static final TestingProduct product = TestingProduct.withOpenAi();
  private static final HttpClient http = HttpClient.newHttpClient();

  @SuppressWarnings("NullAway.Init")
  private static Process gateway;

  private static String otherGateway = "";

  @BeforeAll
  static void startAnotherGateway(@TempDir Path folder) throws Exception {
    Path ready = folder.resolve("ready");
    gateway =
        TestingProgram.GATEWAY
            .with(
                Map.of(),
                "--server",
                product.server(),
                "--port",
                "0",
                "--ready-file",
                ready.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    while (!Files.exists(ready)) {
      assertTrue(gateway.isAlive());
      LockSupport.parkNanos(10_000_000);
    }
    otherGateway = Files.readString(ready).strip().replaceFirst("/chat$", "");
  }

  @AfterAll
  static void stopIt() throws InterruptedException {
    gateway.destroy();
    gateway.waitFor();
    http.close();
  }

  @Test
  void whoComesBackWhileItRunsGetsTheRest() throws Exception {
    for (int k = 1; k <= upToTheHold(); k++) {
      var released = new CountDownLatch(1);
      List<ChatEvent> seen = leaveAfter(k, released);
      String turn = seen.getFirst().getTurnId();
      try (EventSource sse = lastEventId(turn, k);
          EventSource grpc = WatchingFace.GRPC.watch(product, turn, k)) {
        List<ChatEvent> bySse = new ArrayList<>(seen);
        List<ChatEvent> byGrpc = new ArrayList<>(seen);
        if (k < upToTheHold()) {
          bySse.addAll(sse.upTo(ReturningIT::isHeld));
          byGrpc.addAll(grpc.upTo(ReturningIT::isHeld));
        }
        released.countDown();
        bySse.addAll(sse.rest());
        byGrpc.addAll(grpc.rest());

        isWhole(bySse);
        assertEquals(bySse, byGrpc);
      } finally {
        released.countDown();
      }
    }
  }

  @Test
  void whoComesBackAfterAllHadLeftAndItHadEndedGetsTheRest() throws Exception {
    for (int k = 1; k <= upToTheHold(); k++) {
      var released = new CountDownLatch(1);
      List<ChatEvent> seen = leaveAfter(k, released);
      String turn = seen.getFirst().getTurnId();
      released.countDown();
      awaitOneRow(turn);
      try (EventSource sse = lastEventId(turn, k);
          EventSource grpc = WatchingFace.GRPC.watch(product, turn, k)) {
        List<ChatEvent> rest = sse.rest();

        assertEquals(rest, grpc.rest());
        seen.addAll(rest);
        isWhole(seen);
      }
    }
  }

  /** turn_started, the call, its result, and the first words. */
  private static int upToTheHold() {
    return 4;
  }

  private static boolean isHeld(ChatEvent event) {
    return event.getToken().getText().equals(HELD);
  }

  /** Starts a turn at one gateway, reads k of its events, and leaves it without any reader. */
  private static List<ChatEvent> leaveAfter(int k, CountDownLatch released) throws IOException {
    openAi.answer(
        TestingDelivery.of(TestingReply.saying().calling("call_a", "list_schemas", "{}")),
        TestingDelivery.of(TestingReply.saying(HELD, "And on.")).heldAfter(1, released));
    String conversation =
        product
            .chat()
            .createConversation(
                CreateConversationRequest.newBuilder()
                    .setProvider("openai")
                    .setModel("gpt-4.1")
                    .build())
            .getId();
    try (EventSource first = Face.SSE.ask(product, conversation, "Go")) {
      return first.upTo(event -> event.getSequence() == k);
    }
  }

  /** Until the turn has ended and its log was made one row. */
  private static void awaitOneRow(String turn) {
    while (product.chat().getTurn(GetTurnRequest.newBuilder().setTurnId(turn).build()).getStatus()
            == TurnStatus.TURN_STATUS_RUNNING
        || !product
            .database("chatdata")
            .query("SELECT count(*) FROM chatdata.turn_log WHERE turn_id = '%s'".formatted(turn))
            .equals(List.of(List.of("1")))) {
      LockSupport.parkNanos(10_000_000);
    }
  }

  private static EventSource lastEventId(String turn, long after) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("%s/api/v1/chat/turns/%s/events".formatted(otherGateway, turn)))
            .header("Last-Event-ID", turn + ":" + after)
            .build();
    return Face.sse(http.send(request, HttpResponse.BodyHandlers.ofInputStream()));
  }

  private static void isWhole(List<ChatEvent> events) {
    assertEquals(
        LongStream.rangeClosed(1, events.size()).boxed().toList(),
        events.stream().map(ChatEvent::getSequence).toList());
    assertEquals(TurnStatus.TURN_STATUS_COMPLETED, events.getLast().getTurnFinished().getStatus());
    var text = new StringBuilder();
    events.forEach(event -> text.append(event.getToken().getText()));
    assertEquals(HELD + "And on.", text.toString());
  }
}
