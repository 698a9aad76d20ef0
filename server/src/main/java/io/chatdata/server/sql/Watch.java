package io.chatdata.server.sql;

import io.chatdata.server.base.Cancellation;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/**
 * Watches over what runs on one connection: when the deadline passes or the caller gives up, it is
 * cancelled on the database, again and again until it comes back, for a request that arrives
 * between two messages is lost. What does not come back in time loses its socket.
 */
final class Watch implements AutoCloseable {
  /** Why a statement was stopped. */
  enum Stop {
    TIMEOUT,
    CANCELLED
  }

  private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final PgConnection connection;
  private long deadline;
  private final Cancellation.Registration registration;
  private @Nullable Stop stop;
  private boolean closed;

  /**
   * Starts to watch.
   *
   * @param deadline in System.nanoTime
   */
  Watch(PgConnection connection, long deadline, Cancellation cancellation) {
    this.connection = connection;
    this.deadline = deadline;
    registration = cancellation.onCancel(this::cancel);
    Thread.ofVirtual().name("statement-watch").start(this::run);
  }

  /** Why it was stopped; null when it wasn't. A connection that was stopped is not to be reused. */
  synchronized @Nullable Stop stopped() {
    return stop;
  }

  /** Moves the deadline; false when it was stopped before. */
  synchronized boolean extend(long later) {
    deadline = later;
    return stop == null;
  }

  /** Ends the watch; from here on nothing is cancelled. */
  @Override
  public void close() {
    registration.close();
    synchronized (this) {
      closed = true;
      notifyAll();
    }
  }

  private synchronized void cancel() {
    if (!closed && stop == null) {
      stop = Stop.CANCELLED;
      notifyAll();
    }
  }

  private void run() {
    try {
      if (!waitForStop()) {
        return;
      }
      long end = System.nanoTime() + GRACE_NANOS;
      do {
        sendCancel();
        if (closedWithin(AGAIN_NANOS)) {
          return;
        }
      } while (System.nanoTime() < end);
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // It is closed already.
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private synchronized boolean waitForStop() throws InterruptedException {
    while (!closed && stop == null) {
      long remaining = deadline - System.nanoTime();
      if (remaining <= 0) {
        stop = Stop.TIMEOUT;
      } else {
        TimeUnit.NANOSECONDS.timedWait(this, remaining);
      }
    }
    return !closed;
  }

  private synchronized boolean closedWithin(long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    while (!closed && end - System.nanoTime() > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
    }
    return closed;
  }

  private void sendCancel() {
    try {
      connection.cancelQuery();
    } catch (SQLException e) {
      // The database may be gone; the next attempt or the socket's end decides.
    }
  }
}
