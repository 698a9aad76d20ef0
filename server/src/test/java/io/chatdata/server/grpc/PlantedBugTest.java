package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import io.chatdata.server.sql.TestingProxy;
import io.chatdata.v1.ChatServiceGrpc.ChatServiceBlockingStub;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * Random histories find a bug in the protocol, whichever it is: in the build one of them, taken at
 * random; all by {@code -Dchatdata.planted=all}.
 */
class PlantedBugTest {
  private static final int SERVERS = 2;
  private static final int MOST_HISTORIES = 6;
  private static final boolean ALL = "all".equals(System.getProperty("chatdata.planted"));
  private static final PlantedBug CHOSEN =
      List.of(PlantedBug.values()).get(new Random().nextInt(PlantedBug.values().length));
  private static final Logger logger = (Logger) LoggerFactory.getLogger("io.chatdata");

  @ParameterizedTest
  @EnumSource
  @Timeout(300)
  void aBugInTheProtocolIsFound(PlantedBug bug) throws Exception {
    assumeTrue(ALL || bug == CHOSEN, "another one's turn; see chatdata.planted");
    List<TestingProxy> proxies = new ArrayList<>();
    List<TestingServer> servers = new ArrayList<>();
    // Broken turns are what this is about.
    logger.setLevel(Level.OFF);
    try {
      for (int i = 0; i < SERVERS; i++) {
        proxies.add(new TestingProxy(TestingPostgres.port()));
        int port = proxies.getLast().port();
        servers.add(
            i == 0 ? TestingServer.startThrough(port) : servers.getFirst().secondThrough(port));
        servers.getLast().provider.answer(RandomAnswers::to);
      }
      Audit.install(servers.getFirst().storeDatabase);
      proxies.forEach(proxy -> proxy.rewrite(bug));
      if (!bug.trigger.isEmpty()) {
        servers.getFirst().storeDatabase.run(bug.trigger);
      }
      List<String> found = List.of();
      for (int i = 0; i < MOST_HISTORIES && found.isEmpty(); i++) {
        found = violations(servers, proxies, new Random().nextInt(1_000_000));
      }
      String first = found.stream().findFirst().orElse("not found");
      System.out.println(bug + ": " + first.substring(0, Math.min(first.length(), 200)));
      assertFalse(found.isEmpty(), bug + " was not found");
    } finally {
      close(servers, proxies);
      logger.setLevel(null);
    }
  }

  private static List<String> violations(
      List<TestingServer> servers, List<TestingProxy> proxies, long seed) throws Exception {
    TestingDatabase store = servers.getFirst().storeDatabase;
    try (var shown = new Shown(store)) {
      List<Supplier<ChatServiceBlockingStub>> chats = new ArrayList<>();
      for (TestingServer server : servers) {
        chats.add(() -> server.chat);
      }
      var history = new RandomHistory(chats, shown, seed);
      List<String> conversations;
      try (var _ = new RandomFaults(store, proxies, List.of(), seed)) {
        conversations = history.play();
      } catch (ExecutionException e) {
        // A call that a client can't explain to itself is among the violations.
        return List.copyOf(shown.violations());
      }
      if (shown.violations().isEmpty()) {
        new HistoryChecker(history, shown).check(conversations);
      }
      return List.copyOf(shown.violations());
    }
  }

  private static void close(List<TestingServer> servers, List<TestingProxy> proxies)
      throws IOException {
    for (TestingServer server : servers) {
      server.close();
    }
    for (TestingProxy proxy : proxies) {
      proxy.close();
    }
  }
}
