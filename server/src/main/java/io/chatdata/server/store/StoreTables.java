package io.chatdata.server.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The store's tables, as the database lists them: a new one is copied without being named. */
final class StoreTables {
  /** Each after those that it refers to: a table's depth is the longest way to one of them. */
  private static final String TABLES =
      """
      WITH RECURSIVE tables AS (
        SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS name
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND (
          (n.nspname = 'chatdata' AND c.relname <> 'flyway_schema_history')
          OR (n.nspname = 'public' AND c.relname IN ('chat_conversations', 'chat_messages')))
      ), depths AS (
        SELECT oid, 0 AS depth FROM tables
        UNION
        SELECT f.conrelid, d.depth + 1
        FROM depths d JOIN pg_constraint f ON f.confrelid = d.oid
        WHERE f.contype = 'f' AND f.conrelid <> f.confrelid
      )
      SELECT t.name, string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum)
      FROM tables t
        JOIN (SELECT oid, max(depth) AS depth FROM depths GROUP BY oid) d ON d.oid = t.oid
        JOIN pg_attribute a ON a.attrelid = t.oid
      WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      GROUP BY t.name, d.depth
      ORDER BY d.depth, t.name
      """;

  private StoreTables() {}

  static List<StoreCopy.Table> of(Connection connection) throws SQLException {
    List<StoreCopy.Table> tables = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(TABLES)) {
      while (rows.next()) {
        tables.add(new StoreCopy.Table(rows.getString(1), rows.getString(2), 0));
      }
    }
    return tables;
  }

  static void requireEmpty(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT FROM %s LIMIT 1".formatted(table))) {
      if (rows.next()) {
        throw StoreCopy.refused(
            "The store is not empty: %s has rows. Import into a new one: another CHATDATA_HOME, or an empty database in DATABASE_URL"
                .formatted(table));
      }
    }
  }

  /** New rows get numbers after those that came. */
  static void goOnCounting(Connection connection, String table) throws SQLException {
    List<String> columns = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT attname FROM pg_attribute
                WHERE attrelid = '%s'::regclass AND attidentity <> ''
                """
                    .formatted(table))) {
      while (rows.next()) {
        columns.add(rows.getString(1));
      }
    }
    for (String column : columns) {
      run(
          connection,
          "SELECT setval(pg_get_serial_sequence('%1$s', '%2$s'), coalesce(max(\"%2$s\"), 0) + 1, false) FROM %1$s"
              .formatted(table, column));
    }
  }

  static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
