package io.chatdata.server.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.ConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Connections to the store that are kept between uses, at most so many. A store that comes back is
 * found within 100 ms: a pool that backs off for seconds would fail turns that could go on.
 */
final class StoreConnections implements ConnectionFactory, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(4);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

  /** After so long without use a connection is tried before it is used. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final PGSimpleDataSource source;
  private final Semaphore free;
  private final Deque<Idle> idle = new ArrayDeque<>();
  private boolean closed;

  private record Idle(Connection connection, long since) {}

  StoreConnections(PGSimpleDataSource source, int most) {
    this.source = source;
    this.free = new Semaphore(most, true);
  }

  /**
   * A connection, to be given back.
   *
   * @throws SQLTransientConnectionException where there is none within 4 s
   */
  @Override
  public Connection openConnection() throws SQLException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      if (!free.tryAcquire(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new SQLTransientConnectionException("all connections are in use");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLTransientConnectionException(e);
    }
    try {
      Connection kept = kept();
      return kept == null ? connect(end) : kept;
    } catch (SQLException | RuntimeException e) {
      free.release();
      throw e;
    }
  }

  private @Nullable Connection kept() throws SQLException {
    while (true) {
      Idle last;
      synchronized (idle) {
        last = idle.pollLast();
      }
      if (last == null) {
        return null;
      }
      boolean fresh = System.nanoTime() - last.since() < FRESH.toNanos();
      if (fresh || last.connection().isValid((int) PATIENCE.toSeconds())) {
        return last.connection();
      }
      closeQuietly(last.connection());
    }
  }

  private Connection connect(long end) throws SQLTransientConnectionException {
    while (true) {
      try {
        return connect();
      } catch (SQLException e) {
        if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
          throw new SQLTransientConnectionException(e);
        }
        java.util.concurrent.locks.LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
      }
    }
  }

  private Connection connect() throws SQLException {
    Connection connection = source.getConnection();
    try (Statement statement = connection.createStatement()) {
      // A stopped server's open transaction would otherwise hold up its own fence.
      statement.execute("SET idle_in_transaction_session_timeout = '3s'");
      return connection;
    } catch (SQLException e) {
      closeQuietly(connection);
      throw e;
    }
  }

  @Override
  public void closeConnection(Connection connection) throws SQLException {
    try {
      if (connection.isClosed()) {
        return;
      }
      synchronized (idle) {
        if (!closed && connection.getAutoCommit()) {
          idle.addLast(new Idle(connection, System.nanoTime()));
          return;
        }
      }
      connection.close();
    } finally {
      free.release();
    }
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // It was of no use any more.
    }
  }

  @Override
  public void close() {
    synchronized (idle) {
      closed = true;
      idle.forEach(kept -> closeQuietly(kept.connection()));
      idle.clear();
    }
  }
}
