package io.chatdata.server.grpc;

import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import io.chatdata.server.sql.TestingProxy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Fences servers and takes the store from them, one after the other, until it is closed. Where they
 * are processes, also stops one beyond its lease, kills another and starts it again, and kills
 * PostgreSQL or lets it pause.
 */
final class RandomFaults implements AutoCloseable {
  /** Milliseconds; a server is taken for dead after 10 s. */
  private static final int BEYOND_LEASE = 12_000;

  private final TestingDatabase store;
  private final List<TestingProxy> proxies;
  private final List<RestartedServer> processes;
  private final Random random;
  private final CompletableFuture<Void> made;
  private volatile boolean closed;
  private final AtomicInteger rounds = new AtomicInteger();

  RandomFaults(
      TestingDatabase store,
      List<TestingProxy> proxies,
      List<RestartedServer> processes,
      long seed) {
    this.store = store;
    this.proxies = proxies;
    this.processes = processes;
    this.random = new Random(seed);
    made = CompletableFuture.runAsync(this::make, Thread::startVirtualThread);
  }

  /** How often each fault was made. */
  int rounds() {
    if (made.isCompletedExceptionally()) {
      made.join();
    }
    return rounds.get();
  }

  private void make() {
    while (!closed) {
      storeFaults(5_000, true);
      if (!processes.isEmpty()) {
        processFaults();
      }
      rounds.incrementAndGet();
    }
  }

  /** Fences none: a server must be alive for 10 s to take others for dead. */
  private void processFaults() {
    List<RestartedServer> victims = new ArrayList<>(processes);
    Collections.shuffle(victims, random);
    try {
      victims.get(0).signal("STOP");
      long stopped = System.nanoTime();
      storeFaults(random.nextInt(4_000), false);
      TestingPostgres.crash();
      storeFaults(random.nextInt(3_000), false);
      victims.get(1).kill();
      storeFaults(random.nextInt(3_000), false);
      victims.get(1).startAgain();
      TestingPostgres.pause(Duration.ofMillis(random.nextInt(2_000)));
      int since = (int) ((System.nanoTime() - stopped) / 1_000_000);
      storeFaults(BEYOND_LEASE + random.nextInt(2_000) - since, false);
      victims.get(0).signal("CONT");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void storeFaults(int milliseconds, boolean fences) {
    long end = System.nanoTime() + milliseconds * 1_000_000L;
    while (System.nanoTime() < end && !closed) {
      LockSupport.parkNanos(50_000_000 + random.nextInt(200_000_000));
      TestingProxy proxy = proxies.get(random.nextInt(proxies.size()));
      switch (random.nextInt(fences ? 3 : 2)) {
        case 0 -> {
          proxy.loseReplies();
          LockSupport.parkNanos(random.nextInt(100_000_000));
          proxy.mend();
        }
        case 1 -> {
          proxy.cut();
          LockSupport.parkNanos(random.nextInt(300_000_000));
          proxy.mend();
        }
        default ->
            store.run(
                """
                update chatdata.servers set fenced = true where id = (
                  select id from chatdata.servers where not fenced order by random() limit 1)
                """);
      }
    }
  }

  /** Waits until all that was stopped goes on. */
  @Override
  public void close() {
    closed = true;
    made.join();
  }
}
