package io.chatdata.server.grpc;

import static io.chatdata.server.turn.TestingProvider.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.llm.FinishReason;
import io.chatdata.server.llm.ModelEvent;
import io.chatdata.v1.CancelTurnRequest;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.GetConversationRequest;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.Turn;
import io.chatdata.v1.TurnStatus;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the fields of SendMessage do, and what CancelTurn returns. */
class SendMessageTest {
  @SuppressWarnings("NullAway.Init")
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
  void aTurnsModelIsTheConversationsFromThenOn() {
    String id = server.conversation().getId();
    server.provider.script(says("a"), says("b"));

    ChatEvent first = all(message(id).setContent("A").setModel("other")).getFirst();
    ChatEvent second = server.ask(id, "B").getFirst();

    assertEquals("other", first.getTurnStarted().getModel());
    assertEquals("other", second.getTurnStarted().getModel());
    Conversation now =
        server.chat.getConversation(GetConversationRequest.newBuilder().setId(id).build());
    assertEquals("other", now.getModel());
  }

  @Test
  void theConversationsInstructionsReachTheModel() {
    Conversation conversation =
        server.chat.createConversation(
            CreateConversationRequest.newBuilder().setInstructions("Speak like a pirate.").build());
    server.provider.script(says("Arr"));

    server.ask(conversation.getId(), "Hi");

    assertTrue(server.provider.requests().getLast().instructions().contains("pirate"));
  }

  @Test
  void theSameRequestIdOfAnEndedTurnStreamsItAgain() {
    String id = server.conversation().getId();
    server.provider.script(says("a", "b"));
    SendMessageRequest.Builder message = message(id).setContent("A").setRequestId("r");

    List<ChatEvent> first = all(message);

    assertEquals(first, all(message));
    assertEquals(2, server.messages(id).size());
  }

  @Test
  void anEndedTurnIsCancelledAsItEnded() {
    server.provider.script(says("a"));
    List<ChatEvent> events = server.ask(server.conversation().getId(), "A");

    Turn turn = cancel(events.getFirst().getTurnId());

    assertEquals(TurnStatus.TURN_STATUS_COMPLETED, turn.getStatus());
    assertEquals(events.size(), turn.getLastSequence());
  }

  @Test
  void aTurnThatDoesNotStopInTimeComesBackRunningAndEndsCancelled() {
    var goOn = new CountDownLatch(1);
    server.provider.script(
        (events, cancellation) -> {
          events.accept(new ModelEvent.Text("a"));
          awaitIgnoringCancels(goOn);
          return FinishReason.STOP;
        });
    Iterator<ChatEvent> events = server.send(server.conversation().getId(), "A");
    String turn = events.next().getTurnId();

    assertEquals(TurnStatus.TURN_STATUS_RUNNING, cancel(turn).getStatus());

    goOn.countDown();
    assertEquals(
        TurnStatus.TURN_STATUS_CANCELLED,
        TestingServer.all(events).getLast().getTurnFinished().getStatus());
  }

  private static void awaitIgnoringCancels(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // A cancel interrupts; this model doesn't mind.
      }
    }
  }

  private static SendMessageRequest.Builder message(String conversation) {
    return SendMessageRequest.newBuilder().setConversationId(conversation);
  }

  private static List<ChatEvent> all(SendMessageRequest.Builder message) {
    return TestingServer.all(server.chat.sendMessage(message.build()));
  }

  private static Turn cancel(String turn) {
    return server.chat.cancelTurn(CancelTurnRequest.newBuilder().setTurnId(turn).build());
  }
}
