package io.chatdata.server.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Json;
import io.chatdata.server.base.Reason;
import io.chatdata.server.sql.TestingPostgres;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CreateChartTest {
  private final TestingTools tools = TestingTools.over(TestingPostgres.create());
  private String resultId = "";

  @BeforeAll
  void prepare() {
    String sql =
        "SELECT date '2026-01-01' AS day, 'a' AS kind, 1.5 AS \"Total\", 2::int8 AS n, 3::money AS"
            + " m";
    resultId =
        ((ToolOutcome.Query) run("run_query", argument("sql", sql))).result().id().toString();
  }

  @AfterAll
  void close() {
    tools.close();
  }

  @Test
  void aChartIsWhatWasAskedFor() {
    ObjectNode arguments = chart("line", "day", "Total");
    arguments.put("series", "kind").put("aggregate", "sum").put("title", "Revenue");
    assertEquals(
        new ToolOutcome.Chart(
            new ChartSpec(
                UUID.fromString(resultId),
                ChartSpec.Mark.LINE,
                "day",
                List.of("Total"),
                "kind",
                ChartSpec.Aggregate.SUM,
                "Revenue")),
        run("create_chart", arguments));
  }

  @Test
  void everyShapeCanBeAskedFor() {
    for (String mark : List.of("line", "BAR", "area", "pie", "point")) {
      run("create_chart", chart(mark, "day", "n"));
    }
    run("create_chart", chart("histogram", "Total"));
    run("create_chart", chart("bar", "kind", "Total", "n", "m"));
    run("create_chart", chart("bar", "day", "kind").put("aggregate", "count"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bars      | day   | n        | mark | line, bar, area, point, pie, histogram
          line      | total | n        | x    | no column 'total'; it has: day, kind, Total, n, m
          line      | day   | N        | y    | no column 'N'; it has: day, kind, Total, n, m
          line      | day   | kind     | y    | column 'kind' is text, which is no number
          line      | day   |          | y    | 1 to 8 columns
          pie       | kind  | n,Total  | y    | one column as y, not 2
          histogram | day   |          | x    | column 'day' is date, which is no number
          histogram | n     | Total    | y    | give no y
          """)
  void aChartThatCannotBeDrawnSaysWhy(String mark, String x, String y, String field, String words) {
    String[] measures = y == null ? new String[0] : y.split(",", -1);
    var e =
        assertThrows(ChatdataException.class, () -> run("create_chart", chart(mark, x, measures)));
    assertEquals(Reason.INVALID_TOOL_CALL, e.reason());
    assertEquals(field, e.problem().field());
    assertTrue(e.problem().message().contains(words), e.problem().message());
  }

  @Test
  void aSeriesSplitsOneMeasureOnly() {
    ObjectNode two = chart("line", "day", "n", "Total").put("series", "kind");
    var e = assertThrows(ChatdataException.class, () -> run("create_chart", two));
    assertTrue(e.problem().message().contains("one column of y, not 2"), e.problem().message());
  }

  private ObjectNode chart(String mark, String x, String... y) {
    ObjectNode arguments = argument("result_id", resultId).put("mark", mark).put("x", x);
    for (String one : y) {
      arguments.withArray("y").add(one);
    }
    return arguments;
  }

  private static ObjectNode argument(String name, String value) {
    return Json.object().put(name, value);
  }

  private ToolOutcome run(String tool, ObjectNode arguments) {
    return tools.tools.run(tool, arguments, TestingTools.direct());
  }
}
