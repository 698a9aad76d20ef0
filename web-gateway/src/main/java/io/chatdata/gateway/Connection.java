package io.chatdata.gateway;

import io.helidon.webserver.ConnectionContext;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP connection. All its requests are read and answered by one virtual thread; what that
 * thread does on the socket has a deadline, and when that passes the thread is interrupted, which
 * closes the socket.
 */
final class Connection implements Ticker.Task {
  private static final ThreadLocal<@Nullable Connection> CURRENT = new ThreadLocal<>();
  private static final long NONE = Long.MAX_VALUE;

  private final ConnectionContext context;
  private final Thread thread = Thread.currentThread();
  private volatile long deadline = NONE;
  private volatile boolean cut;
  private @Nullable List<Runnable> onGone;
  private boolean gone;

  private Connection(ConnectionContext context) {
    this.context = context;
  }

  /** The connection that the current thread serves; made at its first request. */
  static Connection of(ConnectionContext context, Ticker ticker) {
    Connection connection = CURRENT.get();
    if (connection == null) {
      connection = new Connection(context);
      CURRENT.set(connection);
      ticker.add(connection);
    }
    return connection;
  }

  /** The connection that the current thread serves. */
  static Connection current() {
    Connection connection = CURRENT.get();
    if (connection == null) {
      throw new IllegalStateException("This thread serves no connection");
    }
    return connection;
  }

  /** From now on the thread must be done within this time, until {@link #disarm()}. */
  void arm(Duration limit) {
    deadline = System.nanoTime() + limit.toNanos();
  }

  void disarm() {
    deadline = NONE;
  }

  /** Whether a deadline passed, so that the socket was closed. */
  boolean wasCut() {
    return cut;
  }

  /**
   * Calls an action, on another thread, when the client closes the connection. This takes the
   * reading side away: the connection must be closed after the response, which {@link #isWatched()}
   * tells.
   */
  void onGone(Runnable action) {
    synchronized (this) {
      if (onGone == null) {
        onGone = new ArrayList<>();
        Thread.ofVirtual().name("watch").start(this::watch);
      }
      if (!gone) {
        onGone.add(action);
        return;
      }
    }
    action.run();
  }

  synchronized boolean isWatched() {
    return onGone != null;
  }

  private void watch() {
    try {
      // What a client sends before it has its answer is of no use: the connection ends with it.
      byte[] unwanted;
      do {
        unwanted = context.serverSocket().get();
      } while (unwanted != null);
    } catch (UncheckedIOException e) {
      // Closed by either side.
    }
    List<Runnable> actions;
    synchronized (this) {
      gone = true;
      actions = List.copyOf(Objects.requireNonNull(onGone));
    }
    actions.forEach(Runnable::run);
  }

  @Override
  public boolean tick(long now) {
    long limit = deadline;
    if (limit != NONE && now - limit > 0) {
      deadline = NONE;
      cut = true;
      thread.interrupt();
    }
    return thread.isAlive();
  }
}
