package io.chatdata.server.grpc;

import static io.chatdata.server.grpc.TestingServer.all;
import static io.chatdata.server.grpc.TestingServer.text;
import static io.chatdata.server.turn.TestingProvider.hangsAfter;
import static io.chatdata.server.turn.TestingProvider.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.llm.FinishReason;
import io.chatdata.server.llm.ModelEvent;
import io.chatdata.v1.CancelTurnRequest;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.TurnFinished;
import io.chatdata.v1.TurnStatus;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Several servers on one store. */
class ServersTest {
  private static TestingServer first;
  private static TestingServer second;

  @BeforeAll
  static void start() {
    first = TestingServer.start();
    second = first.second();
  }

  @AfterAll
  static void stop() {
    second.close();
    first.close();
  }

  @Test
  void aTurnIsWatchedOnAnotherServerWhileItRuns() throws InterruptedException {
    Conversation conversation = first.conversation();
    var watched = new CountDownLatch(1);
    first.provider.script(
        (events, cancellation) -> {
          events.accept(new ModelEvent.Text("here "));
          try {
            watched.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          events.accept(new ModelEvent.Text("and there"));
          return FinishReason.STOP;
        });
    Iterator<ChatEvent> sender = first.send(conversation.getId(), "Hi");
    List<ChatEvent> sent = new ArrayList<>(List.of(sender.next()));
    List<ChatEvent> seen = new ArrayList<>();
    Thread watcher =
        Thread.ofVirtual()
            .start(
                () -> {
                  Iterator<ChatEvent> events =
                      second.chat.watchTurn(
                          io.chatdata.v1.WatchTurnRequest.newBuilder()
                              .setTurnId(sent.getFirst().getTurnId())
                              .build());
                  events.forEachRemaining(
                      event -> {
                        seen.add(event);
                        if (event.hasToken()) {
                          watched.countDown();
                        }
                      });
                });
    sent.addAll(all(sender));
    watcher.join();

    assertEquals(sent, seen);
    assertEquals("here and there", text(seen));
  }

  @Test
  void aTurnIsCancelledOnAnotherServer() {
    Conversation conversation = first.conversation();
    first.provider.script(hangsAfter("partial"));
    Iterator<ChatEvent> events = first.send(conversation.getId(), "Go");
    String turn = events.next().getTurnId();

    assertEquals(
        TurnStatus.TURN_STATUS_CANCELLED,
        second.chat.cancelTurn(CancelTurnRequest.newBuilder().setTurnId(turn).build()).getStatus());

    assertTrue(all(events).getLast().hasTurnFinished());
  }

  @Test
  void aSecondMessageIsRefusedOnAnotherServerAndNamesTheTurn() {
    Conversation conversation = first.conversation();
    first.provider.script(hangsAfter("partial"));
    String turn = first.send(conversation.getId(), "Go").next().getTurnId();

    StatusRuntimeException refused =
        assertThrows(
            StatusRuntimeException.class, () -> second.ask(conversation.getId(), "And this"));

    assertEquals(Status.Code.FAILED_PRECONDITION, refused.getStatus().getCode());
    assertTrue(String.valueOf(refused.getMessage()).contains(turn));
    var _ = second.chat.cancelTurn(CancelTurnRequest.newBuilder().setTurnId(turn).build());
  }

  @Test
  void aFencedServersTurnIsInterruptedByAnotherAndItsServerGoesOn() {
    Conversation conversation = first.conversation();
    first.provider.script(hangsAfter("so far"));
    Iterator<ChatEvent> events = first.send(conversation.getId(), "Go");
    String turn = events.next().getTurnId();
    ChatEvent event = events.next();
    while (!event.hasToken()) {
      event = events.next();
    }

    first.storeDatabase.run(
        "update chatdata.servers set fenced = true where id = '%s'"
            .formatted(first.store.lease().me()));

    List<ChatEvent> rest = all(events);
    TurnFinished finished = rest.getLast().getTurnFinished();
    assertEquals(TurnStatus.TURN_STATUS_INTERRUPTED, finished.getStatus());
    assertEquals("so far", finished.getMessage().getContent());
    assertEquals(second.watch(turn, 0), first.watch(turn, 0));

    Conversation next = first.conversation();
    first.provider.script(says("alive"));
    assertEquals("alive", text(first.ask(next.getId(), "Still there?")));
  }

  @Test
  void aMessageToAConversationWhoseServerDiedEndsTheOldTurnFirst() {
    Conversation conversation = first.conversation();
    first.storeDatabase.run(
        """
        insert into chatdata.turns (id, conversation_id, owner_server, status, user_message_id,
          assistant_message_id, provider, model, connection_id)
        select gen_random_uuid(), id, gen_random_uuid(), 'RUNNING', gen_random_uuid(),
          gen_random_uuid(), 'testing', 'model', 'data'
        from chat_conversations where id = '%s'
        """
            .formatted(conversation.getId()));
    second.provider.script(says("new"));

    assertEquals("new", text(second.ask(conversation.getId(), "Go on")));
  }
}
