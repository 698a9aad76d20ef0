package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.chatdata.server.base.Cancellation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thousand statements at once, most of which don't run to their end. */
@Timeout(120)
class ManyStatementsTest {
  private static final int POOL = 8;
  private static final String OWN_SETTINGS =
      "IntervalStyle,TimeZone,bytea_output,idle_in_transaction_session_timeout,lock_timeout,"
          + "search_path,standard_conforming_strings,statement_timeout,transaction_read_only,"
          + "transaction_timeout";
  private static final Duration SHORT = Duration.ofMillis(500);
  private static final Duration LONG = QueryRequest.MAX_TIME;

  private final TestingPostgres.TestingDatabase postgres = TestingPostgres.create();
  private final Database database = TestingConfig.of(postgres.url()).poolSize(POOL).open();
  private final Map<String, Cancellation> cancellations = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @BeforeEach
  void prepare() {
    postgres.run(
        """
        CREATE TABLE numbers AS SELECT g AS id FROM generate_series(1, 10) g;
        CREATE VIEW sleepy AS SELECT 1 AS id, pg_sleep(100)::text AS slept;
        CREATE VIEW settings AS SELECT string_agg(name, ',' ORDER BY name) AS changed
          FROM pg_settings WHERE source = 'session';
        """);
    postgres.grant("public");
  }

  @AfterEach
  void close() {
    database.close();
    threads.shutdownNow();
  }

  @Test
  void aThousandStatementsOfAllKindsLeaveNothingBehind() throws Exception {
    List<String> rowsBefore = reading("SELECT count(*) || ' ' || sum(id) FROM numbers");
    String functionsBefore = reading("SELECT count(*) FROM pg_proc").getFirst();
    List<Callable<String>> calls = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      int kind = i % 40;
      String name = "cancelled " + i;
      calls.add(
          () -> {
            if (kind < 16) {
              return outcome("SELECT id FROM numbers");
            }
            if (kind < 24) {
              return outcome("SELECT 1 / (id - 1) FROM numbers");
            }
            if (kind < 34) {
              return outcome("DELETE FROM numbers");
            }
            if (kind < 37) {
              return outcome("SELECT id FROM sleepy", SHORT, "slow", new Cancellation());
            }
            var cancellation = new Cancellation();
            cancellations.put(name, cancellation);
            return outcome("SELECT id FROM sleepy", LONG, name, cancellation);
          });
    }
    Future<?> canceller = threads.submit(this::cancelWhatRuns);

    Map<String, Integer> outcomes = new TreeMap<>();
    for (Future<String> done : threads.invokeAll(calls)) {
      outcomes.merge(done.get(), 1, Integer::sum);
    }
    canceller.cancel(true);

    assertEquals(
        Map.of(
            "rows", 400,
            "STATEMENT_FAILED", 200,
            "STATEMENT_REFUSED", 250,
            "STATEMENT_TIMEOUT", 75,
            "STATEMENT_CANCELLED", 75),
        outcomes);
    await("SELECT count(*) FROM pg_stat_activity WHERE %s AND state <> 'idle'", "0");
    await(
        "SELECT count(*) FROM pg_stat_activity WHERE %s AND (xact_start IS NOT NULL OR backend_xmin"
            + " IS NOT NULL)",
        "0");
    await("SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE %s", "0");
    await("SELECT count(*) <= " + POOL + " FROM pg_stat_activity WHERE %s", "t");
    assertEquals("0", reading("SELECT count(*) FROM pg_prepared_xacts").getFirst());
    assertEquals(rowsBefore, reading("SELECT count(*) || ' ' || sum(id) FROM numbers"));
    assertEquals(functionsBefore, reading("SELECT count(*) FROM pg_proc").getFirst());
    wholePoolIsUsable();
  }

  /** Gives up each statement that is to be cancelled as soon as the database runs it. */
  private void cancelWhatRuns() {
    while (!Thread.currentThread().isInterrupted()) {
      for (String name :
          reading(
              "SELECT substring(query FROM 'cancelled [0-9]+') FROM pg_stat_activity WHERE state ="
                  + " 'active' AND query LIKE '/* chatdata cancelled %'")) {
        Objects.requireNonNull(cancellations.get(name)).cancel();
      }
    }
  }

  /** Each of its connections can be had at once, and none has kept a setting. */
  private void wholePoolIsUsable() throws Exception {
    var cancellation = new Cancellation();
    List<Future<String>> busy = new ArrayList<>();
    for (int i = 0; i < POOL; i++) {
      busy.add(threads.submit(() -> outcome("SELECT id FROM sleepy", LONG, "busy", cancellation)));
    }
    await(
        "SELECT count(*) FROM pg_stat_activity WHERE %s AND state = 'active' AND query ILIKE"
            + " '%%FROM sleepy%%'",
        String.valueOf(POOL));
    StatementException full =
        assertThrows(
            StatementException.class,
            () ->
                database.query(
                    new QueryRequest(
                        "SELECT id FROM numbers",
                        10,
                        Duration.ofMillis(50),
                        null,
                        new Cancellation())));
    assertEquals(
        "All connections of 'shop' (8) were busy for 50 ms; try again", full.problem().message());
    cancellation.cancel();
    for (Future<String> one : busy) {
      assertEquals("STATEMENT_CANCELLED", one.get());
    }
    await("SELECT count(*) FROM pg_stat_activity WHERE %s AND state <> 'idle'", "0");
    QueryResult settings = database.query(TestingPostgres.request("SELECT changed FROM settings"));
    assertEquals(OWN_SETTINGS, settings.rows().getFirst().getFirst());
  }

  private String outcome(String sql) {
    return outcome(sql, LONG, "quick", new Cancellation());
  }

  /** "rows" or the reason for none. */
  private String outcome(String sql, Duration timeout, String origin, Cancellation cancellation) {
    try {
      QueryResult result =
          database.query(new QueryRequest(sql, 1000, timeout, origin, cancellation));
      return result.rows().isEmpty() ? "none" : "rows";
    } catch (StatementException e) {
      return e.reason().name();
    }
  }

  private List<String> reading(String sql) {
    return postgres.query(sql).stream().map(row -> String.valueOf(row.getFirst())).toList();
  }

  private void await(String sql, String value) {
    String ours = sql.formatted("usename = '" + postgres.reader() + "'");
    while (!reading(ours).getFirst().equals(value)) {
      Thread.onSpinWait();
    }
  }
}
