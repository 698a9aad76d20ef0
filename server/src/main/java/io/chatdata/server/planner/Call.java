package io.chatdata.server.planner;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatdata.server.base.Json;
import io.chatdata.server.sql.Catalog;
import java.util.List;

/** A call of a tool. Equal calls have the same outcome within a turn. */
record Call(String tool, ObjectNode arguments) {
  static Call listConnections() {
    return new Call("list_connections", Json.object());
  }

  static Call listSchemas() {
    return new Call("list_schemas", Json.object());
  }

  /**
   * Lists tables.
   *
   * @param schema empty means all
   * @param contains empty means all
   */
  static Call listTables(String schema, String contains) {
    ObjectNode arguments = Json.object();
    if (!schema.isEmpty()) {
      arguments.put("schema", schema);
    }
    if (!contains.isEmpty()) {
      arguments.put("name_contains", contains);
    }
    return new Call("list_tables", arguments);
  }

  static Call tableInfo(Catalog.Table table) {
    return new Call("get_table_info", named(table));
  }

  static Call sample(Catalog.Table table, int rows) {
    return new Call("sample_rows", named(table).put("limit", rows));
  }

  /**
   * Profiles a table.
   *
   * @param columns empty means all
   */
  static Call profile(Catalog.Table table, List<String> columns) {
    ObjectNode arguments = named(table);
    if (!columns.isEmpty()) {
      ArrayNode names = arguments.putArray("columns");
      columns.forEach(names::add);
    }
    return new Call("profile_table", arguments);
  }

  static Call query(String sql) {
    return new Call("run_query", Json.object().put("sql", sql));
  }

  private static ObjectNode named(Catalog.Table table) {
    return Json.object().put("schema", table.schema()).put("table", table.name());
  }
}
