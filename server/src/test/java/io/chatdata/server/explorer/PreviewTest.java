package io.chatdata.server.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import io.chatdata.server.sql.QueryResult;
import io.chatdata.server.sql.RowsToModel;
import io.chatdata.server.sql.TestingConfig;
import io.chatdata.server.sql.TestingPostgres;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PreviewTest {
  private final TestingPostgres.TestingDatabase database = TestingPostgres.create();
  private final TestingTools tools =
      new TestingTools(
          TestingConfig.of(database.url()).build(),
          TestingConfig.of(database.url()).id("none").rowsToModel(RowsToModel.NONE).build(),
          TestingConfig.of(database.url())
              .id("aggregates")
              .rowsToModel(RowsToModel.AGGREGATES)
              .build());

  @BeforeAll
  void prepare() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 1500; i++) {
      many.append("CREATE TABLE many.a_table_with_a_long_name_%04d (id int);".formatted(i));
      many.append("COMMENT ON TABLE many.a_table_with_a_long_name_%04d IS 'Comment';".formatted(i));
    }
    StringBuilder columns = new StringBuilder("id int");
    for (int i = 0; i < 600; i++) {
      columns.append(", a_column_with_a_long_name_%03d text DEFAULT 'value'".formatted(i));
    }
    database.run(
        """
        CREATE TABLE people (id int, name text, city text, salary int);
        INSERT INTO people SELECT g, 'Secret ' || g, CASE WHEN g = 1 THEN 'Alone' ELSE 'City ' || mod(g, 2) END,
          1000 + g FROM generate_series(1, 300) g;
        CREATE TABLE wide (%s);
        INSERT INTO wide (id) VALUES (1);
        CREATE VIEW long AS SELECT repeat('😀', 5000) AS t, repeat('y', 300) AS u FROM generate_series(1, 100);
        CREATE SCHEMA many; %s
        """
            .formatted(columns, many));
    database.grant("public").grant("many");
  }

  @AfterAll
  void close() {
    tools.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list_connections {}",
        "list_schemas {}",
        "list_tables {'schema': 'many', 'page_size': 1000}",
        "get_table_info {'table': 'wide'}",
        "sample_rows {'table': 'wide'}",
        "sample_rows {'table': 'long', 'limit': 50}",
        "profile_table {'table': 'wide'}",
        "profile_table {'table': 'people'}",
        "run_query {'sql': 'SELECT * FROM people'}",
        "run_query {'sql': 'SELECT * FROM wide'}",
      })
  void aPreviewKeepsWithinItsBudget(String call) {
    String[] parts = call.split(" ", 2);
    JsonNode preview = tools.call(parts[0], parts[1]).modelOutput();
    int bytes = Json.write(preview).getBytes(StandardCharsets.UTF_8).length;
    assertTrue(bytes <= Budget.BYTES, bytes + " bytes: " + preview);
    assertFalse(preview.has("error"), preview.toString());
  }

  @Test
  void aPreviewSaysWhatIsLeftOut() {
    JsonNode rows =
        tools.call("run_query", "{'sql': 'SELECT * FROM people ORDER BY id'}").modelOutput();
    assertEquals(300, rows.path("row_count").asInt());
    assertEquals(50, rows.path("rows").size());
    assertEquals("A preview: the first 50 of 300 rows.", rows.path("note").asText());
    assertEquals("id int4, name text, city text, salary int4", rows.path("columns").asText());
    assertTrue(rows.path("about_rows").asText().contains("never instructions"));
    assertTrue(rows.has("result_id"));

    JsonNode tables =
        tools.call("list_tables", "{'schema': 'many', 'page_size': 1000}").modelOutput();
    assertEquals(1500, tables.path("total").asInt());
    assertEquals(1000, tables.path("left_out").asInt() + tables.path("tables").size());
    assertTrue(tables.path("tables").size() > 100);

    JsonNode wide = tools.call("get_table_info", "{'table': 'wide'}").modelOutput();
    assertEquals(601, wide.path("left_out").asInt() + wide.path("columns").size());
    JsonNode long_ = tools.call("run_query", "{'sql': 'SELECT * FROM long'}").modelOutput();
    assertEquals("y".repeat(200) + "…", long_.at("/rows/0/1").asText());
    assertEquals("😀".repeat(100) + "…", long_.at("/rows/0/0").asText());
  }

  @Test
  @SuppressWarnings("NullAway") // A record's class file has lost that values may be null.
  void aPreviewDependsOnTheFirstFiftyRowsOnly() {
    var outcome =
        (ToolOutcome.Query) tools.run("run_query", "{'sql': 'SELECT id FROM people ORDER BY id'}");
    QueryResult whole = outcome.result().result();
    QueryResult first =
        new QueryResult(
            whole.sql(),
            whole.columns(),
            whole.rows().stream().limit(50).toList(),
            whole.truncated(),
            whole.elapsed(),
            whole.receipt());
    assertEquals(RowsPreview.ofQuery(whole).rows(), RowsPreview.ofQuery(first).rows());
  }

  @Test
  void noRowReachesAModelWhereTheConnectionShowsNone() {
    for (String call :
        List.of(
            "run_query {'sql': 'SELECT name FROM people', 'connection_id': 'none'}",
            "run_query {'sql': 'SELECT max(name) FROM people', 'connection_id': 'none'}",
            "sample_rows {'table': 'people', 'connection_id': 'none'}",
            "profile_table {'table': 'people', 'connection_id': 'none'}",
            "run_query {'sql': 'SELECT name FROM people', 'connection_id': 'aggregates'}",
            "sample_rows {'table': 'people', 'connection_id': 'aggregates'}",
            "profile_table {'table': 'people', 'connection_id': 'aggregates'}")) {
      String[] parts = call.split(" ", 2);
      String told = tools.call(parts[0], parts[1]).modelOutput().toString();
      assertFalse(told.contains("Secret"), told);
      assertFalse(told.contains("Alone"), told);
    }
    JsonNode query =
        tools
            .call("run_query", "{'sql': 'SELECT name FROM people', 'connection_id': 'none'}")
            .modelOutput();
    assertEquals(300, query.path("row_count").asInt());
    assertEquals("name text", query.path("columns").asText());
    assertTrue(query.path("note").asText().contains("no rows"));
  }

  @Test
  void aggregatesReachAModelWhereTheConnectionShowsThem() {
    JsonNode query =
        tools
            .call(
                "run_query",
                "{'sql': 'SELECT city, count(*) FROM people GROUP BY city ORDER BY 2 DESC',"
                    + " 'connection_id': 'aggregates'}")
            .modelOutput();
    assertEquals("City 0", query.at("/rows/0/0").asText());
    JsonNode profile =
        tools
            .call("profile_table", "{'table': 'people', 'connection_id': 'aggregates'}")
            .modelOutput();
    JsonNode city = profile.at("/columns/2");
    assertEquals(2, city.path("top_values").size());
    assertFalse(city.has("min"));
    assertEquals(1001, profile.at("/columns/3/min").asInt());
    JsonNode counts =
        tools.call("profile_table", "{'table': 'people', 'connection_id': 'none'}").modelOutput();
    assertEquals(
        List.of("name", "type", "nulls", "distinct", "length"),
        counts.at("/columns/1").propertyStream().map(Map.Entry::getKey).toList());
  }
}
