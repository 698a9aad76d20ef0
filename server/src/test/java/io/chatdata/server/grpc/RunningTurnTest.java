package io.chatdata.server.grpc;

import static io.chatdata.server.grpc.TestingServer.all;
import static io.chatdata.server.turn.TestingProvider.calls;
import static io.chatdata.server.turn.TestingProvider.hangsAfter;
import static io.chatdata.server.turn.TestingProvider.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import io.chatdata.server.turn.TestingProvider;
import io.chatdata.v1.CancelTurnRequest;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.DeleteConversationRequest;
import io.chatdata.v1.GetConversationRequest;
import io.chatdata.v1.GetTurnRequest;
import io.chatdata.v1.Turn;
import io.chatdata.v1.TurnStatus;
import io.chatdata.v1.WatchTurnRequest;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a turn that runs when someone does something else. */
class RunningTurnTest {
  private static TestingServer server;
  private static TestingProvider provider;

  @BeforeAll
  static void start() {
    server = TestingServer.start();
    provider = server.provider;
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void cancelEndsTheTurnAndKeepsTheAnswerSoFar() {
    Conversation conversation = server.conversation();
    provider.script(hangsAfter("partial"));
    Iterator<ChatEvent> events = server.send(conversation.getId(), "Go");
    String turn = events.next().getTurnId();
    while (!events.next().hasToken()) {
      // Until the model has spoken.
    }

    Turn cancelled = cancel(turn);

    assertEquals(TurnStatus.TURN_STATUS_CANCELLED, cancelled.getStatus());
    assertEquals(
        TurnStatus.TURN_STATUS_CANCELLED, all(events).getLast().getTurnFinished().getStatus());
    assertEquals("partial", server.messages(conversation.getId()).getLast().getContent());
    assertEquals(cancelled, cancel(turn));
  }

  @Test
  void cancelStopsTheRunningStatementAndItsCallIsAnswered() {
    Conversation conversation = server.conversation();
    provider.script(
        calls(
            "1",
            "run_query",
            "{\"sql\": \"select count(*) from generate_series(1, 100000) a, generate_series(1,"
                + " 100000) b\"}"));
    Iterator<ChatEvent> events = server.send(conversation.getId(), "Slow");
    ChatEvent event = events.next();
    String turn = event.getTurnId();
    while (!event.hasUsage()) {
      event = events.next();
    }

    assertEquals(TurnStatus.TURN_STATUS_CANCELLED, cancel(turn).getStatus());

    List<ChatEvent> rest = all(events);
    assertEquals(1, rest.stream().filter(ChatEvent::hasToolResult).count());
    assertEquals(
        List.of(List.of("0")),
        server.storeDatabase.query(
            "select count(*) from pg_stat_activity where query like '%generate_series%' and state ="
                + " 'active' and pid <> pg_backend_pid()"));
  }

  /** The limit is below the 30 s after which nobody waits for a database to tell its tables. */
  @Test
  @Timeout(20)
  void cancelEndsATurnThatWaitsForTheDatabaseToTellItsTables() {
    TestingDatabase data =
        TestingPostgres.create()
            .run("CREATE TABLE pets (id int)")
            .grant("public")
            .commentsTake("pg_sleep(100)");
    try (var slow = TestingServer.startOn(TestingPostgres.create(), data)) {
      slow.provider.script(says("Hello"));
      Iterator<ChatEvent> events = slow.send(slow.conversation().getId(), "Go");
      String turn = events.next().getTurnId();
      while (!reads(data)) {
        Thread.onSpinWait();
      }

      assertEquals(TurnStatus.TURN_STATUS_CANCELLED, cancel(slow, turn).getStatus());
      while (reads(data)) {
        Thread.onSpinWait();
      }
    }
  }

  private static boolean reads(TestingDatabase data) {
    return !data.query(
            "SELECT pid FROM pg_stat_activity WHERE usename = '%s' AND state = 'active' AND query LIKE '%%obj_description%%'"
                .formatted(data.reader()))
        .isEmpty();
  }

  @Test
  void aTurnGoesOnWhenItsReaderGoesAway() throws Exception {
    Conversation conversation = server.conversation();
    provider.script(hangsAfter("partial"));
    var reader = Context.current().withCancellation();
    String turn =
        reader.wrap(() -> server.send(conversation.getId(), "Go").next().getTurnId()).call();

    reader.cancel(null);

    // It is still there for who comes next, and ends when it is told to.
    Iterator<ChatEvent> next =
        server.chat.watchTurn(WatchTurnRequest.newBuilder().setTurnId(turn).build());
    while (!next.next().hasToken()) {
      // Until the model has spoken.
    }
    assertEquals(
        TurnStatus.TURN_STATUS_RUNNING,
        server.chat.getTurn(GetTurnRequest.newBuilder().setTurnId(turn).build()).getStatus());
    cancel(turn);
    assertEquals(
        TurnStatus.TURN_STATUS_CANCELLED, all(next).getLast().getTurnFinished().getStatus());
  }

  @Test
  void aSecondMessageIsRefusedWhileATurnRunsAndNamesIt() {
    Conversation conversation = server.conversation();
    provider.script(hangsAfter("x"));
    Iterator<ChatEvent> events = server.send(conversation.getId(), "First");
    String turn = events.next().getTurnId();

    StatusRuntimeException refused =
        assertThrows(
            StatusRuntimeException.class, () -> server.ask(conversation.getId(), "Second"));

    assertEquals(Status.Code.FAILED_PRECONDITION, refused.getStatus().getCode());
    assertTrue(String.valueOf(refused.getMessage()).contains(turn));
    assertEquals(
        turn,
        server
            .chat
            .getConversation(
                GetConversationRequest.newBuilder().setId(conversation.getId()).build())
            .getRunningTurnId());
    cancel(turn);
    all(events);
  }

  @Test
  void deletingAConversationCancelsItsTurn() {
    Conversation conversation = server.conversation();
    provider.script(hangsAfter("x"));
    Iterator<ChatEvent> events = server.send(conversation.getId(), "Go");
    String turn = events.next().getTurnId();

    var _ =
        server.chat.deleteConversation(
            DeleteConversationRequest.newBuilder().setId(conversation.getId()).build());

    assertEquals(
        TurnStatus.TURN_STATUS_CANCELLED, all(events).getLast().getTurnFinished().getStatus());
    assertEquals(
        TurnStatus.TURN_STATUS_CANCELLED,
        server.chat.getTurn(GetTurnRequest.newBuilder().setTurnId(turn).build()).getStatus());
  }

  private static Turn cancel(String turn) {
    return cancel(server, turn);
  }

  private static Turn cancel(TestingServer server, String turn) {
    return server.chat.cancelTurn(CancelTurnRequest.newBuilder().setTurnId(turn).build());
  }
}
