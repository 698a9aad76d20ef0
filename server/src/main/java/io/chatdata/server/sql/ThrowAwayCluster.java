package io.chatdata.server.sql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** A PostgreSQL of its own, whose superuser needs no password; gone when it is closed. */
record ThrowAwayCluster(int port, Closeable closing) implements AutoCloseable {
  /** What hostile statements could use. */
  static final Map<String, String> SETTINGS =
      Map.of(
          "autovacuum",
          "off",
          "fsync",
          "off",
          "max_prepared_transactions",
          "4",
          "wal_level",
          "logical");

  static ThrowAwayCluster embedded() {
    var builder = EmbeddedPostgres.builder();
    SETTINGS.forEach(builder::setServerConfig);
    try {
      EmbeddedPostgres server = builder.start();
      return new ThrowAwayCluster(server.getPort(), server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      closing.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
