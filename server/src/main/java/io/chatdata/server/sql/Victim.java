package io.chatdata.server.sql;

import io.chatdata.server.base.DatabaseUrl;
import io.chatdata.server.base.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A throw-away cluster with a corpus's schema in it, which knows whether anything has changed. */
final class Victim implements AutoCloseable {
  /** The roles that statements are tried as: one that may only read, an owner and a superuser. */
  static final List<String> ROLES = List.of("chat_ro", "owner_u", "super");

  /** The one that may only read. */
  static final String READER = ROLES.getFirst();

  /** Where a hostile statement would write a file. */
  private static final Pattern PATH = Pattern.compile("/(?:tmp|var)/[\\w./-]+");

  private static final String STATE =
      """
      SELECT 'lock ' || l::text FROM pg_locks l WHERE pid <> pg_backend_pid()
      UNION ALL SELECT 'prepared ' || p::text FROM pg_prepared_xacts p
      UNION ALL SELECT 'slot ' || slot_name || active FROM pg_replication_slots
      UNION ALL SELECT 'settings ' || count(*) FROM pg_db_role_setting
      UNION ALL SELECT 'open ' || pid || ' ' || query FROM pg_stat_activity
        WHERE xact_start IS NOT NULL AND pid <> pg_backend_pid() AND backend_type = 'client backend'
      """;

  private static final String NAME = "victim";

  private final ThrowAwayCluster cluster;
  private final Connection observer;
  private final Path data;
  private final String rows;
  private String lastWal = "";
  private List<String> lastRows = List.of();

  private Victim(ThrowAwayCluster cluster, String schema) throws SQLException {
    this.cluster = cluster;
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + NAME);
    }
    observer = connect(NAME);
    execute(schema);
    for (String extension : List.of("citext", "hstore", "pg_trgm")) {
      execute("CREATE EXTENSION IF NOT EXISTS %s SCHEMA public".formatted(extension));
    }
    for (String role : ROLES) {
      execute("ALTER ROLE %1$s PASSWORD '%1$s'".formatted(role));
    }
    data = Path.of(strings("SHOW data_directory").getFirst());
    rows = rowsSql();
  }

  /** Builds it. */
  static Victim in(ThrowAwayCluster cluster, String schema) {
    try {
      return new Victim(cluster, schema);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The product's way to it as one of the roles. With a role that can do more than read, the
   * configuration hides what chat_ro may not read.
   */
  Database open(String role) {
    var url = new DatabaseUrl("localhost", cluster.port(), NAME, role, Secret.of(role), Map.of());
    boolean reader = role.equals(READER);
    return Database.open(
        new DatabaseConfig(
            NAME,
            url,
            List.of(),
            List.of(),
            reader ? List.of() : List.of("secrets", "touched"),
            List.of(),
            !reader,
            ZoneOffset.UTC,
            RowsToModel.PREVIEW,
            DatabaseConfig.POOL_SIZE,
            DatabaseConfig.Limits.STANDARD));
  }

  /** The server's. */
  String version() {
    try {
      return strings("SHOW server_version").getFirst();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = observer.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of a query as a superuser. */
  List<String> strings(String sql) throws SQLException {
    List<String> result = new ArrayList<>();
    try (Statement statement = observer.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        result.add(String.valueOf(rows.getString(1)));
      }
    }
    return result;
  }

  /**
   * All rows of the catalogs and tables, sequences, locks, prepared transactions, transactions that
   * are still open, the server's files, and those that a statement names.
   */
  List<String> fingerprint(String sql) {
    try {
      String wal = strings("SELECT pg_current_wal_insert_lsn()").getFirst();
      if (!wal.equals(lastWal)) {
        // whatever changes a row is written to the log first, so without that all rows are as
        // before
        lastRows = strings(rows);
        lastWal = wal;
      }
      List<String> prints = new ArrayList<>(lastRows);
      prints.addAll(strings(STATE));
      Map<String, String> files = new TreeMap<>();
      try (Stream<Path> tree = Files.list(data)) {
        tree.forEach(file -> files.put(file.toString(), ""));
      }
      for (String name : PATH.matcher(sql).results().map(MatchResult::group).toList()) {
        files.put(name, time(Path.of(name)));
      }
      prints.add(files.toString());
      return prints;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      observer.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    cluster.close();
  }

  private static String time(Path file) throws IOException {
    return Files.exists(file) ? Files.getLastModifiedTime(file).toString() : "";
  }

  private Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:%d/%s".formatted(cluster.port(), database), "postgres", "");
  }

  /** Reads all rows; one that is locked has another xmax. */
  private String rowsSql() throws SQLException {
    List<String> parts = new ArrayList<>();
    String relations =
        "SELECT c.oid::regclass FROM pg_class c WHERE relpersistence <> 't' AND relkind = '%s'";
    for (String table : strings(relations.formatted("r"))) {
      parts.add(
          "SELECT '%1$s ' || count(*) || ' ' || coalesce(sum(hashtext(concat(ctid, xmin, xmax))), 0) FROM %1$s"
              .formatted(table));
    }
    for (String sequence : strings(relations.formatted("S"))) {
      parts.add("SELECT concat('%1$s ', last_value, is_called) FROM %1$s".formatted(sequence));
    }
    return String.join("\nUNION ALL ", parts);
  }
}
