package io.chatdata.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.client.Servers;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayTest {
  @TempDir private Path directory = Path.of("");

  private static GatewayConfig config(
      String server, String host, int port, @Nullable Path readyFile) {
    return new GatewayConfig(
        new Servers(server),
        host,
        port,
        Set.of(),
        Set.of(),
        Set.of(),
        readyFile,
        Security.NONE,
        GatewayConfig.Limits.DEFAULT);
  }

  @Test
  void aTakenPortIsNamedWithTheWayOut() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      var failure =
          assertThrows(
              BindException.class,
              () -> Gateway.start(config("127.0.0.1:1", "127.0.0.1", port, null)).close());
      assertMentions(failure, "Port " + port);
      assertMentions(failure, "--port or CHATDATA_PORT");
    }
  }

  @Test
  void anAddressThatIsNotLoopbackIsRefused() {
    for (String host : new String[] {"0.0.0.0", "::", "192.0.2.1"}) {
      var failure =
          assertThrows(
              IllegalArgumentException.class, () -> config("127.0.0.1:1", host, 0, null), host);
      assertMentions(failure, "token and TLS");
    }
    assertEquals("::1", config("127.0.0.1:1", "::1", 0, null).host());
    assertEquals("localhost", config("127.0.0.1:1", "localhost", 0, null).host());
  }

  @Test
  void whatCannotBeUsedIsNamed() {
    for (String server :
        new String[] {"", "9090", "localhost", "a:b", "http://a:1", "a:1,", "a:1,dns:///b:1"}) {
      var failure =
          assertThrows(
              IllegalArgumentException.class, () -> config(server, "127.0.0.1", 0, null), server);
      assertMentions(failure, "'" + server + "'");
    }
    for (String origin : new String[] {"*", "null", "chat.example.com", "https://a/b"}) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              new GatewayConfig(
                  new Servers("a:1"),
                  "127.0.0.1",
                  0,
                  Set.of(),
                  Set.of(origin),
                  Set.of(),
                  null,
                  Security.NONE,
                  GatewayConfig.Limits.DEFAULT),
          origin);
    }
    assertEquals(Set.of("a", "b"), GatewayConfig.list(" a, b,,"));
    assertEquals(Set.of(), GatewayConfig.list(""));
  }

  @Test
  void aServerMayHaveAnyHostAmongThemOneCalledLikeAScheme() {
    for (String server :
        new String[] {"localhost:1", "chatdata:1", "dns:1", "[::1]:1", "chatdata:1,dns:2"}) {
      ManagedChannel channel =
          ManagedChannelBuilder.forTarget(new Servers(server).target()).usePlaintext().build();
      assertEquals(server.split(",", 2)[0], channel.authority());
      channel.shutdownNow();
    }
  }

  @Test
  void theReadyFileIsThereOnlyWhileTheGatewayRunsInFrontOfAServerThatServes() throws Exception {
    Path ready = directory.resolve("ready");
    Files.writeString(ready, "left over");
    try (var server = new TestingChatServer()) {
      server.serving(false);
      try (Gateway gateway = Gateway.start(config(server.address(), "127.0.0.1", 0, ready))) {
        // It has asked at least once, and it is not ready.
        awaitRequestOfHealth(gateway);
        assertFalse(Files.exists(ready));
        server.serving(true);
        awaitFile(ready);
        assertEquals("http://127.0.0.1:" + gateway.port() + "/chat\n", Files.readString(ready));
        assertEquals(gateway.address() + "\n", Files.readString(ready));
      }
      assertFalse(Files.exists(ready));
      try (var files = Files.list(directory)) {
        assertEquals(0, files.count());
      }
    }
  }

  private static void assertMentions(Exception failure, String text) {
    assertTrue(String.valueOf(failure.getMessage()).contains(text), failure.toString());
  }

  private static void awaitRequestOfHealth(Gateway gateway) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var response =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/health"))
                  .build(),
              BodyHandlers.ofString());
      assertEquals("{\"status\":\"DOWN\",\"server\":\"NOT_SERVING\"}", response.body());
    }
  }

  private static void awaitFile(Path file) throws IOException {
    while (!Files.exists(file)) {
      Thread.onSpinWait();
    }
  }
}
