package io.chatdata.server.sql;

import io.chatdata.server.base.DatabaseUrl;
import io.chatdata.server.base.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.jdbc.PgConnection;

/**
 * Runs hostile statements behind some of the guard's walls, and builds the database anew after each
 * that changed it.
 */
final class WallTrial implements AutoCloseable {
  /** What is left in the server beside the database. */
  private static final String SERVER =
      """
      SELECT string_agg(a::text, '' ORDER BY oid) FROM pg_authid a
      UNION ALL SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database
      UNION ALL SELECT string_agg(s::text, '') FROM pg_db_role_setting s
      UNION ALL SELECT string_agg(p::text, '') FROM pg_prepared_xacts p
      UNION ALL SELECT string_agg(slot_name, '') FROM pg_replication_slots
      UNION ALL SELECT string_agg(roname, '') FROM pg_replication_origin
      UNION ALL SELECT pg_read_file('postgresql.auto.conf')
      """;

  private static final String OTHERS =
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = 'victim' AND backend_type = 'client backend' AND usename <> 'postgres'
      """;

  private final Corpus corpus;
  private final Map<String, Catalog> catalogs = new HashMap<>();
  private ThrowAwayCluster cluster;
  private Victim victim;
  private List<String> server = List.of();

  /**
   * How many statements there were.
   *
   * @param ran to their end, or until they were stopped
   * @param stopped those of them that were stopped
   * @param left a change, a lock, a file or an open transaction behind
   */
  record Harm(Set<String> ran, Set<String> stopped, Set<String> left) {
    Harm {
      ran = Set.copyOf(ran);
      stopped = Set.copyOf(stopped);
      left = Set.copyOf(left);
    }

    /** What of it others did too. */
    Harm and(Set<String> others) {
      return new Harm(and(ran, others), and(stopped, others), and(left, others));
    }

    private static Set<String> and(Set<String> some, Set<String> others) {
      Set<String> both = new TreeSet<>(some);
      both.retainAll(others);
      return both;
    }
  }

  WallTrial(Corpus corpus) throws SQLException {
    this.corpus = corpus;
    cluster = ThrowAwayCluster.embedded();
    victim = build();
  }

  /** The catalog as this role sees it. */
  Catalog catalog(String role) {
    return catalogs.computeIfAbsent(
        role,
        r -> {
          try (Database database = victim.open(r)) {
            return database.catalog();
          }
        });
  }

  /** Tries statements. */
  Harm harm(Set<Integer> walls, String role, List<Corpus.Line> lines) throws SQLException {
    Set<String> ran = new TreeSet<>();
    Set<String> stopped = new TreeSet<>();
    Set<String> left = new TreeSet<>();
    PgConnection connection = null;
    for (Corpus.Line line : lines) {
      var some = new SomeWalls(walls, catalog(role));
      if (!some.lets(line.sql())) {
        continue;
      }
      if (connection == null) {
        connection = connect(role);
      }
      List<String> before = victim.fingerprint(line.sql());
      SomeWalls.Outcome outcome = some.run(config(role), connection, line.sql());
      boolean changed = !before.equals(fingerprint(line.sql()));
      if (outcome != SomeWalls.Outcome.HELD) {
        ran.add(line.id());
      }
      if (outcome == SomeWalls.Outcome.STOPPED) {
        stopped.add(line.id());
      }
      if (changed) {
        left.add(line.id());
      }
      if (changed || outcome != SomeWalls.Outcome.HELD || !walls.contains(7)) {
        connection.close();
        connection = null;
        if (changed) {
          restore();
        }
        awaitOthers();
      }
    }
    if (connection != null) {
      connection.close();
    }
    return new Harm(ran, stopped, left);
  }

  @Override
  public void close() {
    victim.close();
    cluster.close();
  }

  /** Empty where it can't be taken any more. */
  private List<String> fingerprint(String sql) {
    try {
      return victim.fingerprint(sql);
    } catch (IllegalStateException e) {
      return List.of();
    }
  }

  /** A template holds the schema, so that the next database is a copy. */
  private Victim build() throws SQLException {
    execute("template1", corpus.schema());
    // else each copy would have one of its own, and another catalog
    execute("template1", "CREATE EXTENSION IF NOT EXISTS citext SCHEMA public");
    return copy();
  }

  private Victim copy() throws SQLException {
    // the observer is the victim's, the server is not
    Victim copy = Victim.in(new ThrowAwayCluster(cluster.port(), () -> {}), "");
    server = strings(SERVER);
    return copy;
  }

  private void restore() throws SQLException {
    victim.close();
    try (var files = Files.newDirectoryStream(Path.of("/tmp/chatdata-corpus"))) {
      for (Path file : files) {
        Files.delete(file);
      }
    } catch (IOException e) {
      // nothing was written there
    }
    if (strings(SERVER).equals(server)) {
      execute("postgres", "DROP DATABASE victim WITH (FORCE)");
      victim = copy();
    } else {
      cluster.close();
      cluster = ThrowAwayCluster.embedded();
      catalogs.clear();
      victim = build();
    }
  }

  /** Locks of a session that was closed go a moment later. */
  private void awaitOthers() throws SQLException {
    while (!victim.strings(OTHERS).equals(List.of("0"))) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private PgConnection connect(String role) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", role);
    properties.setProperty("password", role);
    properties.setProperty("maxResultBuffer", "16M");
    return DriverManager.getConnection(url("victim"), properties).unwrap(PgConnection.class);
  }

  private DatabaseConfig config(String role) {
    return TestingConfig.of(
            new DatabaseUrl("localhost", cluster.port(), "victim", role, Secret.of(role), Map.of()))
        .build();
  }

  private String url(String database) {
    return "jdbc:postgresql://localhost:%d/%s".formatted(cluster.port(), database);
  }

  private void execute(String database, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(database), "postgres", "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> strings(String sql) throws SQLException {
    List<String> strings = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url("postgres"), "postgres", "");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        strings.add(String.valueOf(rows.getString(1)));
      }
    }
    return strings;
  }
}
