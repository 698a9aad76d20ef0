package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.Reason;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;

/** What comes back from statements that run to their end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseQueryTest {
  private final TestingPostgres.TestingDatabase postgres = TestingPostgres.create();
  private final Database database = TestingConfig.of(postgres.url()).poolSize(1).open();

  @BeforeAll
  void prepare() {
    String columns =
        IntStream.range(0, 1600).mapToObj(i -> i + " AS c" + i).collect(Collectors.joining(", "));
    postgres.run(
        """
        CREATE TABLE numbers AS SELECT g AS id, mod(g, 3) AS part FROM generate_series(1, 100) g;
        ALTER TABLE numbers ALTER id SET NOT NULL;
        CREATE VIEW twins AS SELECT 1 AS a;
        CREATE VIEW columns_1600 AS SELECT %s;
        CREATE VIEW session AS SELECT current_setting('transaction_read_only') AS read_only,
          current_setting('statement_timeout') AS statement_timeout,
          current_setting('lock_timeout') AS lock_timeout,
          current_setting('idle_in_transaction_session_timeout') AS idle_timeout,
          current_setting('transaction_timeout') AS transaction_timeout,
          current_setting('TimeZone') AS zone, current_setting('search_path') AS path,
          current_setting('application_name') AS application,
          (SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()) AS query,
          pg_backend_pid() AS pid;
        CREATE VIEW texts AS SELECT g AS id, repeat('é', 40000) AS text, decode(repeat('ab', 70000), 'hex') AS bytes
          FROM generate_series(1, 3) g;
        CREATE VIEW much AS SELECT g AS id, repeat('x', 20000) AS text FROM generate_series(1, 1000) g;
        CREATE VIEW giant AS SELECT 1 AS id, repeat(repeat('x', 1000), 300000) AS text;
        CREATE TABLE long AS SELECT 1 AS id, 1.5::numeric AS n, NULL::text AS nothing, to_jsonb(repeat('y', 20000000)) AS doc, ARRAY[repeat('z', 20000000)] AS list,
          decode(repeat('00', 20000000), 'hex') AS bytes;
        CREATE VIEW fat AS SELECT %s;
        """
            .formatted(
                columns,
                IntStream.range(0, 300)
                    .mapToObj(i -> "repeat('x', 100000) AS c" + i)
                    .collect(Collectors.joining(", "))));
    postgres.grant("public");
  }

  @AfterAll
  void close() {
    database.close();
  }

  @Test
  void columnsWithTheSameOrNoRealNameAreKept() {
    QueryResult result = query("SELECT a, a, 2 AS a, 3, 'x' FROM twins");
    assertEquals(
        List.of("a", "a", "a", "?column?", "?column?"),
        result.columns().stream().map(ResultColumn::name).toList());
    assertEquals(List.of(List.of(1, 1, 2, 3, "x")), result.rows());
  }

  @Test
  void sixteenHundredColumnsAreShown() {
    QueryResult result = query("SELECT * FROM columns_1600");
    assertEquals(1600, result.columns().size());
    assertEquals("c1599", result.columns().getLast().name());
    assertEquals(1599, result.rows().getFirst().getLast());
  }

  @ParameterizedTest
  @CsvSource({"99, 99, true", "100, 100, false", "101, 100, false", "1, 1, true"})
  void truncatedIsExact(int limit, int rows, boolean truncated) {
    QueryResult result =
        database.query(
            new QueryRequest(
                "SELECT id FROM numbers ORDER BY id DESC",
                limit,
                Duration.ofSeconds(20),
                null,
                new Cancellation()));
    assertEquals(rows, result.rows().size());
    assertEquals(truncated, result.truncated());
    assertEquals(IntStream.range(0, rows).mapToObj(i -> List.of(100 - i)).toList(), result.rows());
  }

  @ParameterizedTest
  @CsvSource({"1000, false", "1001, true", "1002, true"})
  void aThousandRowsAreAllAndOneMoreIsTruncated(int rows, boolean truncated) {
    QueryResult result =
        query("SELECT generate_series AS n FROM generate_series(1, %d)".formatted(rows));
    assertEquals(IntStream.rangeClosed(1, 1000).mapToObj(List::of).toList(), result.rows());
    assertEquals(truncated, result.truncated());
    assertEquals(1000, result.receipt().rows());
    assertEquals(List.of(), result.receipt().warnings());
  }

  @Test
  void aColumnIsNotNullableOnlyWhereThatIsSure() {
    assertEquals(List.of(false, true, true), nullable("SELECT id, part, id + 1 FROM numbers"));
    assertEquals(
        List.of(true),
        nullable("SELECT b.id FROM numbers a LEFT JOIN numbers b ON a.id = b.id + 1"));
  }

  @Test
  void aStatementRunsInAReadOnlyTransactionWithItsLimits() {
    QueryResult result =
        database.query(
            new QueryRequest(
                "SELECT * FROM session",
                10,
                Duration.ofSeconds(7),
                "turn=6f1c */ DROP",
                new Cancellation()));
    List<Object> row = List.copyOf(result.rows().getFirst());
    assertEquals("on", row.get(0));
    assertTrue(
        List.of("7s", "6").contains(row.get(1).toString().substring(0, 1))
            || row.get(1).toString().startsWith("6"),
        row.get(1).toString());
    assertEquals("2s", row.get(2));
    assertEquals("10s", row.get(3));
    assertEquals("UTC", row.get(5));
    assertEquals("\"public\", pg_temp", row.get(6));
    assertEquals("chatdata", row.get(7));
    assertTrue(
        row.get(8).toString().startsWith("/* chatdata turn=6f1c __ DROP */ SELECT * FROM (\n"),
        row.get(8).toString());
  }

  @Test
  void aConnectionComesBackAsItWas() {
    String before = query("SELECT pid FROM session").rows().toString();
    assertThrows(StatementException.class, () -> query("SELECT 1 / (id - 1) FROM numbers"));
    assertEquals(before, query("SELECT pid FROM session").rows().toString());
    List<List<String>> settings =
        postgres
            .query(
                "SELECT state, backend_xmin IS NULL, xact_start IS NULL, query FROM pg_stat_activity WHERE usename = '%s'"
                    .formatted(postgres.reader()))
            .stream()
            .map(row -> row.stream().map(String::valueOf).toList())
            .toList();
    assertEquals(List.of(List.of("idle", "t", "t", "DISCARD ALL")), settings);
  }

  @Test
  void anErrorHasItsPlaceInTheCallersOwnText() {
    StatementException unknown =
        assertThrows(
            StatementException.class, () -> query("\n SELECT '😀' AS a, nothing FROM numbers ;"));
    assertEquals(Reason.STATEMENT_FAILED, unknown.reason());
    assertEquals("42703", unknown.receipt().sqlstate());
    assertEquals(
        "\n SELECT '😀' AS a, nothing".codePointCount(0, 20) + 1, unknown.receipt().position());
    assertEquals("42703", unknown.problem().metadata().get("sqlstate"));
    StatementException divided =
        assertThrows(StatementException.class, () -> query("SELECT 1 / (id - 1) FROM numbers"));
    assertEquals("22012", divided.receipt().sqlstate());
    assertEquals("division by zero", divided.problem().message());
    assertTrue(divided.receipt().allowed());
    assertEquals(Reason.STATEMENT_FAILED, divided.receipt().reason());
  }

  @Test
  void aReceiptSaysWhatWasReadAndHowLongItTook() {
    Receipt receipt = query("SELECT part, count(*) FROM numbers GROUP BY part").receipt();
    assertTrue(receipt.allowed());
    assertEquals(6, receipt.wall());
    assertEquals(List.of("public.numbers"), receipt.tables());
    assertEquals(3, receipt.rows());
    assertEquals("0331341".length() + 2, receipt.bytes());
    assertTrue(receipt.aggregates());
    assertEquals("", receipt.sqlstate());
    assertEquals("UTC", receipt.timeZone());
    assertTrue(receipt.elapsed().isPositive());
  }

  @Test
  void longValuesAreCutAndTheReceiptSaysSo() {
    QueryResult result = query("SELECT id, text, bytes FROM texts ORDER BY id");
    assertEquals(3, result.rows().size());
    assertEquals("é".repeat(32768), result.rows().getFirst().get(1));
    assertEquals(87384, result.rows().getFirst().get(2).toString().length());
    assertEquals(
        List.of(
            "3 values of the column 'text' were cut to 65536 bytes",
            "3 values of the column 'bytes' were cut to 65536 bytes"),
        result.receipt().warnings());
    assertEquals(3 * (1 + 2 * 65536), result.receipt().bytes());
  }

  @Test
  void aResultEndsAtItsMostBytes() {
    QueryResult result = query("SELECT id, text FROM much ORDER BY id");
    assertEquals(419, result.rows().size());
    assertTrue(result.truncated());
    assertEquals(
        List.of(
            "Only the first %d rows were kept: the result is over 8 MiB"
                .formatted(result.rows().size())),
        result.receipt().warnings());
  }

  /**
   * The driver's buffer is the most that is held of it: one that is refused, and one that is cut.
   */
  @Test
  void aValueFarOverAnyLimitIsCutByTheDatabase() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    QueryResult result = query("SELECT * FROM giant");
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 4 * ConnectionPool.MAX_BUFFER, allocated + " bytes");
    assertEquals(List.of(List.of(1, "x".repeat(65536))), result.rows());
    assertEquals(
        List.of("1 value of the column 'text' was cut to 65536 bytes"),
        result.receipt().warnings());
    assertFalse(result.truncated());
  }

  @Test
  void longValuesOfEveryKindAreCutByTheDatabase() {
    QueryResult result = query("SELECT * FROM long");
    List<Object> row = Arrays.asList(result.rows().getFirst().toArray());
    assertEquals(1, row.get(0));
    assertEquals("1.5", row.get(1));
    assertEquals(null, row.get(2));
    assertEquals("\"" + "y".repeat(65535), row.get(3));
    assertEquals("{" + "z".repeat(65535), row.get(4));
    assertEquals("A".repeat(87382) + "==", row.get(5));
    assertEquals(
        List.of("int4", "numeric", "text", "jsonb", "text[]", "bytea"),
        result.columns().stream().map(ResultColumn::type).toList());
    assertEquals(3, result.receipt().warnings().size());
  }

  @Test
  void aTableThatHasJustGrownIsReadAsItIs() {
    postgres.run("CREATE TABLE growing AS SELECT 1 AS a");
    postgres.grant("public");
    try (Database fresh = TestingConfig.of(postgres.url()).open()) {
      assertEquals(1, fresh.catalog().table("public", "growing").orElseThrow().columns().size());
      postgres.run("ALTER TABLE growing ADD COLUMN b int DEFAULT 2");
      var all = TestingPostgres.request("SELECT * FROM growing");
      assertEquals(List.of(List.of(1, 2)), fresh.query(all).rows());
      postgres.run("ALTER TABLE growing DROP COLUMN a");
      assertEquals(List.of(List.of(2)), fresh.query(all).rows());
    }
  }

  @Test
  void thePlanHoldsNoConstantThatIsOnlyShown() {
    String sql = "SELECT id, repeat('x', 1000000) AS x FROM numbers";
    String plan = WrappedSql.shortened("test", sql, 10, 2).explained().text();
    assertTrue(postgres.query(plan).toString().length() < 10_000);
    PSQLException refused =
        assertThrows(PSQLException.class, () -> explain(WrappedSql.shortened(null, sql, 10, 1)));
    assertEquals("42601", refused.getSQLState());
  }

  private void explain(WrappedSql sql) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql.explained().text());
    }
  }

  /** It is stable, so that it stays in the plan with what it is given. */
  @Test
  void aPlanThatHoldsAGiantConstantIsRefused() {
    StatementException refused =
        assertThrows(
            StatementException.class, () -> query("SELECT to_jsonb(repeat('y', 20000000))"));
    assertEquals("plan-too-long", refused.receipt().rule());
    assertEquals(Reason.STATEMENT_REFUSED, refused.reason());
  }

  @Test
  void aRowOfManyLongValuesIsCutShorter() {
    QueryResult result = query("SELECT * FROM fat");
    assertEquals(300, result.rows().getFirst().size());
    assertEquals((2 << 20) / 300 - 1, result.rows().getFirst().getFirst().toString().length());
    assertEquals(10, result.receipt().warnings().size());
  }

  @Test
  void whatTheGuardRefusesIsNeverSent() {
    StatementException refused =
        assertThrows(StatementException.class, () -> query("DELETE FROM numbers"));
    assertEquals(Reason.STATEMENT_REFUSED, refused.reason());
    assertFalse(refused.receipt().allowed());
    assertFalse(refused.receipt().rule().isEmpty());
    assertEquals(Reason.STATEMENT_REFUSED, refused.receipt().reason());
    Receipt receipt = database.check("DELETE FROM numbers");
    assertFalse(receipt.allowed());
    assertTrue(database.check("SELECT id FROM numbers").allowed());
  }

  private QueryResult query(String sql) {
    return database.query(TestingPostgres.request(sql));
  }

  private List<Boolean> nullable(String sql) {
    return query(sql).columns().stream().map(ResultColumn::nullable).toList();
  }
}
