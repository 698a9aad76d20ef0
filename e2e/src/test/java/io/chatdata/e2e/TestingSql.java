package io.chatdata.e2e;

import io.chatdata.server.sql.TestingPostgres;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A database that a test looks into. */
record TestingSql(String url, String user, String password) {
  /** The rows of a query, each value as text. */
  List<List<@Nullable String>> query(String sql) {
    try (var connection = DriverManager.getConnection(url, user, password)) {
      return TestingPostgres.rows(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** Every row of every table that is not PostgreSQL's own, as text. */
  String dump() {
    var dump = new StringBuilder();
    for (List<@Nullable String> table :
        query(
            """
            SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables
            WHERE table_type = 'BASE TABLE'
              AND table_schema NOT IN ('pg_catalog', 'information_schema')
            """)) {
      query("SELECT t::text FROM %s t".formatted(table.getFirst()))
          .forEach(row -> dump.append(row.getFirst()).append('\n'));
    }
    return dump.toString();
  }
}
