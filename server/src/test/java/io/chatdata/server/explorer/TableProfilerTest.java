package io.chatdata.server.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.sql.TestingPostgres;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Profiles against SQL that is written here another way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TableProfilerTest {
  private final TestingPostgres.TestingDatabase database = TestingPostgres.create();
  private final TestingTools tools = TestingTools.over(database);

  @BeforeAll
  void prepare() {
    database.run(
        """
        CREATE TYPE status AS ENUM ('new', 'paid', 'shipped');
        CREATE DOMAIN price AS money;
        CREATE TABLE facts (
          id int8 PRIMARY KEY, small int2, amount numeric(10,2), ratio float8, fee money, cost price,
          name text, code char(4), status status, open bool, day date, at timestamptz, local timestamp,
          clock time, span interval, key uuid, doc jsonb, raw json, tags text[], blob bytea,
          place point, ip inet, empty text, always int);
        INSERT INTO facts SELECT g, mod(g * 7, 50) - 25, (mod(g * g, 1000) + g / 100.0)::numeric(10,2),
          CASE mod(g, 100) WHEN 0 THEN NULL ELSE sin(g) END, (g::numeric / 100)::money, (g * 2)::money,
          CASE WHEN mod(g, 10) = 0 THEN NULL WHEN mod(g, 10) = 1 THEN '  ' WHEN mod(g, 10) = 2 THEN ''
            ELSE 'name ' || mod(g, 17) END,
          'c' || mod(g, 3), (enum_range(NULL::status))[mod(g, 3) + 1], mod(g, 4) = 0,
          DATE '2024-01-01' + mod(g, 366), '2024-03-30 12:00Z'::timestamptz + g * interval '7 min',
          '2024-03-30'::timestamp + g * interval '1 ms', time '08:00' + mod(g, 600) * interval '1 min',
          mod(g, 90) * interval '1 day', md5(mod(g, 5)::text)::uuid,
          jsonb_build_object('a', mod(g, 4)), '{}', ARRAY['t' || mod(g, 3)], decode('00', 'hex'),
          point(1, 2), '10.0.0.1', NULL, 7
        FROM generate_series(1, 2000) g;
        CREATE VIEW facts_view AS SELECT id, name FROM facts;
        CREATE TABLE odd_numbers (f float8, i int8, d date);
        INSERT INTO odd_numbers VALUES ('NaN', 9223372036854775807, 'infinity'), (1, -9223372036854775808, '2024-01-01');
        CREATE TABLE nothing (a int, b text);
        CREATE TABLE big AS SELECT g AS id, mod(g, 10) AS digit, repeat('x', 50) AS filler
          FROM generate_series(1, 1000000) g;
        CREATE TABLE wide (id int%s);
        INSERT INTO wide (id) VALUES (1), (2);
        ANALYZE;
        """
            .formatted(wideColumns()));
    database.grant("public");
  }

  private static String wideColumns() {
    StringBuilder columns = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      columns.append(", c").append(i).append(i % 2 == 0 ? " int" : " text");
    }
    return columns.toString();
  }

  @AfterAll
  void close() {
    tools.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id", "small", "amount", "ratio", "fee", "name", "code", "status", "open", "day", "at",
        "local", "clock", "span", "key", "ip", "empty", "always", "cost"
      })
  void countsAndTopValuesAreRight(String column) {
    TableProfile.ColumnProfile profile = column("facts", column);
    List<@Nullable String> expected =
        one("SELECT count(*) - count(%1$s), count(DISTINCT %1$s) FROM facts".formatted(column));
    assertEquals(expected.get(0), String.valueOf(profile.nullCount()));
    assertEquals(expected.get(1), String.valueOf(profile.distinctCount()));
    List<List<@Nullable String>> top =
        database.query(
            "SELECT %1$s, count(*) FROM facts WHERE %1$s IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10"
                .formatted(column));
    assertEquals(
        top.stream().map(row -> row.get(1)).toList(),
        profile.topValues().stream().map(value -> String.valueOf(value.count())).toList());
    if (!List.of("at", "local", "open", "ratio").contains(column)) {
      assertEquals(
          top.stream().map(row -> row.get(0)).toList(),
          profile.topValues().stream().map(value -> String.valueOf(value.value())).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "small", "amount", "ratio", "fee", "day", "clock", "span"})
  void extremesAndQuantilesAreRight(String column) {
    TableProfile.ColumnProfile profile = column("facts", column);
    List<@Nullable String> expected =
        one(
            """
            SELECT min(v), max(v), max(v) FILTER (WHERE n = 1), max(v) FILTER (WHERE n = 2),
              max(v) FILTER (WHERE n = 3)
            FROM (SELECT v, CASE WHEN r = ceil(0.05 * c) THEN 1 WHEN r = ceil(0.5 * c) THEN 2
                WHEN r = ceil(0.95 * c) THEN 3 END AS n
              FROM (SELECT %1$s AS v, row_number() OVER (ORDER BY %1$s) AS r, count(*) OVER () AS c
                FROM facts WHERE %1$s IS NOT NULL) ranked) quantiles\
            """
                .formatted(column));
    assertSame(expected.get(0), profile.min());
    assertSame(expected.get(1), profile.max());
    List<TableProfile.Quantile> quantiles = profile.quantiles();
    assertEquals(
        ColumnPlan.FRACTIONS, quantiles.stream().map(TableProfile.Quantile::fraction).toList());
    assertSame(expected.get(2), quantiles.get(0).value());
    assertSame(expected.get(3), quantiles.get(2).value());
    assertSame(expected.get(4), quantiles.get(4).value());
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "small", "amount", "ratio", "day", "at", "local", "always"})
  void histogramsCountEachRowOnceInItsRange(String column) {
    TableProfile.ColumnProfile profile = column("facts", column);
    List<TableProfile.Bin> bins = profile.histogram();
    assertTrue(!bins.isEmpty() && bins.size() <= 20, bins.toString());
    String type =
        Objects.requireNonNull(
            one("SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = 'facts'::regclass AND attname = '%s'"
                    .formatted(column))
                .getFirst());
    long all = 0;
    for (int i = 0; i < bins.size(); i++) {
      TableProfile.Bin bin = bins.get(i);
      boolean last = i == bins.size() - 1;
      String count =
          one("SELECT count(*) FROM facts WHERE %1$s >= '%2$s'::%3$s AND %1$s %4$s '%5$s'::%3$s"
                  .formatted(column, bin.lower(), comparable(type), last ? "<=" : "<", bin.upper()))
              .getFirst();
      assertEquals(count, String.valueOf(bin.count()), bin.toString());
      all += bin.count();
    }
    assertEquals(2000 - profile.nullCount(), all);
  }

  private static String comparable(String type) {
    return type.equals("smallint") ? "numeric" : type;
  }

  @Test
  void textsHaveLengthsAndBlanks() {
    TableProfile.ColumnProfile name = column("facts", "name");
    assertEquals(400, name.blankCount());
    TableProfile.Lengths lengths = Objects.requireNonNull(name.lengths());
    assertEquals(0, lengths.min());
    assertEquals(7, lengths.max());
    assertEquals(
        Double.parseDouble(
            Objects.requireNonNull(one("SELECT avg(length(name))::float8 FROM facts").getFirst())),
        lengths.mean());
    assertNull(column("facts", "id").lengths());
    assertEquals(1000.5, column("facts", "id").mean());
  }

  @Test
  void typesWithoutEqualityAreCountedOnly() {
    for (String column : List.of("raw", "place")) {
      TableProfile.ColumnProfile profile = column("facts", column);
      assertEquals(-1, profile.distinctCount());
      assertEquals(0, profile.nullCount());
      assertEquals(List.of(), profile.topValues());
    }
    assertEquals(4, column("facts", "doc").distinctCount());
    assertEquals(3, column("facts", "tags").distinctCount());
    assertEquals(1, column("facts", "blob").distinctCount());
  }

  @Test
  void infiniteAndHugeValuesAreNoTrouble() {
    TableProfile.ColumnProfile number = column("odd_numbers", "f");
    assertEquals("NaN", number.max());
    assertEquals(List.of(), number.histogram());
    TableProfile.ColumnProfile integer = column("odd_numbers", "i");
    assertEquals("-9223372036854775808", integer.min());
    assertEquals(20, integer.histogram().size());
    assertEquals(1, integer.histogram().getLast().count());
    assertEquals("infinity", column("odd_numbers", "d").max());
  }

  @Test
  void anEmptyTableHasAnEmptyProfile() {
    TableProfile profile = profile("{'table': 'nothing'}");
    assertEquals(0, profile.rowCount());
    assertEquals(0, profile.rowsProfiled());
    assertEquals("all rows", profile.sample());
    assertEquals(List.of(), profile.columns().getFirst().topValues());
    assertNull(profile.columns().getFirst().min());
  }

  @Test
  void allRowsOfASmallTableAreLookedAt() {
    TableProfile profile = profile("{'table': 'facts', 'columns': ['name', 'id']}");
    assertEquals(List.of("id", "name"), profile.columns().stream().map(c -> c.name()).toList());
    assertEquals(2000, profile.rowCount());
    assertEquals(2000, profile.rowsProfiled());
    assertEquals("all rows", profile.sample());
  }

  @Test
  void aLargeTableIsSampledAndSaysSo() {
    TableProfile profile = profile("{'table': 'big'}");
    assertTrue(profile.sample().startsWith("a random sample of "), profile.sample());
    assertEquals(1_000_000, profile.rowCount());
    // On a slow database a tenth of what it is elsewhere.
    assertTrue(profile.rowsProfiled() > 10_000 && profile.rowsProfiled() < 400_000);
    TableProfile.ColumnProfile digit = profile.columns().get(1);
    assertEquals(10, digit.distinctCount());
    assertEquals(
        profile.rowsProfiled(),
        digit.topValues().stream().mapToLong(TableProfile.ValueCount::count).sum());
    assertEquals(profile.rowsProfiled(), profile.columns().getFirst().distinctCount());
    assertEquals(profile, profile("{'table': 'big'}"));
  }

  @Test
  void aViewIsProfiledToo() {
    TableProfile profile = profile("{'table': 'facts_view'}");
    assertEquals(2000, profile.rowCount());
    assertEquals("all rows", profile.sample());
    assertEquals(2000, profile.columns().getFirst().distinctCount());
  }

  @Test
  void aTableOfHundredsOfColumnsIsProfiledWhole() {
    TableProfile profile = profile("{'table': 'wide'}");
    assertEquals(401, profile.columns().size());
    assertEquals(2, profile.columns().getLast().nullCount());
    assertEquals(0, profile.columns().getLast().distinctCount());
  }

  private static void assertSame(@Nullable String expected, @Nullable Object value) {
    assertEquals(
        value instanceof Double ? Double.valueOf(Objects.requireNonNull(expected)) : expected,
        value instanceof Integer ? value.toString() : value);
  }

  private TableProfile.ColumnProfile column(String table, String column) {
    return profile("{'table': '%s', 'columns': ['%s']}".formatted(table, column))
        .columns()
        .getFirst();
  }

  private TableProfile profile(String arguments) {
    return ((ToolOutcome.Profile) tools.run("profile_table", arguments)).profile();
  }

  private List<@Nullable String> one(String sql) {
    return database.query(sql).getFirst();
  }
}
