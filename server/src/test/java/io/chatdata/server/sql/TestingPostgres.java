package io.chatdata.server.sql;

import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.DatabaseUrl;
import io.chatdata.server.base.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL for the tests of one JVM, with as many databases as they want. */
public final class TestingPostgres {
  private static final AtomicInteger NAMES = new AtomicInteger();

  /** Set in a process that uses the PostgreSQL of the tests that started it. */
  public static final String PARENTS_PORT = "chatdata.testing.postgres.port";

  private TestingPostgres() {}

  private static final class Holder {
    static final EmbeddedPostgres SERVER = start();

    static EmbeddedPostgres start() {
      try {
        EmbeddedPostgres server =
            EmbeddedPostgres.builder()
                // Off by default there; what a crash may take back is then more than PostgreSQL
                // promises.
                .setServerConfig("synchronous_commit", "on")
                // Processes are killed, the machine is not: hundreds of databases needn't be on
                // its disk.
                .setServerConfig("fsync", "off")
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
        requirePasswords(server.getPort());
        return server;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Only the superuser needs none. */
    static void requirePasswords(int port) throws IOException {
      try (Connection connection =
              DriverManager.getConnection(
                  "jdbc:postgresql://localhost:%d/postgres".formatted(port), "postgres", "");
          Statement statement = connection.createStatement();
          ResultSet file = statement.executeQuery("SHOW hba_file")) {
        file.next();
        Files.writeString(
            Path.of(file.getString(1)),
            "host all postgres all trust\nhost all all all scram-sha-256\n");
        statement.execute("SELECT pg_reload_conf()");
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    static void stop(EmbeddedPostgres server) {
      try {
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A new, empty database and a role that may log in to it and read nothing yet. */
  public static TestingDatabase create() {
    int number = NAMES.incrementAndGet();
    var database = new TestingDatabase("test_" + number, "reader_" + number);
    run("postgres", "CREATE DATABASE " + database.name());
    run("postgres", "CREATE ROLE " + database.reader() + " LOGIN PASSWORD 'secret'");
    return database;
  }

  /** The rows of a query, each value as text. */
  public static List<List<@Nullable String>> rows(Connection connection, String sql)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<List<@Nullable String>> result = new ArrayList<>();
      while (rows.next()) {
        List<@Nullable String> row = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.add(rows.getString(i));
        }
        result.add(row);
      }
      return result;
    }
  }

  /** The port that it listens on. */
  public static int port() {
    Integer parents = Integer.getInteger(PARENTS_PORT);
    return parents == null ? Holder.SERVER.getPort() : parents;
  }

  /** The id of its first process, whose children serve the connections. */
  public static long process() throws SQLException, IOException {
    try (Connection connection = connect("postgres", "postgres", "")) {
      String folder =
          Objects.requireNonNull(rows(connection, "SHOW data_directory").getFirst().getFirst());
      return Long.parseLong(
          Files.readAllLines(Path.of(folder, "postmaster.pid")).getFirst().strip());
    }
  }

  /** Kills all its processes and starts it again, which it then takes a moment to recover for. */
  public static void crash() {
    try {
      ProcessHandle first = ProcessHandle.of(process()).orElseThrow();
      List<String> command =
          TestingCluster.command(
              first.info().command().orElseThrow(), first.info().arguments().orElseThrow());
      List<ProcessHandle> all = processes();
      all.forEach(ProcessHandle::destroyForcibly);
      all.forEach(process -> process.onExit().join());
      new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      while (!answers()) {
        LockSupport.parkNanos(20_000_000);
      }
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Stops all its processes for a while. */
  public static void pause(Duration time) {
    try {
      List<String> all = processes().stream().map(process -> Long.toString(process.pid())).toList();
      signal("STOP", all);
      LockSupport.parkNanos(time.toNanos());
      signal("CONT", all);
    } catch (IOException | InterruptedException | SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void signal(String name, List<String> processes)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    command.addAll(processes);
    new ProcessBuilder(command).start().waitFor();
  }

  private static List<ProcessHandle> processes() throws IOException, SQLException {
    ProcessHandle first = ProcessHandle.of(process()).orElseThrow();
    return Stream.concat(Stream.of(first), first.descendants()).toList();
  }

  private static boolean answers() {
    try (Connection _ = connect("postgres", "postgres", "")) {
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private static void run(String database, String sql) {
    try (Connection connection = connect(database, "postgres", "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private static Connection connect(String database, String user, String password)
      throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:%d/%s".formatted(port(), database), user, password);
  }

  /**
   * A database of the tests.
   *
   * @param reader role that {@link #grant} lets read
   */
  public record TestingDatabase(String name, String reader) {
    /** Runs statements as a superuser. */
    public TestingDatabase run(String sql) {
      TestingPostgres.run(name, sql);
      return this;
    }

    /** Ends all connections to it and takes no new ones, also of superusers. */
    public void shut() {
      TestingPostgres.run("postgres", "ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
      TestingPostgres.run(
          "postgres",
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
    }

    /** Takes connections again. */
    public void reopen() {
      TestingPostgres.run("postgres", "ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
    }

    /** Lets the reader read all that there is now in a schema. */
    public TestingDatabase grant(String schema) {
      return run(
          "GRANT USAGE ON SCHEMA %1$s TO %2$s; GRANT SELECT ON ALL TABLES IN SCHEMA %1$s TO %2$s"
              .formatted(SqlNames.quote(schema), reader));
    }

    /** Has each comment on a table wait for something, which all do who read its catalog. */
    public TestingDatabase commentsTake(String something) {
      return run(
          """
          CREATE OR REPLACE FUNCTION pg_catalog.obj_description(oid, name) RETURNS text
          LANGUAGE sql STABLE STRICT AS 'SELECT NULL::text FROM %s'
          """
              .formatted(something));
    }

    /** The rows of a query as a superuser, each value as text. */
    public List<List<@Nullable String>> query(String sql) {
      try (Connection connection = connect()) {
        return rows(connection, sql);
      } catch (SQLException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
    }

    /** A connection as a superuser, for a test to hold. */
    public Connection connect() throws SQLException {
      return TestingPostgres.connect(name, "postgres", "");
    }

    /** Its address with the reader's login. */
    public DatabaseUrl url() {
      return url(reader, "secret");
    }

    /** Its address with another login. */
    public DatabaseUrl url(String user, String password) {
      return new DatabaseUrl("localhost", port(), name, user, Secret.of(password), Map.of());
    }
  }

  /** Asks for up to 1,000 rows within 20 s. */
  public static QueryRequest request(String sql) {
    return new QueryRequest(sql, 1000, Duration.ofSeconds(20), null, new Cancellation());
  }
}
