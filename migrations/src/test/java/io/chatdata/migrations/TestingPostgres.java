package io.chatdata.migrations;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A PostgreSQL 18 of a test class's own, with as many empty databases as the tests ask for. */
final class TestingPostgres implements AutoCloseable {
  /** Names each foreign key whose columns no index starts with. */
  static final String FOREIGN_KEYS_WITHOUT_INDEX =
      """
      select conrelid::regclass || ' ' || conname from pg_constraint
      where contype = 'f' and not exists (
        select from pg_index
        where indrelid = conrelid and indpred is null
          and (indkey::int2[])[0:cardinality(conkey) - 1] = conkey)
      """;

  private final EmbeddedPostgres postgres;
  private final AtomicInteger databases = new AtomicInteger();

  TestingPostgres() throws IOException {
    postgres =
        EmbeddedPostgres.builder()
            // Nothing here has to outlive the machine.
            .setServerConfig("fsync", "off")
            .start();
  }

  /** A new empty database and its owner, a login that is no superuser. Both have the same name. */
  TestingDatabase database() throws SQLException {
    String name = "test" + databases.incrementAndGet();
    server().execute("create role " + name + " login");
    server().execute("create database " + name + " owner " + name);
    return login(name, name);
  }

  /** A copy of such a database, with the same owner. Nobody may use it meanwhile. */
  TestingDatabase copy(TestingDatabase original) throws SQLException {
    String name = "test" + databases.incrementAndGet();
    server()
        .execute("create database %1$s owner %2$s template %2$s".formatted(name, original.name()));
    return login(original.name(), name);
  }

  private TestingDatabase server() {
    return new TestingDatabase("postgres", postgres.getPostgresDatabase());
  }

  /** A database as another role sees it. */
  TestingDatabase login(String role, String database) {
    return new TestingDatabase(database, postgres.getDatabase(role, database));
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }

  /** A login to one database. */
  record TestingDatabase(String name, DataSource login) {
    void execute(String sql) throws SQLException {
      try (var connection = login.getConnection();
          var statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }

    /** The rows of a query, each with its values joined by a bar. */
    List<String> rows(String sql) throws SQLException {
      try (var connection = login.getConnection();
          var statement = connection.createStatement();
          var result = statement.executeQuery(sql)) {
        int columns = result.getMetaData().getColumnCount();
        List<String> rows = new ArrayList<>();
        while (result.next()) {
          List<String> values = new ArrayList<>();
          for (int column = 1; column <= columns; column++) {
            values.add(String.valueOf(result.getString(column)));
          }
          rows.add(String.join("|", values));
        }
        return rows;
      }
    }

    String value(String sql) throws SQLException {
      return rows(sql).getFirst();
    }

    long number(String sql) throws SQLException {
      return Long.parseLong(value(sql));
    }
  }
}
