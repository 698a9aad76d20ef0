package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.base.DatabaseUrl;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Secret;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Statements on a standby that waits for none: what the primary removes ends those that still read
 * it.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StandbyTest {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final TestingEmbedded primary = TestingEmbedded.start();
  private final TestingEmbedded standby = primary.standby();
  private final Database database =
      TestingConfig.of(
              new DatabaseUrl(
                  "localhost",
                  standby.port(),
                  "postgres",
                  "reader",
                  Secret.of("not needed"),
                  Map.of()))
          .open();

  @BeforeAll
  void prepare() throws SQLException {
    onPrimary("CREATE ROLE reader LOGIN");
    onPrimary("CREATE TABLE waits (id int, seconds int)");
    onPrimary("CREATE VIEW waiting AS SELECT id, pg_sleep(seconds)::text AS slept FROM waits");
    onPrimary("GRANT SELECT ON waits, waiting TO reader");
  }

  @AfterAll
  void close() {
    database.close();
    standby.close();
    primary.close();
    threads.shutdownNow();
  }

  @Test
  void aStatementThatReplayEndsIsRunOnceMore() throws Exception {
    onPrimary("TRUNCATE waits");
    onPrimary("INSERT INTO waits VALUES (1, 0), (2, 100)");
    Future<QueryResult> running = start();
    awaitRunning("");
    remove(2);
    assertEquals(List.of(List.of(1, "")), running.get().rows());
  }

  @Test
  void aStatementThatReplayEndsTwiceSaysWhy() throws Exception {
    onPrimary("TRUNCATE waits");
    onPrimary("INSERT INTO waits VALUES (2, 100), (3, 100)");
    Future<QueryResult> running = start();
    String first = awaitRunning("");
    remove(2);
    awaitRunning(first);
    remove(3);
    var e = assertThrows(ExecutionException.class, running::get);
    StatementException failed = assertInstanceOf(StatementException.class, e.getCause());
    assertEquals(Reason.STATEMENT_FAILED, failed.reason());
    assertEquals("40001", failed.receipt().sqlstate());
    String message = failed.problem().message();
    assertTrue(message.contains("a standby"), message);
    assertTrue(message.contains("max_standby_streaming_delay"), message);
    assertNotNull(failed.problem().retryAfter());
  }

  private Future<QueryResult> start() {
    return threads.submit(
        () -> database.query(TestingPostgres.request("SELECT id, slept FROM waiting")));
  }

  /** Removes a row for good, which the standby's statements still see. */
  private void remove(int id) throws SQLException {
    onPrimary("DELETE FROM waits WHERE id = " + id);
    onPrimary("VACUUM waits");
  }

  /** Runs it, and waits until the standby has it too. */
  private void onPrimary(String sql) throws SQLException {
    primary.query(sql);
    String end = primary.query("SELECT pg_current_wal_insert_lsn()").getFirst();
    String reached = "SELECT pg_last_wal_replay_lsn() >= '%s'".formatted(end);
    while (!standby.query(reached).equals(List.of("t"))) {
      Thread.onSpinWait();
    }
  }

  /**
   * Waits until the standby runs the statement.
   *
   * @param before the result of an earlier call: waits for another run than that
   */
  private String awaitRunning(String before) throws SQLException {
    while (true) {
      List<String> running =
          standby.query(
              "SELECT query_start::text FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
      if (!running.isEmpty() && !running.getFirst().equals(before)) {
        return running.getFirst();
      }
    }
  }
}
