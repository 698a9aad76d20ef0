package io.chatdata.server.base;

import java.util.ArrayList;
import java.util.List;

/**
 * Tells what works on behalf of a caller that the caller wants it stopped. Cancelling runs each
 * registered action once, on the cancelling thread; an action registered later runs at once.
 */
public final class Cancellation {
  private final List<Runnable> actions = new ArrayList<>();
  private boolean cancelled;

  /** A registered action; closing it takes the action back. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /** Registers what stops the work, such as closing a stream or cancelling a statement. */
  public Registration onCancel(Runnable action) {
    synchronized (this) {
      if (!cancelled) {
        actions.add(action);
        return () -> remove(action);
      }
    }
    action.run();
    return () -> {};
  }

  public void cancel() {
    List<Runnable> toRun;
    synchronized (this) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      toRun = List.copyOf(actions);
      actions.clear();
    }
    toRun.forEach(Runnable::run);
  }

  public synchronized boolean isCancelled() {
    return cancelled;
  }

  private synchronized void remove(Runnable action) {
    actions.remove(action);
  }
}
