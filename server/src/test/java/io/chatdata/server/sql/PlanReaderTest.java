package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.chatdata.server.base.Json;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanReaderTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "lower((name)::text);lower",
        "public.touch(1);public.touch",
        "\"Odd\".\"Na\"\"me\"(1);Odd.Na\"me",
        "(lower(name) = 'pg_sleep(1)'::text);lower",
        "(name = 'it''s f(1)'::text);",
        "(name = E'\\\\'' f(1)'::text);",
        "(name = E'a\\\\' || f(1));f",
        "(x)::numeric(10,2);",
        "(x)::character varying(20), (y)::public.geometry(Point,4326);",
        "((x)::timestamp(3) without time zone), (y)::bit varying(5);",
        "COALESCE(a, b), GREATEST(1, 2), ROW(1, 2), NULLIF(a, b), EXTRACT(year FROM a);",
        "\"coalesce\"(a);coalesce",
        "\"left\"(name, 1);left",
        "(a = ANY (ARRAY[1, 2])), (NOT (b)), CASE WHEN (a) THEN (b) ELSE (c) END;",
        "count(*) FILTER (WHERE (a)), PARTIAL sum(x), row_number() OVER (?);count,row_number,sum",
        "(SubPlan 1), (hashed SubPlan 2), (InitPlan 3).col1;",
        "(a OPERATOR(extra.%) b);",
        "\"col(umn\" = 1;",
        "t.\"f(\", \"a\"\"(\";",
        "$0, $1f(2);",
        "1e5, 0x1f;",
        "Größe(1);größe",
        "XMLTABLE(('/r'::text) PASSING (f(x)) COLUMNS a integer PATH ('@a'::text));f",
      })
  void callsAreToldFromAllElse(String text, String names) {
    assertEquals(
        names == null ? Set.of() : Set.of(names.replace("größe", "größe").split(",")),
        calls("[{\"Plan\": {\"Output\": [%s]}}]".formatted(Json.write(text))));
  }

  @Test
  void namesOfTablesAndAliasesAreNoCalls() {
    assertEquals(
        Set.of("g"),
        calls(
            """
            [{"Plan": {"Node Type": "Seq Scan", "Relation Name": "f(x", "Alias": "f(y", "Schema": "f(",
              "Remote SQL": "SELECT f(1)", "Subplan Name": "CTE f(1)", "CTE Name": "f(",
              "Plans": [{"Filter": "(g(1))"}]}}]
            """));
  }

  @Test
  void theCostIsThatOfTheWhole() {
    PlanReader plan =
        PlanReader.read("[{\"Plan\": {\"Total Cost\": 12.5, \"Plans\": [{\"Total Cost\": 900}]}}]");
    assertEquals(12.5, plan.cost());
  }

  private static Set<String> calls(String json) {
    return PlanReader.read(json).calls().stream().map(Name::toString).collect(Collectors.toSet());
  }
}
