package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingProxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
  void invariantsHoldOverRandomHistories() throws Exception {
    Long given = Long.getLong("chatdata.seed");
    for (int i = 0; i < HISTORIES; i++) {
      long seed = given == null ? new Random().nextInt(1_000_000) : given + i;
      System.out.println("history with chatdata.seed=" + seed);
      try (var shown = new Shown(servers.getFirst().storeDatabase)) {
        var checker = new HistoryChecker(servers.getFirst(), shown);
        new RandomHistory(servers, proxies, shown, seed).play();
        checker.check();

        assertEquals(List.of(), List.copyOf(shown.violations()), "with chatdata.seed=" + seed);
      }
    }
  }
}
