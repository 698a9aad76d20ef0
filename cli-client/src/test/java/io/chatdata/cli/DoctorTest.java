package io.chatdata.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class DoctorTest {
  private final TestingChatServer server = new TestingChatServer();
  private final HttpServer gateway;
  private final TestingShell shell = new TestingShell();
  private volatile int health = 200;

  DoctorTest() throws IOException {
    gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void useBoth() {
    gateway.createContext(
        "/health",
        exchange -> {
          exchange.sendResponseHeaders(health, -1);
          exchange.close();
        });
    gateway.start();
    shell.set("CHATDATA_SERVER", server.address()).set("CHATDATA_GATEWAY", gatewayAddress() + "/");
  }

  @AfterEach
  void stopBoth() {
    gateway.stop(0);
    server.close();
  }

  @Test
  void allIsWell() {
    assertEquals(0, shell.run("doctor"));

    assertEquals(
        "ok       server %s: serving\nok       gateway %s/: healthy\n"
            .formatted(server.address(), gatewayAddress()),
        shell.out());
  }

  @Test
  void whatDoesNotAnswerIsAProblemWithAWayOut() {
    server.stop();
    gateway.stop(0);

    assertEquals(1, shell.run("doctor"));

    List<String> lines = shell.out().lines().toList();
    assertEquals(2, lines.size(), shell.out());
    assertTrue(lines.getFirst().startsWith("problem  server " + server.address()), shell.out());
    assertTrue(lines.getLast().startsWith("problem  gateway " + gatewayAddress()), shell.out());
    assertTrue(
        lines.getFirst().contains("./chatdata up") && lines.getLast().contains("./chatdata up"));
  }

  @Test
  void anUnhealthyServerAndGatewayAreProblems() {
    server.setServing(false);
    health = 503;

    assertEquals(1, shell.run("doctor"));

    assertTrue(shell.out().contains("it answers NOT_SERVING"), shell.out());
    assertTrue(shell.out().contains("/health answers 503"), shell.out());
  }

  @Test
  void aMalformedGatewayIsAProblem() {
    assertEquals(1, shell.set("CHATDATA_GATEWAY", "not an address").run("doctor"));

    assertTrue(shell.out().contains("Set CHATDATA_GATEWAY to one such as"), shell.out());
  }

  private String gatewayAddress() {
    return "http://127.0.0.1:" + gateway.getAddress().getPort();
  }
}
