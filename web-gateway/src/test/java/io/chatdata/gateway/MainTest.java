package io.chatdata.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.v1.ChatServiceGrpc;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a process of its own. */
class MainTest {
  @TempDir private Path directory = Path.of("");

  private Process start(String... arguments) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().remove("CHATDATA_PORT");
    return builder.redirectErrorStream(true).redirectOutput(output()).start();
  }

  private File output() {
    return directory.resolve("output").toFile();
  }

  private String end(Process process, int code) throws Exception {
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    String text = Files.readString(output().toPath());
    assertEquals(code, process.exitValue(), text);
    return text;
  }

  @Test
  void stopsCleanlyOnASignalAlsoWithStreamsOpen() throws Exception {
    Path ready = directory.resolve("ready");
    try (var server = new TestingChatServer();
        HttpClient client = HttpClient.newHttpClient()) {
      server.on(
          ChatServiceGrpc.getWatchTurnMethod(),
          (request, call) -> {
            call.send(TestingEvents.started());
            call.awaitCancelled();
          });
      Process process =
          start("--server", server.address(), "--port", "0", "--ready-file", ready.toString());
      try {
        while (!Files.exists(ready)) {
          assertTrue(process.isAlive());
          Thread.onSpinWait();
        }
        URI page = URI.create(Files.readString(ready).strip());
        var events =
            new SseClient(
                client.send(
                    HttpRequest.newBuilder(
                            page.resolve("/api/v1/chat/turns/" + TestingEvents.TURN + "/events"))
                        .build(),
                    BodyHandlers.ofInputStream()));
        assertEquals("turn_started", events.next().event());
        process.destroy();
        assertEquals("error", events.next().event());
        String log = end(process, 143);
        assertTrue(log.contains("Ready: " + page), log);
        assertFalse(log.contains("ERROR"), log);
        assertFalse(Files.exists(ready));
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void aTakenPortEndsItWithTheWayOut() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String log = end(start("--port", Integer.toString(taken.getLocalPort())), 1);
      assertTrue(log.contains("choose another with --port or CHATDATA_PORT"), log);
      assertEquals(1, log.strip().lines().count(), log);
    }
  }

  @Test
  void anAddressThatIsNotLoopbackEndsItWithTheReason() throws Exception {
    String log = end(start("--host", "0.0.0.0"), 2);
    assertTrue(log.startsWith("The gateway can't listen on 0.0.0.0"), log);
    assertFalse(log.contains("--cors-origins"), log);
  }

  @Test
  void saysItsVersion() throws Exception {
    assertTrue(end(start("--version"), 0).matches("chatdata-gateway [0-9]+\\.[0-9].*\\s"));
  }

  @Test
  void helpNamesEveryFlagAndVariable() throws Exception {
    String help = end(start("--help"), 0);
    for (String word :
        List.of(
            "--server",
            "CHATDATA_SERVER",
            "--host",
            "--port",
            "CHATDATA_PORT",
            "--allowed-hosts",
            "CHATDATA_ALLOWED_HOSTS",
            "--allowed-origins",
            "CHATDATA_ALLOWED_ORIGINS",
            "--cors-origins",
            "CHATDATA_CORS_ORIGINS",
            "--ready-file")) {
      assertTrue(help.contains(word), word + " is not in " + help);
    }
  }
}
