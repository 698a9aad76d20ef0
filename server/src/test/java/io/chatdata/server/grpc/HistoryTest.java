package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingProxy;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * The invariants of the log over random histories on three servers. {@code -Dchatdata.histories=N}
 * plays more of them, {@code -Dchatdata.seed=S} the one that a failure names.
 */
class HistoryTest {
  private static final int SERVERS = 3;
  private static final int HISTORIES = Integer.getInteger("chatdata.histories", 2);

  /** Of many, some are played at once on the same servers, under the same faults. */
  private static final int AT_ONCE = HISTORIES > 10 ? 8 : 1;

  private static final List<TestingProxy> proxies = new ArrayList<>();
  private static final List<TestingServer> servers = new ArrayList<>();

  private static final Logger logger = (Logger) LoggerFactory.getLogger("io.chatdata");

  @BeforeAll
  static void start() {
    // Lost connections and fences are what this is about.
    logger.setLevel(Level.ERROR);
    for (int i = 0; i < SERVERS; i++) {
      proxies.add(new TestingProxy(TestingPostgres.port()));
      int port = proxies.getLast().port();
      servers.add(
          i == 0 ? TestingServer.startThrough(port) : servers.getFirst().secondThrough(port));
      servers.getLast().provider.answer(RandomAnswers::to);
    }
    Audit.install(servers.getFirst().storeDatabase);
  }

  @AfterAll
  static void stop() throws IOException {
    logger.setLevel(null);
    for (TestingServer server : servers) {
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
    var played = new AtomicInteger();
    Queue<String> violations = new ConcurrentLinkedQueue<>();
    try (var _ = new RandomFaults(servers, proxies, first);
        var threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      for (int i = 0; i < HISTORIES; i++) {
        long seed = first + i;
        threads.execute(
            () -> {
              for (String violation : violations(seed)) {
                violations.add("chatdata.seed=%d: %s".formatted(seed, violation));
                System.out.printf("chatdata.seed=%d: %s%n", seed, violation);
              }
              int count = played.incrementAndGet();
              if (count % Math.max(1, HISTORIES / 50) == 0) {
                System.out.printf(
                    "%d of %d histories, %d violations%n", count, HISTORIES, violations.size());
              }
            });
      }
    }
    violations.addAll(Audit.violations(servers.getFirst().storeDatabase));
    assertEquals(List.of(), List.copyOf(violations));
    assertEquals(HISTORIES, played.get());
  }

  private static List<String> violations(long seed) {
    try (var shown = new Shown(servers.getFirst().storeDatabase)) {
      try {
        List<String> conversations = new RandomHistory(servers, shown, seed).play();
        new HistoryChecker(servers.getFirst(), shown).check(conversations);
      } catch (ExecutionException | InterruptedException | RuntimeException e) {
        shown.violation("it was not played to its end: " + e);
      }
      return List.copyOf(shown.violations());
    } catch (SQLException e) {
      return List.of("it was not played: " + e);
    }
  }
}
