package io.chatdata.server.base;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A virtual thread that works until it is closed. */
public final class Worker implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Thread thread;
  private volatile boolean closed;

  /**
   * Makes it; {@link #start} starts it.
   *
   * @param work a loop that ends when {@link #isClosed}
   */
  public Worker(String name, Consumer<Worker> work) {
    thread = Thread.ofVirtual().name(name).unstarted(() -> work.accept(this));
  }

  public void start() {
    thread.start();
  }

  public boolean isClosed() {
    return closed;
  }

  /** Ends a rest, this one or the next. */
  public void wake() {
    LockSupport.unpark(thread);
  }

  /** Rests until it is woken. To be called by the work. */
  public void rest() {
    if (!closed) {
      LockSupport.park(this);
    }
  }

  /** Rests until it is woken, at most so long. */
  public void rest(Duration most) {
    if (!closed) {
      LockSupport.parkNanos(this, most.toNanos());
    }
  }

  /** Rests until a {@link System#nanoTime}, whoever wakes it, unless it is closed. */
  public void restUntil(long nanoTime) {
    for (long left = nanoTime - System.nanoTime(); left > 0 && !closed; ) {
      LockSupport.parkNanos(this, left);
      left = nanoTime - System.nanoTime();
    }
  }

  /** Waits until the work has ended, at most 5 s. */
  @Override
  public void close() {
    closed = true;
    wake();
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
    try {
      if (!thread.join(PATIENCE)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
