package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.DatabaseUrl;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Statements that don't run to their end, and what becomes of their connections. */
@Timeout(120)
class StoppingTest {
  private final TestingPostgres.TestingDatabase postgres = TestingPostgres.create();
  private final Database database = TestingConfig.of(postgres.url()).poolSize(2).open();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @BeforeEach
  void prepare() {
    postgres.run(
        """
        CREATE TABLE numbers AS SELECT g AS id FROM generate_series(1, 10) g;
        CREATE VIEW sleepy AS SELECT 1 AS id, pg_sleep(100)::text AS slept;
        CREATE VIEW dripping AS SELECT g AS id, pg_sleep(0.05)::text AS slept FROM generate_series(1, 1000) g;
        CREATE VIEW dripping_blobs AS SELECT g AS id, pg_sleep(0.1)::text AS slept, repeat('x', 5000000) AS blob
          FROM generate_series(1, 1000) g;
        CREATE VIEW me AS SELECT pg_backend_pid() AS pid;
        """);
    postgres.grant("public");
  }

  @AfterEach
  void close() {
    database.close();
    threads.shutdownNow();
  }

  @Test
  void aStatementIsStoppedAtItsDeadline() {
    String before = backend();
    StatementException stopped = failure("SELECT * FROM sleepy", Duration.ofMillis(300));
    assertEquals(Reason.STATEMENT_TIMEOUT, stopped.reason());
    assertEquals("57014", stopped.receipt().sqlstate());
    assertTrue(
        stopped.problem().message().startsWith("The statement took over 300 ms"),
        stopped.problem().message());
    assertNothingRuns();
    assertEquals(10, count());
    assertNotEquals(before, backend());
  }

  @Test
  void oneDeadlineIsOverAllRows() {
    assertEquals(
        Reason.STATEMENT_TIMEOUT,
        failure("SELECT * FROM dripping", Duration.ofMillis(500)).reason());
    assertNothingRuns();
  }

  @Test
  void theSameDeadlineIsOverTheFetchesOfACutResult() {
    assertEquals(
        Reason.STATEMENT_TIMEOUT,
        failure("SELECT * FROM dripping_blobs", Duration.ofSeconds(4)).reason());
    assertNothingRuns();
    assertEquals(10, count());
  }

  @Test
  void cancellingStopsTheStatementOnTheDatabase() throws Exception {
    Cancellation cancellation = new Cancellation();
    Future<QueryResult> running = start("SELECT * FROM sleepy", cancellation);
    awaitRunning("%FROM sleepy%");
    cancellation.cancel();
    StatementException cancelled = failureOf(running);
    assertEquals(Reason.STATEMENT_CANCELLED, cancelled.reason());
    assertEquals("57014", cancelled.receipt().sqlstate());
    assertNothingRuns();
    assertEquals(10, count());
  }

  @Test
  void whatIsCancelledBeforeItBeginsIsNotRun() {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();
    StatementException cancelled =
        assertThrows(
            StatementException.class,
            () -> database.query(request("SELECT id FROM numbers", cancellation)));
    assertEquals(Reason.STATEMENT_CANCELLED, cancelled.reason());
  }

  @Test
  void anAdministratorsCancelIsToldFromACallers() throws Exception {
    Future<QueryResult> running = start("SELECT * FROM sleepy", new Cancellation());
    // not while it is planned, which another statement follows
    awaitRunning("/* chatdata%FROM sleepy%");
    postgres.query(
        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query ILIKE '%FROM sleepy%' AND"
            + " pid <> pg_backend_pid()");
    StatementException cancelled = failureOf(running);
    assertEquals(Reason.STATEMENT_CANCELLED, cancelled.reason());
    assertTrue(cancelled.problem().message().contains("administrator"));
    assertEquals(10, count());
  }

  @Test
  void aKilledBackendIsReplaced() throws Exception {
    Future<QueryResult> running = start("SELECT * FROM sleepy", new Cancellation());
    // not while it is planned, which another statement follows
    awaitRunning("/* chatdata%FROM sleepy%");
    postgres.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE '%FROM sleepy%'"
            + " AND pid <> pg_backend_pid()");
    StatementException broken = failureOf(running);
    assertEquals(Reason.DATABASE_UNREACHABLE, broken.reason());
    assertEquals("57P01", broken.receipt().sqlstate());
    assertEquals(10, count());
  }

  @Test
  void aServerThatIsKilledIsUsedAgainWhenItIsBack() throws Exception {
    try (var killed = TestingEmbedded.start()) {
      killed.query("CREATE ROLE reader LOGIN");
      killed.query("CREATE VIEW sleepy AS SELECT pg_sleep(100)::text AS slept");
      killed.query("GRANT SELECT ON sleepy TO reader");
      // Without it the crash may lose them: commits are asynchronous in tests.
      killed.query("CHECKPOINT");
      var url = new DatabaseUrl("localhost", killed.port(), "postgres", "reader", null, Map.of());
      try (Database again = TestingConfig.of(url).open()) {
        assertEquals(List.of(List.of(7)), whenReachable(again, "SELECT 7"));
        Future<QueryResult> running =
            threads.submit(() -> again.query(TestingPostgres.request("SELECT * FROM sleepy")));
        // not while it is planned, which another statement follows
        String backend =
            "SELECT pid FROM pg_stat_activity WHERE usename = 'reader' AND state = 'active'"
                + " AND query ILIKE '/* chatdata%FROM sleepy%' AND backend_type = 'client backend'";
        List<String> pid = killed.query(backend);
        while (pid.isEmpty()) {
          assertFalse(running.isDone(), () -> String.valueOf(running.exceptionNow()));
          pid = killed.query(backend);
        }

        // A backend that dies so takes all others with it, and the server recovers as from a crash.
        ProcessHandle.of(Long.parseLong(pid.getFirst())).orElseThrow().destroyForcibly();

        assertEquals(Reason.DATABASE_UNREACHABLE, failureOf(running).reason());
        assertEquals(List.of(List.of(7)), whenReachable(again, "SELECT 7"));
      }
    }
  }

  private static List<?> whenReachable(Database database, String sql) {
    while (true) {
      try {
        return database.query(TestingPostgres.request(sql)).rows();
      } catch (StatementException e) {
        assertEquals(Reason.DATABASE_UNREACHABLE, e.reason());
      }
    }
  }

  @Test
  void connectionsThatDiedInThePoolAreReplacedUnnoticed() throws Exception {
    List<Future<QueryResult>> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      both.add(threads.submit(() -> query("SELECT * FROM numbers")));
    }
    for (Future<QueryResult> one : both) {
      one.get();
    }
    postgres.query(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = '%s'"
            .formatted(postgres.reader()));
    assertEquals(10, count());
  }

  @Test
  void aLockedTableIsNotWaitedForLong() throws SQLException {
    assertEquals(10, count());
    try (Connection locker = postgres.connect();
        Statement lock = locker.createStatement()) {
      locker.setAutoCommit(false);
      lock.execute("LOCK TABLE numbers IN ACCESS EXCLUSIVE MODE");
      StatementException locked = failure("SELECT id FROM numbers", Duration.ofSeconds(20));
      assertEquals(Reason.STATEMENT_FAILED, locked.reason());
      assertEquals("55P03", locked.receipt().sqlstate());
      assertTrue(locked.problem().message().contains("locked"));
      locker.rollback();
    }
    assertEquals(10, count());
  }

  @Test
  void whoWaitsForAConnectionWaitsNoLongerThanItsDeadline() throws Exception {
    Cancellation cancellation = new Cancellation();
    List<Future<QueryResult>> busy =
        List.of(
            start("SELECT * FROM sleepy", cancellation),
            start("SELECT * FROM sleepy", cancellation));
    awaitRunning("%FROM sleepy%", 2);
    StatementException timeout = failure("SELECT id FROM numbers", Duration.ofMillis(200));
    assertEquals(Reason.STATEMENT_TIMEOUT, timeout.reason());
    assertTrue(timeout.problem().message().contains("busy"), timeout.problem().message());

    Cancellation waiting = new Cancellation();
    Future<QueryResult> inLine = start("SELECT id FROM numbers", waiting);
    waiting.cancel();
    assertEquals(Reason.STATEMENT_CANCELLED, failureOf(inLine).reason());

    Future<QueryResult> next = start("SELECT id FROM numbers", new Cancellation());
    cancellation.cancel();
    assertEquals(10, next.get().rows().size());
    for (Future<QueryResult> one : busy) {
      assertEquals(Reason.STATEMENT_CANCELLED, failureOf(one).reason());
    }
    assertNothingRuns();
  }

  @Test
  void aNetworkThatFallsSilentHoldsNothingForLong() throws Exception {
    try (var proxy = new TestingProxy(TestingPostgres.port());
        var overProxy = TestingConfig.of(through(proxy)).poolSize(1).open()) {
      Future<QueryResult> running =
          threads.submit(
              () ->
                  overProxy.query(
                      new QueryRequest(
                          "SELECT * FROM sleepy",
                          1000,
                          Duration.ofSeconds(1),
                          null,
                          new Cancellation())));
      awaitRunning("%FROM sleepy%");
      proxy.freeze();
      assertEquals(Reason.STATEMENT_TIMEOUT, failureOf(running).reason());
      proxy.thaw();
      assertEquals(
          10, overProxy.query(TestingPostgres.request("SELECT id FROM numbers")).rows().size());
    }
  }

  @Test
  void whoLooksAtADatabaseThatFallsSilentCanGiveUp() throws Exception {
    try (var proxy = new TestingProxy(TestingPostgres.port());
        var overProxy = TestingConfig.of(through(proxy)).open()) {
      postgres.commentsTake("pg_sleep(100)");
      var cancellation = new Cancellation();
      Future<Receipt> looking =
          threads.submit(() -> overProxy.check("SELECT id FROM numbers", cancellation));
      awaitRunning("%obj_description%");
      proxy.freeze();

      cancellation.cancel();

      var e = assertThrows(ExecutionException.class, looking::get);
      assertEquals(
          Reason.STATEMENT_CANCELLED,
          assertInstanceOf(ChatdataException.class, e.getCause()).reason());
      postgres.commentsTake("now()");
      proxy.thaw();
      assertTrue(overProxy.check("SELECT id FROM numbers").allowed());
    }
  }

  private DatabaseUrl through(TestingProxy proxy) {
    return new DatabaseUrl(
        "localhost",
        proxy.port(),
        postgres.name(),
        postgres.reader(),
        Secret.of("secret"),
        Map.of());
  }

  private String backend() {
    return query("SELECT pid FROM me").rows().toString();
  }

  private int count() {
    return query("SELECT id FROM numbers").rows().size();
  }

  private QueryResult query(String sql) {
    return database.query(TestingPostgres.request(sql));
  }

  private static QueryRequest request(String sql, Cancellation cancellation) {
    return new QueryRequest(sql, 1000, Duration.ofSeconds(30), null, cancellation);
  }

  private Future<QueryResult> start(String sql, Cancellation cancellation) {
    return threads.submit(() -> database.query(request(sql, cancellation)));
  }

  private StatementException failure(String sql, Duration timeout) {
    return assertThrows(
        StatementException.class,
        () -> database.query(new QueryRequest(sql, 1000, timeout, null, new Cancellation())));
  }

  private static StatementException failureOf(Future<QueryResult> running) {
    var e = assertThrows(ExecutionException.class, running::get);
    return assertInstanceOf(StatementException.class, e.getCause());
  }

  private void awaitRunning(String pattern) {
    awaitRunning(pattern, 1);
  }

  private void awaitRunning(String pattern, int many) {
    awaitCount(
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query ILIKE '%s' AND usename = '%s'"
            .formatted(pattern, postgres.reader()),
        many);
  }

  /** No statement and no transaction of the reader's is left. */
  private void assertNothingRuns() {
    awaitCount(
        "SELECT count(*) FROM pg_stat_activity WHERE usename = '%s' AND (state <> 'idle' OR xact_start IS NOT NULL)"
            .formatted(postgres.reader()),
        0);
  }

  private void awaitCount(String sql, int many) {
    while (!String.valueOf(many).equals(postgres.query(sql).getFirst().getFirst())) {
      Thread.onSpinWait();
    }
  }
}
