package io.chatdata.server.grpc;

import static io.chatdata.server.grpc.TestingServer.all;
import static io.chatdata.server.grpc.TestingServer.text;
import static io.chatdata.server.turn.TestingProvider.calls;
import static io.chatdata.server.turn.TestingProvider.hangsAfter;
import static io.chatdata.server.turn.TestingProvider.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.chatdata.server.TestingLog;
import io.chatdata.server.llm.FinishReason;
import io.chatdata.server.llm.ModelEvent;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.TurnFinished;
import io.chatdata.v1.TurnStatus;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of the log, one by one. */
class TurnProtocolTest {
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
  void whatAModelSaysAfterItsEndIsNotInTheLog() {
    Conversation conversation = server.conversation();
    var late = new CompletableFuture<Consumer<ModelEvent>>();
    server.provider.script(
        (events, cancellation) -> {
          events.accept(new ModelEvent.Text("all"));
          late.complete(events);
          return FinishReason.STOP;
        });
    List<ChatEvent> seen = server.ask(conversation.getId(), "Say it");
    late.join().accept(new ModelEvent.Text(" and more"));
    // The writer has written what came before this turn's end.
    server.provider.script(says("next"));
    server.ask(server.conversation().getId(), "And you?");

    assertEquals(seen, server.watch(seen.getFirst().getTurnId(), 0));
    assertEquals(
        Long.toString(seen.size()),
        query(
            "select max(last_sequence) from chatdata.turn_log where turn_id = '%s'"
                .formatted(seen.getFirst().getTurnId())));
  }

  @Test
  void halvesOfACharacterAreJoinedInReasoningToo() {
    Conversation conversation = server.conversation();
    server.provider.script(
        (events, cancellation) -> {
          events.accept(new ModelEvent.Thinking("a\uD83D", ""));
          events.accept(new ModelEvent.Thinking("\uDE00b\uD83D", ""));
          events.accept(new ModelEvent.Text("c"));
          return FinishReason.STOP;
        });

    var thought = new StringBuilder();
    for (ChatEvent event : server.ask(conversation.getId(), "Think")) {
      thought.append(event.getThinking().getText());
    }

    assertEquals("a\uD83D\uDE00b\uFFFD", thought.toString());
  }

  @Test
  void whateverAModelCallsACallCanBeStored() {
    Conversation conversation = server.conversation();
    server.provider.script(
        (events, cancellation) -> {
          events.accept(
              new ModelEvent.ToolCall("i\0d", "to\0ol", "{\"a\\u0000\":\"\\ud800\"}", ""));
          return FinishReason.TOOL_CALLS;
        },
        says("done"));

    List<ChatEvent> events = server.ask(conversation.getId(), "Call");

    TurnFinished finished = events.getLast().getTurnFinished();
    assertEquals(TurnStatus.TURN_STATUS_COMPLETED, finished.getStatus());
    assertEquals("i\uFFFDd", server.messages(conversation.getId()).get(1).getToolCallId());
  }

  @Test
  void aTurnThatItsServerLostSightOfIsEnded() {
    Conversation conversation = server.conversation();
    UUID turn = UUID.randomUUID();
    server.storeDatabase.run(
        """
        insert into chatdata.turns (id, conversation_id, owner_server, status, user_message_id,
          assistant_message_id, provider, model, connection_id)
        values ('%s', '%s', '%s', 'RUNNING', gen_random_uuid(), gen_random_uuid(), 'testing',
          'model', 'data')
        """
            .formatted(turn, conversation.getId(), server.store.lease().me()));

    TurnFinished finished = server.watch(turn.toString(), 0).getLast().getTurnFinished();

    assertEquals(TurnStatus.TURN_STATUS_INTERRUPTED, finished.getStatus());
  }

  @Test
  void aReaderOfATurnThatWasRemovedIsToldSo() {
    Conversation conversation = server.conversation();
    server.provider.script(hangsAfter("soon gone"));
    Iterator<ChatEvent> events = server.send(conversation.getId(), "Go");
    while (!events.next().hasToken()) {
      // Until it has asked, so that it takes no other test's script.
    }
    server.storeDatabase.run(
        "delete from chat_conversations where id = '%s'".formatted(conversation.getId()));

    StatusRuntimeException gone =
        assertThrows(StatusRuntimeException.class, () -> events.forEachRemaining(event -> {}));

    assertEquals(Status.Code.NOT_FOUND, gone.getStatus().getCode());
  }

  @Test
  void aTurnWhoseConversationIsRemovedWhileOthersWriteHurtsNoOther() {
    Conversation gone = server.conversation();
    Conversation stays = server.conversation();
    var asked = new java.util.concurrent.CountDownLatch(1);
    var removed = new java.util.concurrent.CountDownLatch(1);
    server.provider.script(
        (events, cancellation) -> {
          asked.countDown();
          io.chatdata.server.turn.TestingProvider.await(removed);
          for (int i = 0; i < 100; i++) {
            events.accept(new ModelEvent.Text("lost "));
          }
          return FinishReason.STOP;
        });
    server.send(gone.getId(), "Go").next();
    io.chatdata.server.turn.TestingProvider.await(asked);
    server.provider.script(
        (events, cancellation) -> {
          io.chatdata.server.turn.TestingProvider.await(removed);
          for (int i = 0; i < 100; i++) {
            events.accept(new ModelEvent.Text("kept "));
          }
          return FinishReason.STOP;
        });
    Iterator<ChatEvent> events = server.send(stays.getId(), "Go");
    events.next();
    server.storeDatabase.run(
        "delete from chat_conversations where id = '%s'".formatted(gone.getId()));
    removed.countDown();

    assertEquals("kept ".repeat(100), text(all(events)));
  }

  @Test
  void aDeadlockIsTriedAgain() {
    refuseFirst("turn_log", "new.first_sequence > 2", "40P01");
    try {
      server.provider.script(says("once ", "only"));

      List<ChatEvent> events = server.ask(server.conversation().getId(), "Go");

      assertEquals("once only", text(events));
      assertEquals(
          TurnStatus.TURN_STATUS_COMPLETED, events.getLast().getTurnFinished().getStatus());
    } finally {
      refuseNoMore();
    }
  }

  @Test
  void aCallWhoseRowCantBeWrittenIsInTheLedgerWhenItsTurnHasFailed() {
    refuseFirst("model_calls", "true", "P0001");
    try {
      server.provider.script(calls("a", "list_connections", "{}"));

      List<ChatEvent> events = server.ask(server.conversation().getId(), "Go");

      assertEquals(TurnStatus.TURN_STATUS_FAILED, events.getLast().getTurnFinished().getStatus());
      assertEquals(
          "1",
          query(
              "select count(*) from chatdata.model_calls where turn_id = '%s'"
                  .formatted(events.getFirst().getTurnId())));
    } finally {
      refuseNoMore();
    }
  }

  /** The first of these rows is refused, with this SQLSTATE. */
  private static void refuseFirst(String table, String rows, String state) {
    server.storeDatabase.run(
        """
        create sequence chatdata.tries;
        create function chatdata.refuse_first() returns trigger language plpgsql as $$
        begin
          if nextval('chatdata.tries') = 1 then
            raise exception 'made up' using errcode = '%s';
          end if;
          return new;
        end
        $$;
        create trigger refuse_first before insert on chatdata.%s for each row
          when (%s) execute function chatdata.refuse_first()
        """
            .formatted(state, table, rows));
  }

  private static void refuseNoMore() {
    server.storeDatabase.run(
        "drop function chatdata.refuse_first() cascade; drop sequence chatdata.tries");
  }

  @Test
  void anEndThatCantBeWrittenFailsTheTurn() {
    server.storeDatabase.run(
        """
        create function chatdata.refuse() returns trigger language plpgsql as $$
        begin
          raise exception 'made up';
        end
        $$;
        create trigger refuse before update on chatdata.turns for each row
          when (new.status = 'COMPLETED') execute function chatdata.refuse()
        """);
    try (var log = TestingLog.of("io.chatdata.server", Level.INFO)) {
      server.provider.script(says("kept"));

      TurnFinished finished =
          server.ask(server.conversation().getId(), "Go").getLast().getTurnFinished();

      assertEquals(TurnStatus.TURN_STATUS_FAILED, finished.getStatus());
      assertEquals("kept", finished.getMessage().getContent());
      assertTrue(log.text().contains("The end of the turn was not written"));
    } finally {
      server.storeDatabase.run("drop trigger refuse on chatdata.turns");
    }
  }

  @Test
  void afterAnOutageTheFirstToReturnTakesNobodyForDead() {
    UUID other = UUID.randomUUID();
    server.storeDatabase.run(
        """
        insert into chatdata.servers (id) values ('%s');
        update chatdata.servers set heartbeat_at = now() - interval '11 s'
        """
            .formatted(other));

    server.store.lease().fenceDead();

    assertEquals(
        "f", query("select fenced from chatdata.servers where id = '%s'".formatted(other)));

    server.storeDatabase.run(
        """
        update chatdata.servers set heartbeat_at = now(), steady_since = now() - interval '11 s'
        where id = '%s'
        """
            .formatted(server.store.lease().me()));
    server.store.lease().fenceDead();

    assertEquals(
        "t", query("select fenced from chatdata.servers where id = '%s'".formatted(other)));
  }

  @Test
  void theLogOfATurnThatWasInterruptedIsOneRowToo() {
    Conversation conversation = server.conversation();
    UUID turn = UUID.randomUUID();
    server.storeDatabase.run(
        """
        insert into chatdata.turns (id, conversation_id, owner_server, status, user_message_id,
          assistant_message_id, provider, model, connection_id)
        values ('%1$s', '%2$s', gen_random_uuid(), 'RUNNING', gen_random_uuid(),
          gen_random_uuid(), 'testing', 'model', 'data');
        insert into chatdata.turn_log values ('%1$s', 1, 1, ''), ('%1$s', 2, 3, '')
        """
            .formatted(turn, conversation.getId()));
    server.awaitEnd(turn.toString());
    server.provider.script(says("next"));
    server.ask(conversation.getId(), "And now?");

    assertEquals(
        "1 5",
        query(
            ("select count(*) || ' ' || max(last_sequence) from chatdata.turn_log where turn_id ="
                    + " '%s'")
                .formatted(turn)));
  }

  @Test
  void aLostIdTakesOnlyItsOwnTurnsWithIt() {
    UUID old = server.store.lease().me();
    server.storeDatabase.run(
        "update chatdata.servers set fenced = true where id = '%s'".formatted(old));
    server.provider.script(hangsAfter("under the new id"));
    Iterator<ChatEvent> events = server.send(server.conversation().getId(), "Go");
    String turn = events.next().getTurnId();

    assertTrue(!server.store.lease().me().equals(old));
    assertEquals(
        TurnStatus.TURN_STATUS_CANCELLED,
        server
            .chat
            .cancelTurn(io.chatdata.v1.CancelTurnRequest.newBuilder().setTurnId(turn).build())
            .getStatus());
  }

  private static String query(String sql) {
    return String.valueOf(server.storeDatabase.query(sql).getFirst().getFirst());
  }
}
