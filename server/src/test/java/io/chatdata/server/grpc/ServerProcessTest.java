package io.chatdata.server.grpc;

import static io.chatdata.server.grpc.TestingServer.send;
import static io.chatdata.server.grpc.TestingServer.text;
import static io.chatdata.server.turn.TestingProvider.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.MessageRole;
import io.chatdata.v1.TurnFinished;
import io.chatdata.v1.TurnStatus;
import io.grpc.StatusRuntimeException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that are killed, stopped for a while or told to end, beside one that goes on. */
class ServerProcessTest {
  private final TestingDatabase data = TestingPostgres.create().grant("public");
  private TestingServer survivor;

  @BeforeEach
  void start() {
    survivor = TestingServer.startOn(TestingPostgres.create(), data);
    Audit.install(survivor.storeDatabase);
  }

  @AfterEach
  void stop() {
    assertEquals(List.of(), Audit.violations(survivor.storeDatabase));
    survivor.close();
  }

  @Test
  void whateverAKilledServerWasDoingItsTurnsEndOnceWithAllThatWasShown() throws Exception {
    Map<String, List<ChatEvent>> shown = new LinkedHashMap<>();
    String unsent;
    try (TestingServerProcess victim = TestingServerProcess.start(survivor.storeDatabase, data)) {
      show(shown, victim, "hang", ChatEvent::hasTurnStarted);
      show(shown, victim, "a b hang", ChatEvent::hasToken);
      show(shown, victim, "stream", event -> event.getToken().getText().contains("20 "));
      show(shown, victim, "a sleep b", ChatEvent::hasToolCall);
      show(shown, victim, "call hang", ChatEvent::hasToolResult);
      try (Connection other = survivor.storeDatabase.connect()) {
        // Two wait for their conversation's lock: one to end, one to begin.
        String ending = survivor.conversation().getId();
        unsent = survivor.conversation().getId();
        other.setAutoCommit(false);
        Iterator<ChatEvent> events = send(victim.chat, ending, "hang");
        List<ChatEvent> seen = new ArrayList<>(List.of(events.next()));
        lock(other, ending, unsent);
        Thread.ofVirtual()
            .start(
                () ->
                    victim.chat.cancelTurn(
                        io.chatdata.v1.CancelTurnRequest.newBuilder()
                            .setTurnId(seen.getFirst().getTurnId())
                            .build()));
        Thread.ofVirtual()
            .start(() -> send(victim.chat, unsent, "never").forEachRemaining(event -> {}));
        awaitLocked(2);
        shown.put(ending, seen);
        victim.signal("KILL");
        victim.process().waitFor();
      }
    }

    for (Map.Entry<String, List<ChatEvent>> turn : shown.entrySet()) {
      String id = turn.getValue().getFirst().getTurnId();
      survivor.awaitEnd(id);
      List<ChatEvent> log = survivor.watch(id, 0);

      assertEquals(turn.getValue(), log.subList(0, turn.getValue().size()));
      assertEquals(
          LongStream.rangeClosed(1, log.size()).boxed().toList(),
          log.stream().map(ChatEvent::getSequence).toList());
      TurnFinished finished = log.getLast().getTurnFinished();
      assertEquals(TurnStatus.TURN_STATUS_INTERRUPTED, finished.getStatus());
      assertEquals(text(log), finished.getMessage().getContent());
      assertEquals(
          log.stream().filter(ChatEvent::hasToolCall).count(),
          log.stream().filter(ChatEvent::hasToolResult).count());
      survivor.provider.script(says("next"));
      assertEquals("next", text(survivor.ask(turn.getKey(), "Go on")));
    }
    assertEquals(
        List.of(), survivor.messages(unsent), "a message whose start was never committed is there");
  }

  private void show(
      Map<String, List<ChatEvent>> shown,
      TestingServerProcess server,
      String words,
      Predicate<ChatEvent> last) {
    String conversation = survivor.conversation().getId();
    Iterator<ChatEvent> events = send(server.chat, conversation, words);
    List<ChatEvent> seen = new ArrayList<>();
    do {
      seen.add(events.next());
    } while (!last.test(seen.getLast()));
    shown.put(conversation, seen);
  }

  private static void lock(Connection connection, String... conversations) throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "select 1 from chat_conversations where id in ('%s') for update"
              .formatted(String.join("', '", conversations)));
    }
  }

  private void awaitLocked(int most) {
    while (!survivor
        .storeDatabase
        .query(
            """
            select 1 where %d <= (select count(*) from pg_stat_activity
              where wait_event_type = 'Lock' and datname = current_database())
            """
                .formatted(most))
        .equals(List.of(List.of("1")))) {
      LockSupport.parkNanos(10_000_000);
    }
  }

  @Test
  void aServerThatWasStoppedBeyondItsLeaseWritesNothingMoreForItsTurnsAndGoesOn() throws Exception {
    try (TestingServerProcess sleeper = TestingServerProcess.start(survivor.storeDatabase, data)) {
      Map<String, List<ChatEvent>> shown = new LinkedHashMap<>();
      show(shown, sleeper, "stream", event -> event.getToken().getText().contains("20 "));
      show(shown, sleeper, "a sleep b", ChatEvent::hasToolCall);
      sleeper.signal("STOP");
      List<List<ChatEvent>> logs = new ArrayList<>();
      for (List<ChatEvent> seen : shown.values()) {
        String id = seen.getFirst().getTurnId();
        assertEquals(TurnStatus.TURN_STATUS_INTERRUPTED, survivor.awaitEnd(id).getStatus());
        logs.add(survivor.watch(id, 0));
        assertEquals(seen, logs.getLast().subList(0, seen.size()));
      }
      sleeper.signal("CONT");

      String next = survivor.conversation().getId();
      List<ChatEvent> answer =
          TestingServer.retrying(() -> TestingServer.all(send(sleeper.chat, next, "I am back")));

      assertEquals("Iamback", text(answer));
      for (List<ChatEvent> log : logs) {
        assertEquals(log, survivor.watch(log.getFirst().getTurnId(), 0));
      }
    }
  }

  @Test
  void aServerThatIsToldToEndLetsTurnsEndAndInterruptsTheOthersBeforeItsReadersEyes()
      throws Exception {
    try (TestingServerProcess server = TestingServerProcess.start(survivor.storeDatabase, data)) {
      String conversation = survivor.conversation().getId();
      Iterator<ChatEvent> events = send(server.chat, conversation, "some call hang");
      List<ChatEvent> seen = new ArrayList<>();
      do {
        seen.add(events.next());
      } while (!seen.getLast().hasToolResult());
      server.signal("TERM");
      events.forEachRemaining(seen::add);

      TurnFinished finished = seen.getLast().getTurnFinished();
      assertEquals(TurnStatus.TURN_STATUS_INTERRUPTED, finished.getStatus());
      assertEquals("some", finished.getMessage().getContent());
      assertEquals(seen, survivor.watch(seen.getFirst().getTurnId(), 0));
      assertEquals(
          List.of(
              MessageRole.MESSAGE_ROLE_USER,
              MessageRole.MESSAGE_ROLE_TOOL,
              MessageRole.MESSAGE_ROLE_ASSISTANT),
          survivor.messages(conversation).stream().map(m -> m.getRole()).toList());
      server.process().waitFor();
    }
  }

  @Test
  void aCrashOfTheDatabaseTakesBackNothingThatWasShown() throws Exception {
    var goOn = new java.util.concurrent.CountDownLatch(1);
    survivor.provider.script(
        (events, cancellation) -> {
          events.accept(new io.chatdata.server.llm.ModelEvent.Text("before "));
          io.chatdata.server.turn.TestingProvider.await(goOn);
          events.accept(new io.chatdata.server.llm.ModelEvent.Text("after"));
          return io.chatdata.server.llm.FinishReason.STOP;
        });
    Iterator<ChatEvent> events = survivor.send(survivor.conversation().getId(), "Go");
    List<ChatEvent> seen = new ArrayList<>();
    do {
      seen.add(events.next());
    } while (!seen.getLast().hasToken());
    TestingPostgres.crash();
    goOn.countDown();
    try {
      events.forEachRemaining(seen::add);
    } catch (StatusRuntimeException e) {
      // It may have been sent away.
    }

    String turn = seen.getFirst().getTurnId();
    survivor.awaitEnd(turn);
    List<ChatEvent> log = survivor.watch(turn, 0);
    assertEquals(seen, log.subList(0, seen.size()));
    assertEquals("before after", text(log));
    assertTrue(log.getLast().hasTurnFinished());
  }
}
