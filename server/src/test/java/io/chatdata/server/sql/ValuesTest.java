package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type of the contract's table, with its odd values. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ValuesTest {
  private final TestingPostgres.TestingDatabase postgres = TestingPostgres.create();
  private final Database database = TestingConfig.of(postgres.url()).open();

  @BeforeAll
  void prepare() {
    postgres.run(
        """
        CREATE TYPE mood AS ENUM ('sad', 'so-so', 'happy, really');
        CREATE TYPE point3 AS (x int, y text, z numeric);
        CREATE DOMAIN email AS text CHECK (value LIKE '%@%');
        """);
    int number = 0;
    for (Arguments value : values()) {
      postgres.run("CREATE VIEW v%d AS SELECT %s AS v".formatted(number++, value.get()[0]));
    }
    postgres.grant("public");
  }

  @AfterAll
  void close() {
    database.close();
  }

  static List<Arguments> values() {
    return List.of(
        arguments("true", "bool", true),
        arguments("false", "bool", false),
        arguments("NULL::bool", "bool", null),
        arguments("(-32768)::int2", "int2", -32768),
        arguments("2147483647", "int4", 2147483647),
        arguments("9223372036854775807::int8", "int8", "9223372036854775807"),
        arguments("1::int8", "int8", "1"),
        arguments("0.1::float4", "float4", 0.1),
        arguments("0.1::float8 + 0.2", "float8", 0.30000000000000004),
        arguments("1e308::float8", "float8", 1e308),
        arguments("'-0'::float8", "float8", -0.0),
        arguments("'NaN'::float8", "float8", "NaN"),
        arguments("'-Infinity'::float4", "float4", "-Infinity"),
        arguments("1.10::numeric", "numeric", "1.10"),
        arguments("'NaN'::numeric", "numeric", "NaN"),
        arguments("'Infinity'::numeric", "numeric", "Infinity"),
        arguments("1e1000::numeric", "numeric", "1" + "0".repeat(1000)),
        arguments("'12.34'::money", "money", "$12.34"),
        arguments("'2024-02-29'::date", "date", "2024-02-29"),
        arguments("'0044-03-15 BC'::date", "date", "0044-03-15 BC"),
        arguments("'infinity'::date", "date", "infinity"),
        arguments("'12345-01-01'::date", "date", "12345-01-01"),
        arguments("'13:45:00.5'::time", "time", "13:45:00.5"),
        arguments("'24:00'::time", "time", "24:00:00"),
        arguments("'13:45+02'::timetz", "timetz", "13:45:00+02"),
        arguments(
            "'2024-02-29 13:45:00.123456'::timestamp", "timestamp", "2024-02-29T13:45:00.123456"),
        arguments("'-infinity'::timestamp", "timestamp", "-infinity"),
        arguments("'0044-03-15 12:00 BC'::timestamp", "timestamp", "0044-03-15 12:00:00 BC"),
        arguments("'2024-02-29 13:45:00+02'::timestamptz", "timestamptz", "2024-02-29T11:45:00Z"),
        arguments("'infinity'::timestamptz", "timestamptz", "infinity"),
        arguments(
            "'1 year 2 mons 3 days 04:05:06.7'::interval",
            "interval",
            "1 year 2 mons 3 days 04:05:06.7"),
        arguments("'\\x00ff10'::bytea", "bytea", "AP8Q"),
        arguments("''::bytea", "bytea", ""),
        arguments("'é 😀'::text", "text", "é 😀"),
        arguments("'ab'::char(4)", "bpchar", "ab  "),
        arguments("''::varchar", "varchar", ""),
        arguments("'so-so'::mood", "mood", "so-so"),
        arguments("'a@b'::email", "text", "a@b"),
        arguments("ROW(1, 'a b', NULL)::point3", "point3", "(1,\"a b\",)"),
        arguments("'[1,5)'::int4range", "int4range", "[1,5)"),
        arguments("'{[1,2],[5,6]}'::int4multirange", "int4multirange", "{[1,3),[5,7)}"),
        arguments(
            "'6f1c0f2e-0000-4000-8000-000000000001'::uuid",
            "uuid",
            "6f1c0f2e-0000-4000-8000-000000000001"),
        arguments("'10.0.0.1/8'::inet", "inet", "10.0.0.1/8"),
        arguments("'(1,2)'::point", "point", "(1,2)"),
        arguments("'<a>1</a>'::xml", "xml", "<a>1</a>"),
        arguments("B'101'", "bit", "101"),
        arguments("'a b'::tsvector", "tsvector", "'a' 'b'"),
        arguments("NULL::text", "text", null),

        // Structured.
        arguments("'{}'::jsonb", "jsonb", Map.of()),
        arguments("'null'::jsonb", "jsonb", null),
        arguments("'\"text\"'::jsonb", "jsonb", "text"),
        arguments(
            "'[1, 2.5, 1e400, 9007199254740993, 0.1, 1.10, true]'::jsonb",
            "jsonb",
            List.of(1, 2.5, "1" + "0".repeat(400), "9007199254740993", 0.1, 1.1, true)),
        arguments(
            "'{\"b\": {\"c\": [null]}, \"a\": \"é\"}'::json",
            "json",
            map("b", map("c", Arrays.asList((Object) null)), "a", "é")),
        arguments("'\"a\\u0000\\ud800b\"'::json", "json", "a\ufffd\ufffdb"),
        arguments("(repeat('[', 25) || repeat(']', 25))::json", "json", nested(25)),
        arguments(
            "(repeat('[', 26) || repeat(']', 26))::json", "json", "[".repeat(26) + "]".repeat(26)),
        arguments("'{}'::int[]", "int4[]", List.of()),
        arguments("'{1,NULL,3}'::int[]", "int4[]", Arrays.asList(1, null, 3)),
        arguments("'{{1,2},{3,4}}'::int2[]", "int2[]", List.of(List.of(1, 2), List.of(3, 4))),
        arguments("'[0:1]={1,2}'::int[]", "int4[]", "[0:1]={1,2}"),
        arguments("'{1,9007199254740993}'::int8[]", "int8[]", List.of(1, "9007199254740993")),
        arguments(
            "'{1.5,12345678901234567890.1}'::numeric[]",
            "numeric[]",
            List.of(1.5, "12345678901234567890.1")),
        arguments("'{NaN,1}'::float8[]", "float8[]", List.of("NaN", 1.0)),
        arguments(
            "ARRAY['a b', '', 'NULL', '\"', '\\', '{}', 'a,b', NULL]",
            "text[]",
            Arrays.asList("a b", "", "NULL", "\"", "\\", "{}", "a,b", null)),
        arguments(
            "ARRAY['so-so', 'happy, really']::mood[]", "mood[]", List.of("so-so", "happy, really")),
        arguments("ARRAY[true, false]", "bool[]", List.of(true, false)),
        arguments(
            "ARRAY['2024-01-01 10:00+00']::timestamptz[]",
            "timestamptz[]",
            List.of("2024-01-01T10:00:00Z")),
        arguments("ARRAY['{\"a\": 1}']::jsonb[]", "jsonb[]", List.of(Map.of("a", 1))),
        arguments("ARRAY['\\x00ff10']::bytea[]", "bytea[]", List.of("AP8Q")),
        arguments("ARRAY[ROW(1,'a b',NULL)]::point3[]", "point3[]", List.of("(1,\"a b\",)")),
        arguments(
            "'{(1,2),(3,4);(5,6),(7,8)}'::box[]", "box[]", List.of("(3,4),(1,2)", "(7,8),(5,6)")));
  }

  @ParameterizedTest
  @MethodSource("values")
  void aValueIsAsTheContractSays(String sql, String type, @Nullable Object expected) {
    int number = values().stream().map(value -> value.get()[0]).toList().indexOf(sql);
    QueryResult result = database.query(TestingPostgres.request("SELECT v FROM v" + number));
    assertEquals(Arrays.asList(expected), result.rows().getFirst());
    assertEquals(new ResultColumn("v", type, true), result.columns().getFirst());
  }

  @Test
  void timesWithAZoneComeInTheConnectionsZone() {
    postgres.run(
        """
        CREATE TABLE times (at timestamptz);
        INSERT INTO times VALUES ('2024-01-15 12:00Z'), ('2024-07-15 12:00Z');
        """);
    postgres.grant("public");
    Map<String, List<String>> expected =
        Map.of(
            "Asia/Kolkata", List.of("2024-01-15T17:30:00+05:30", "2024-07-15T17:30:00+05:30"),
            "Europe/London", List.of("2024-01-15T12:00:00Z", "2024-07-15T13:00:00+01:00"),
            "-03:30", List.of("2024-01-15T08:30:00-03:30", "2024-07-15T08:30:00-03:30"),
            "+02:00", List.of("2024-01-15T14:00:00+02:00", "2024-07-15T14:00:00+02:00"),
            "Z", List.of("2024-01-15T12:00:00Z", "2024-07-15T12:00:00Z"));
    expected.forEach(
        (zone, times) -> {
          try (Database inZone = TestingConfig.of(postgres.url()).zone(zone).open()) {
            QueryResult result =
                inZone.query(TestingPostgres.request("SELECT at FROM times ORDER BY at"));
            List<Object> got = new ArrayList<>();
            result.rows().forEach(row -> got.add(row.getFirst()));
            assertEquals(times, got);
            assertEquals(ZoneId.of(zone).getId(), result.receipt().timeZone());
          }
        });
  }

  private static Object nested(int depth) {
    return depth == 1 ? List.of() : List.of(nested(depth - 1));
  }

  private static Map<String, @Nullable Object> map(Object... namesAndValues) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
