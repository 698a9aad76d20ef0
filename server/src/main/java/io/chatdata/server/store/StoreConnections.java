package io.chatdata.server.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * Connections to the store that are kept between uses, at most so many. A store that comes back is
 * found within 100 ms: a pool that backs off for seconds would fail turns that could go on.
 */
final class StoreConnections implements AutoCloseable {
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

  /** After so long without use a connection is tried before it is used. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Jdbi jdbi;
  private final Duration patience;
  private final Semaphore free;
  private final Deque<StoreConnection> idle = new ArrayDeque<>();
  private volatile long lastGivenBack = System.nanoTime();
  private boolean closed;

  /**
   * None is open yet.
   *
   * @param patience how long one is waited for
   */
  StoreConnections(Jdbi jdbi, int most, Duration patience) {
    this.jdbi = jdbi;
    this.patience = patience;
    this.free = new Semaphore(most, true);
  }

  /** All connections are in use, by others whose work goes on. */
  static final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1;

    Busy() {
      super("all connections are in use", null, false, false);
    }
  }

  /**
   * A connection, to be given back.
   *
   * @throws SQLTransientConnectionException where the store gives none for so long
   * @throws Busy where others have them all for so long, and the store answers them
   */
  StoreConnection take() throws SQLException {
    long start = System.nanoTime();
    long end = start + patience.toNanos();
    try {
      if (!free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        if (lastGivenBack - start > 0) {
          throw new Busy();
        }
        throw new SQLTransientConnectionException("the store answers none of those who wait");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLTransientConnectionException(e);
    }
    try {
      StoreConnection kept = kept();
      return kept == null ? connect(end) : kept;
    } catch (SQLException | RuntimeException e) {
      free.release();
      throw e;
    }
  }

  private @Nullable StoreConnection kept() throws SQLException {
    while (true) {
      StoreConnection last;
      synchronized (idle) {
        last = idle.pollLast();
      }
      if (last == null) {
        return null;
      }
      boolean fresh = System.nanoTime() - last.lastUsed() < FRESH.toNanos();
      if (fresh || last.jdbc().isValid((int) patience.toSeconds())) {
        return last;
      }
      last.close();
    }
  }

  private StoreConnection connect(long end) throws SQLTransientConnectionException {
    while (true) {
      try {
        return new StoreConnection(jdbi.open());
      } catch (JdbiException e) {
        if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
          throw new SQLTransientConnectionException(e);
        }
        LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
      }
    }
  }

  void giveBack(StoreConnection connection) {
    try {
      if (!keep(connection)) {
        connection.close();
      }
    } finally {
      free.release();
    }
  }

  private boolean keep(StoreConnection connection) {
    Connection jdbc = connection.jdbc();
    try {
      if (jdbc.isClosed() || !jdbc.getAutoCommit()) {
        return false;
      }
    } catch (SQLException e) {
      return false;
    }
    connection.used();
    lastGivenBack = connection.lastUsed();
    synchronized (idle) {
      return !closed && idle.add(connection);
    }
  }

  @Override
  public void close() {
    synchronized (idle) {
      closed = true;
      idle.forEach(StoreConnection::close);
      idle.clear();
    }
  }
}
