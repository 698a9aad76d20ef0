package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.DatabaseUrl;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** A database behind PgBouncer, which lends a connection of its own for a transaction only. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PgBouncerTest {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private @Nullable TestingPgBouncer bouncer;

  @SuppressWarnings("NullAway.Init")
  private TestingPostgres.TestingDatabase postgres;

  @SuppressWarnings("NullAway.Init")
  private Database database;

  @BeforeAll
  void prepare() {
    assumeTrue(
        TestingPgBouncer.isInstalled(), "needs PgBouncer (Debian: apt-get install pgbouncer)");
    postgres =
        TestingPostgres.create()
            .run(
                """
                CREATE TABLE numbers AS SELECT g AS id FROM generate_series(1, 10) g;
                CREATE VIEW sleepy AS SELECT 1 AS id, pg_sleep(100)::text AS slept;
                CREATE VIEW settings AS SELECT current_setting('transaction_read_only') AS read_only,
                  current_setting('lock_timeout') AS lock_timeout, current_setting('search_path') AS path,
                  current_setting('TimeZone') AS zone, 0.1::float8 + 0.2 AS exact;
                """)
            .grant("public");
    bouncer = TestingPgBouncer.start(postgres.reader(), "secret");
    database =
        TestingConfig.of(
                new DatabaseUrl(
                    "localhost",
                    bouncer.port(),
                    postgres.name(),
                    postgres.reader(),
                    Secret.of("secret"),
                    Map.of()))
            .zone("Asia/Kolkata")
            .open();
  }

  @AfterAll
  void close() {
    threads.shutdownNow();
    if (bouncer != null) {
      database.close();
      bouncer.close();
    }
  }

  @Test
  void eachStatementHasItsSettingsWhateverConnectionItIsLent() throws Exception {
    List<Future<QueryResult>> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      all.add(
          threads.submit(() -> database.query(TestingPostgres.request("SELECT * FROM settings"))));
    }
    for (Future<QueryResult> one : all) {
      assertEquals(
          List.of(List.of("on", "2s", "\"public\", pg_temp", "Asia/Kolkata", 0.30000000000000004)),
          one.get().rows());
    }
    assertNothingKept();
  }

  @Test
  void aRefusalAndAnErrorAreAsWithoutIt() {
    assertEquals(Reason.STATEMENT_REFUSED, failure("DELETE FROM numbers").reason());
    StatementException error = failure("SELECT 1 / (id - 1) FROM numbers");
    assertEquals("22012", error.receipt().sqlstate());
    assertEquals(
        4, database.query(TestingPostgres.request("SELECT id FROM numbers LIMIT 4")).rows().size());
    assertNothingKept();
  }

  @Test
  void aCancelReachesTheStatement() throws Exception {
    var cancellation = new Cancellation();
    Future<QueryResult> running =
        threads.submit(
            () ->
                database.query(
                    new QueryRequest(
                        "SELECT id FROM sleepy", 10, QueryRequest.MAX_TIME, null, cancellation)));
    await("SELECT count(*) FROM pg_stat_activity WHERE %s AND wait_event = 'PgSleep'", "1");
    cancellation.cancel();
    var e = assertThrows(ExecutionException.class, running::get);
    assertEquals(
        "57014", assertInstanceOf(StatementException.class, e.getCause()).receipt().sqlstate());
    assertNothingKept();
  }

  @Test
  void aDeadlineEndsTheStatement() {
    StatementException late =
        assertThrows(
            StatementException.class,
            () ->
                database.query(
                    new QueryRequest(
                        "SELECT id FROM sleepy",
                        10,
                        Duration.ofMillis(300),
                        null,
                        new Cancellation())));
    assertEquals(Reason.STATEMENT_TIMEOUT, late.reason());
    assertNothingKept();
  }

  private StatementException failure(String sql) {
    return assertThrows(
        StatementException.class, () -> database.query(TestingPostgres.request(sql)));
  }

  /** No transaction is open on a connection that others may be lent next. */
  private void assertNothingKept() {
    await(
        "SELECT count(*) FROM pg_stat_activity WHERE %s AND (state <> 'idle' OR xact_start IS NOT"
            + " NULL)",
        "0");
  }

  private void await(String sql, String value) {
    String ours = sql.formatted("usename = '" + postgres.reader() + "'");
    while (!value.equals(postgres.query(ours).getFirst().getFirst())) {
      Thread.onSpinWait();
    }
  }
}
