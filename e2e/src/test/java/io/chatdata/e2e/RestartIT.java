package io.chatdata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingModelServer;
import io.chatdata.server.llm.TestingReply;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.GetConversationRequest;
import io.chatdata.v1.GetResultRequest;
import io.chatdata.v1.GetResultResponse;
import io.chatdata.v1.ListMessagesRequest;
import io.chatdata.v1.Message;
import io.chatdata.v1.MessageView;
import io.chatdata.v1.TurnFinished;
import io.chatdata.v1.TurnStatus;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The product is stopped, killed and started again on the same data folder. */
class RestartIT {
  private static final String QUESTION = "How many orders were placed last month?";
  private static final int SIGTERM = 128 + 15;

  @Test
  void allIsThereAfterAStopAndAfterAKill() throws IOException {
    var released = new CountDownLatch(1);
    try (var openAi = new TestingModelServer();
        TestingProduct product = TestingProduct.started("restart", openAi)) {
      List<ChatEvent> events = ask(product, conversation(product, "builtin"));
      Kept kept = Kept.of(product, events);
      assertEquals(events, kept.events());

      ProcessHandle database = product.postmaster().orElseThrow();
      assertEquals(List.of(SIGTERM, SIGTERM), product.stop());
      database.onExit().orTimeout(60, TimeUnit.SECONDS).join();
      product.start();
      assertEquals(kept, Kept.of(product, events));

      openAi.answer(
          TestingDelivery.of(TestingReply.saying("So far", " and on")).heldAfter(1, released));
      List<ChatEvent> running = upToAToken(product, conversation(product, "openai"));
      ProcessHandle orphan = product.postmaster().orElseThrow();
      product.kill();
      assertTrue(orphan.isAlive(), "the database ended by itself: nothing is tested here");
      product.start();
      assertFalse(orphan.isAlive());
      assertNotEquals(orphan, product.postmaster().orElseThrow());
      assertEquals(kept, Kept.of(product, events));
      isInterrupted(product, running);

      released.countDown();
      String conversation = running.getFirst().getTurnStarted().getConversationId();
      assertEquals(
          TurnStatus.TURN_STATUS_COMPLETED,
          askBuiltin(product, conversation).getLast().getTurnFinished().getStatus());
    }
  }

  /** Ends as what it had shown, and nobody sees anything else. */
  private static void isInterrupted(TestingProduct product, List<ChatEvent> running)
      throws IOException {
    try (EventSource source = WatchingFace.SSE.watch(product, running.getFirst().getTurnId(), 0)) {
      List<ChatEvent> events = source.rest();
      assertEquals(running, events.subList(0, running.size()));
      TurnFinished end = events.getLast().getTurnFinished();
      assertEquals(TurnStatus.TURN_STATUS_INTERRUPTED, end.getStatus());
      assertEquals("So far", end.getMessage().getContent());
    }
  }

  private static List<ChatEvent> upToAToken(TestingProduct product, String conversation)
      throws IOException {
    try (EventSource source = Face.GRPC.ask(product, conversation, "Go")) {
      return source.upTo(ChatEvent::hasToken);
    }
  }

  private static List<ChatEvent> ask(TestingProduct product, String conversation)
      throws IOException {
    try (EventSource source = Face.GRPC.ask(product, conversation, QUESTION)) {
      return source.rest();
    }
  }

  /** Goes on in a conversation, by the built-in planner. */
  private static List<ChatEvent> askBuiltin(TestingProduct product, String conversation) {
    var message =
        io.chatdata.v1.SendMessageRequest.newBuilder()
            .setConversationId(conversation)
            .setContent(QUESTION)
            .setProvider("builtin")
            .build();
    List<ChatEvent> events = new java.util.ArrayList<>();
    product.chat().sendMessage(message).forEachRemaining(events::add);
    return events;
  }

  private static String conversation(TestingProduct product, String provider) {
    return product
        .chat()
        .createConversation(CreateConversationRequest.newBuilder().setProvider(provider).build())
        .getId();
  }

  /** All that a turn left behind. */
  private record Kept(
      Conversation conversation,
      List<Message> messages,
      List<ChatEvent> events,
      GetResultResponse result) {
    static Kept of(TestingProduct product, List<ChatEvent> turn) throws IOException {
      String conversation = turn.getFirst().getTurnStarted().getConversationId();
      String result =
          turn.stream()
              .map(event -> event.getToolResult().getRunQuery().getResultId())
              .filter(id -> !id.isEmpty())
              .findFirst()
              .orElseThrow();
      try (EventSource source = WatchingFace.GRPC.watch(product, turn.getFirst().getTurnId(), 0)) {
        return new Kept(
            product
                .chat()
                .getConversation(GetConversationRequest.newBuilder().setId(conversation).build()),
            product
                .chat()
                .listMessages(
                    ListMessagesRequest.newBuilder()
                        .setConversationId(conversation)
                        .setView(MessageView.MESSAGE_VIEW_FULL)
                        .build())
                .getMessagesList(),
            source.rest(),
            product.chat().getResult(GetResultRequest.newBuilder().setResultId(result).build()));
      }
    }
  }
}
