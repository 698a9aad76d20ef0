package io.chatdata.gateway;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Calls whatever is registered every so often, so that deadlines and heartbeats cost the paths that
 * they guard one written field instead of a timer each.
 */
final class Ticker implements AutoCloseable {
  /** Something that is due now and then. */
  interface Task {
    /**
     * Looks at the clock and does what is due; must not block.
     *
     * @param now the value of System.nanoTime
     * @return false when it needs no more calls
     */
    boolean tick(long now);
  }

  private final Set<Task> tasks = ConcurrentHashMap.newKeySet();
  private final Thread thread;

  Ticker(Duration period) {
    thread =
        Thread.ofPlatform()
            .daemon()
            .name("ticker")
            .start(
                () -> {
                  try {
                    while (true) {
                      Thread.sleep(period);
                      long now = System.nanoTime();
                      tasks.removeIf(task -> !task.tick(now));
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
  }

  void add(Task task) {
    tasks.add(task);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
