package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import io.chatdata.server.sql.TestingProxy;
import io.chatdata.v1.ChatServiceGrpc.ChatServiceBlockingStub;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The invariants of the log over random histories on three servers, each a process, while they and
 * PostgreSQL are killed and stopped. Plays until each fault was made; {@code
 * -Dchatdata.histories=N} plays at least so many, {@code -Dchatdata.seed=S} begins with the one
 * that a failure names.
 */
class HistoryTest {
  private static final int SERVERS = 3;
  private static final int HISTORIES = Integer.getInteger("chatdata.histories", 2);

  /** On the same servers, under the same faults; most of a history is waiting. */
  private static final int AT_ONCE = HISTORIES > 10 ? 40 : 4;

  private final TestingDatabase store = TestingPostgres.create();
  private final List<TestingProxy> proxies = new ArrayList<>();
  private final List<RestartedServer> servers = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    TestingDatabase data = TestingPostgres.create().grant("public");
    for (int i = 0; i < SERVERS; i++) {
      proxies.add(new TestingProxy(TestingPostgres.port()));
      servers.add(new RestartedServer(proxies.getLast(), store, data));
    }
    Audit.install(store);
  }

  @AfterEach
  void stop() throws IOException {
    for (RestartedServer server : servers) {
      server.close();
    }
    for (TestingProxy proxy : proxies) {
      proxy.close();
    }
  }

  @Test
  void invariantsHoldOverRandomHistories() {
    long first = Long.getLong("chatdata.seed", new Random().nextInt(1_000_000));
    System.out.printf("%d histories with chatdata.seed=%d and on%n", HISTORIES, first);
    var begun = new AtomicInteger();
    var played = new AtomicInteger();
    Queue<String> violations = new ConcurrentLinkedQueue<>();
    try (var faults = new RandomFaults(store, proxies, servers, first);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Runnable player =
          () -> {
            for (int i = begun.getAndIncrement();
                faults.rounds() == 0 || i < HISTORIES;
                i = begun.getAndIncrement()) {
              for (String violation : violations(first + i)) {
                violations.add("chatdata.seed=%d: %s".formatted(first + i, violation));
                System.out.printf("chatdata.seed=%d: %s%n", first + i, violation);
              }
              int count = played.incrementAndGet();
              if (count % Math.max(1, HISTORIES / 50) == 0) {
                System.out.printf(
                    "%d histories, %d violations, %d rounds of faults%n",
                    count, violations.size(), faults.rounds());
              }
            }
          };
      for (int i = 0; i < AT_ONCE; i++) {
        threads.execute(player);
      }
    }
    violations.addAll(Audit.violations(store));
    assertEquals(List.of(), List.copyOf(violations));
    // Each player also found one that was not wanted any more.
    assertEquals(begun.get() - AT_ONCE, played.get());
  }

  private List<String> violations(long seed) {
    List<Supplier<ChatServiceBlockingStub>> chats = new ArrayList<>();
    for (RestartedServer server : servers) {
      chats.add(server::chat);
    }
    try (var shown = new Shown(store)) {
      try {
        var history = new RandomHistory(chats, shown, seed);
        new HistoryChecker(history, shown).check(history.play());
      } catch (ExecutionException | InterruptedException | RuntimeException e) {
        shown.violation("it was not played to its end: " + e);
      }
      return List.copyOf(shown.violations());
    }
  }
}
