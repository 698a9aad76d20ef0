package io.chatdata.server.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatdata.server.base.Json;
import io.chatdata.server.sql.Catalog;
import io.chatdata.server.sql.QueryResult;
import io.chatdata.server.sql.TestingPostgres;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Schemas, tables, columns and labels of any name are listed, described, read and profiled. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OddNamesTest {
  private final TestingPostgres.TestingDatabase postgres = TestingPostgres.create();
  private final TestingTools tools;

  static List<String> names() {
    return List.of(
        "a\"b",
        "\"",
        "it's",
        "two\nlines",
        " blank ",
        "😀 🦜",
        "é".repeat(31) + "x",
        "select",
        "user",
        "Order",
        "a;--b",
        "/* c */",
        "$1 %s {x} ?",
        "back\\slash",
        "a.b");
  }

  OddNamesTest() {
    postgres.run("CREATE SCHEMA types").grant("types");
    for (String name : names()) {
      postgres.run(
          """
          CREATE SCHEMA %1$s;
          CREATE TYPE types.%1$s AS ENUM (%2$s);
          CREATE TABLE %1$s.%1$s (%1$s types.%1$s);
          INSERT INTO %1$s.%1$s VALUES (%2$s);
          """
              .formatted(quoted(name), "'" + name.replace("'", "''") + "'"));
      postgres.grant(name);
    }
    tools = TestingTools.over(postgres);
  }

  @AfterAll
  void close() {
    tools.close();
  }

  @ParameterizedTest
  @MethodSource("names")
  void aNameIsQuotedWhereverItIsUsed(String name) {
    ObjectNode schema = Json.object().put("schema", name);
    var tables = (ToolOutcome.Tables) run("list_tables", schema);
    assertEquals(List.of(name), tables.tables().stream().map(Catalog.Table::name).toList());

    ObjectNode table = schema.put("table", name);
    Catalog.Table structure = ((ToolOutcome.Structure) run("get_table_info", table)).table();
    assertEquals(name, structure.columns().getFirst().name());
    assertEquals(List.of(name), structure.columns().getFirst().enumLabels());

    assertRow(name, ((ToolOutcome.Sample) run("sample_rows", table)).result().result());

    TableProfile profile = ((ToolOutcome.Profile) run("profile_table", table)).profile();
    assertEquals(1, profile.rowsProfiled());
    assertEquals(name, profile.columns().getFirst().name());

    String sql = "SELECT t.%1$s FROM %1$s.%1$s AS t".formatted(quoted(name));
    assertRow(
        name,
        ((ToolOutcome.Query) run("run_query", Json.object().put("sql", sql))).result().result());
  }

  private static void assertRow(String name, QueryResult result) {
    assertEquals(name, result.columns().getFirst().name());
    assertEquals(List.of(List.of(name)), result.rows());
  }

  private ToolOutcome run(String tool, ObjectNode arguments) {
    return tools.tools.run(tool, arguments, TestingTools.direct());
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
