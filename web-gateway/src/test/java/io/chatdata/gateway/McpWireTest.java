package io.chatdata.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Message;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.TurnStatus;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Clients of MCP that are slow or stuck, and requests that are too large, too slow or no text. */
class McpWireTest {
  private static final String TEXT = "x".repeat(8 * 1024);
  private static final String ASK =
      """
      {"name":"ask","arguments":{"question":"How many?","conversation_id":"c"},\
      "_meta":{"progressToken":1}}\
      """;

  /** A gateway whose turns stream tokens of 8 KiB for as long as their reader takes them. */
  private static TestingGateway endless(UnaryOperator<GatewayConfig> change) {
    var testing = new TestingGateway(change);
    testing.server.on(
        ChatServiceGrpc.getSendMessageMethod(),
        (request, call) -> {
          for (long i = 1; !call.isCancelled(); i++) {
            call.send(TestingEvents.token(i, TEXT));
          }
        });
    return testing;
  }

  private static String head(TestingGateway testing, int length) {
    return """
    POST /mcp HTTP/1.1\r
    Host: 127.0.0.1:%d\r
    Content-Type: application/json\r
    Accept: application/json, text/event-stream\r
    Content-Length: %d\r
    \r
    """
        .formatted(testing.gateway.port(), length);
  }

  /** One that has asked, and reads only when it is told to. */
  private static Socket reader(TestingGateway testing) throws IOException {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":%s}".formatted(ASK);
    Socket socket = new Socket();
    socket.setReceiveBufferSize(16 * 1024);
    socket.connect(testing.socketAddress());
    socket.getOutputStream().write((head(testing, body.length()) + body).getBytes(UTF_8));
    return socket;
  }

  @Test
  void aReaderThatStopsReadingStopsTheServerNotOthers() throws Exception {
    try (TestingGateway testing = endless(UnaryOperator.identity());
        Socket slow = reader(testing)) {
      TestingChatServer.Call<Message> slowCall = testing.server.call();
      // In the time in which another takes 16 MiB, ...
      var quick = new TestingMcp(testing, TestingMcp.HANDSHAKE);
      try (SseClient events = testing.events(quick.request("tools/call", ASK))) {
        for (int i = 1; i <= 2048; i++) {
          assertTrue(events.next().data().contains("\"progress\":" + i + ","));
        }
      }
      // ... it got what the sockets and windows hold and no more: 8 MiB at the very most.
      int sent = slowCall.sent();
      assertTrue(sent < 1024, "sent " + sent);
      assertFalse(slowCall.isCancelled());
      // It goes on where it was.
      slow.getInputStream().readNBytes(32 * 1024 * 1024);
      assertTrue(slowCall.sent() > 1024);
    }
  }

  @Test
  void aReaderThatIsStuckIsClosed() throws Exception {
    try (TestingGateway testing =
        endless(
            TestingGateway.limits(
                limits ->
                    TestingGateway.with(
                        limits, limits.receive(), limits.heartbeat(), Duration.ofMillis(300))))) {
      try (Socket stuck = reader(testing)) {
        assertTrue(testing.server.call().awaitCancelled());
        // What had been written is there, then the end.
        stuck.getInputStream().readAllBytes();
      } catch (IOException e) {
        // Or it was reset.
      }
    }
  }

  @Test
  void aSilentTurnGetsHeartbeatsAndIsAnsweredWhenItEnds() throws Exception {
    var heard = new CountDownLatch(1);
    try (var testing =
        new TestingGateway(
            TestingGateway.limits(
                limits ->
                    TestingGateway.with(
                        limits, limits.receive(), Duration.ofMillis(20), limits.write())))) {
      testing.server.on(
          ChatServiceGrpc.getSendMessageMethod(),
          (request, call) -> {
            heard.await();
            call.send(TestingEvents.finished(1, TurnStatus.TURN_STATUS_COMPLETED));
            call.complete();
          });
      var mcp = new TestingMcp(testing, TestingMcp.STATELESS);
      try (SseClient events = testing.events(mcp.request("tools/call", ASK))) {
        assertEquals("no", events.header("X-Accel-Buffering"));
        for (int i = 0; i < 3; i++) {
          assertTrue(events.next().comment());
        }
        heard.countDown();
        assertTrue(events.all().getLast().data().contains("\"result\""));
      }
    }
  }

  @Test
  void whatIsTooLargeTooSlowOrNoTextIsRefused() throws Exception {
    try (var testing =
        new TestingGateway(
            TestingGateway.limits(
                limits ->
                    TestingGateway.with(
                        limits, Duration.ofMillis(300), limits.heartbeat(), limits.write())))) {
      try (Socket socket = testing.socket()) {
        String large = head(testing, 2).replace("Accept: ", "Accept: " + "x".repeat(100 * 1024));
        assertEquals(431, RawResponse.of(socket, large + "{}").status());
      }
      try (Socket socket = testing.socket()) {
        socket.getOutputStream().write((head(testing, 3) + "\"\u00ff\"").getBytes(ISO_8859_1));
        RawResponse response = RawResponse.read(socket);
        assertEquals(400, response.status());
        assertTrue(response.body().contains("UTF-8"), response.body());
      }
      try (Socket socket = testing.socket()) {
        socket.getOutputStream().write((head(testing, 100) + "{").getBytes(UTF_8));
        assertEquals(-1, socket.getInputStream().read());
      }
      assertFalse(testing.server.hasRequest());
      assertTrue(
          new TestingMcp(testing, TestingMcp.HANDSHAKE).result("tools/list", "{}").has("tools"));
    }
  }
}
