package io.chatdata.server.sql;

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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** An embedded PostgreSQL of a test's own, to be configured by it, and a standby of it. */
record TestingEmbedded(ThrowAwayCluster cluster) implements AutoCloseable {
  static TestingEmbedded start() {
    return new TestingEmbedded(ThrowAwayCluster.embedded());
  }

  int port() {
    return cluster.port();
  }

  /** A copy that follows this one at once, whatever its own statements still read. */
  TestingEmbedded standby() {
    try (Connection connection = connect()) {
      Path parent = Files.createTempDirectory("standby");
      Path folder = parent.resolve("data");
      String data = strings(connection, "SHOW data_directory").getFirst();
      strings(connection, "SELECT pg_backup_start('standby', true)");
      assertCopied(new ProcessBuilder("cp", "-a", data, folder.toString()).start().waitFor());
      Files.writeString(
          folder.resolve("backup_label"),
          strings(connection, "SELECT labelfile FROM pg_backup_stop()").getFirst());
      Files.delete(folder.resolve("postmaster.pid"));
      Files.createFile(folder.resolve("standby.signal"));
      Files.writeString(
          folder.resolve("postgresql.auto.conf"),
          "primary_conninfo = 'host=localhost user=postgres port=%d'".formatted(port()));
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setDataDirectory(folder)
              .setCleanDataDirectory(false)
              .setServerConfig("max_standby_streaming_delay", "0")
              .setServerConfig("max_prepared_transactions", "4")
              .start();
      return new TestingEmbedded(
          new ThrowAwayCluster(
              server.getPort(),
              () -> {
                server.close();
                delete(parent);
              }));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a statement as the superuser; the first column of its rows. */
  List<String> query(String sql) throws SQLException {
    try (Connection connection = connect()) {
      return strings(connection, sql);
    }
  }

  @Override
  public void close() {
    cluster.close();
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:%d/postgres".formatted(port()), "postgres", "");
  }

  private static List<String> strings(Connection connection, String sql) throws SQLException {
    List<String> result = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      if (statement.execute(sql)) {
        ResultSet rows = statement.getResultSet();
        while (rows.next()) {
          result.add(String.valueOf(rows.getString(1)));
        }
      }
    }
    return result;
  }

  private static void assertCopied(int exit) throws IOException {
    if (exit != 0) {
      throw new IOException("cp ended with " + exit);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
