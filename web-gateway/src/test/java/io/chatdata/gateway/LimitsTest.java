package io.chatdata.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.ListModelsResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is too large, too slow or no HTTP is refused, and the gateway stays well. */
class LimitsTest {
  private static final String MESSAGES = "/api/v1/chat/conversations/c1/messages";
  private static final String MODELS = "/api/v1/chat/models";

  private static TestingGateway testing;

  @BeforeAll
  static void start() {
    testing = new TestingGateway();
    testing.server.answer(
        ChatServiceGrpc.getListModelsMethod(), any -> ListModelsResponse.getDefaultInstance());
  }

  @AfterAll
  static void stop() throws Exception {
    assertEquals(200, testing.get(MODELS).statusCode());
    testing.close();
  }

  private static RawResponse ask(String request) throws IOException {
    try (Socket socket = testing.socket()) {
      return RawResponse.of(
          socket, request.replace("{host}", "127.0.0.1:" + testing.gateway.port()));
    }
  }

  private static void assertProblem(RawResponse response, int status, String reason) {
    assertEquals(status, response.status(), response.body());
    assertEquals("application/problem+json", response.header("Content-Type"));
    assertEquals("nosniff", response.header("X-Content-Type-Options"));
    assertEquals(
        reason,
        JsonParser.parseString(response.body()).getAsJsonObject().get("reason").getAsString());
  }

  @Test
  void aBodyOfOneMebibyteIsTakenAndALargerOneIsNot() throws Exception {
    testing.server.on(
        ChatServiceGrpc.getSendMessageMethod(),
        (request, call) -> {
          call.send(TestingEvents.started());
          call.complete();
        });
    String json = "{\"detach\": true, \"content\": \"\"}";
    String longest =
        json.replace("\"\"", "\"" + "x".repeat(Connections.MAX_BODY - json.length()) + "\"");
    assertEquals(202, testing.post(MESSAGES, longest).statusCode());
    for (int size : new int[] {Connections.MAX_BODY + 1, 10_000_000}) {
      HttpResponse<String> response = testing.post(MESSAGES, "x".repeat(size));
      assertEquals(413, response.statusCode());
      assertEquals("BODY_TOO_LARGE", TestingGateway.json(response).get("reason").getAsString());
    }
  }

  @Test
  void aLargeChunkedBodyIsRefused() throws Exception {
    try (Socket socket = testing.socket()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST "
                  + MESSAGES
                  + " HTTP/1.1\r\nHost: 127.0.0.1:"
                  + testing.gateway.port()
                  + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                  + "7fffffff\r\n{")
              .getBytes(StandardCharsets.US_ASCII));
      assertProblem(RawResponse.read(socket), 413, "BODY_TOO_LARGE");
    }
  }

  @Test
  void aHugeDeclaredLengthIsRefusedAtOnce() throws Exception {
    assertProblem(
        ask(
            "POST "
                + MESSAGES
                + " HTTP/1.1\r\nHost: {host}\r\nContent-Length: 99999999999\r\n\r\n"),
        413,
        "BODY_TOO_LARGE");
  }

  @Test
  void aBodyWhoseSenderAsksFirstIsRefusedBeforeItIsSent() throws Exception {
    assertProblem(
        ask(
            "POST "
                + MESSAGES
                + " HTTP/1.1\r\n"
                + "Host: {host}\r\n"
                + "Expect: 100-continue\r\n"
                + "Content-Length: 2000000\r\n\r\n"),
        413,
        "BODY_TOO_LARGE");
  }

  @Test
  void largeHeadersAreRefused() throws Exception {
    assertProblem(
        ask(
            "GET "
                + MODELS
                + " HTTP/1.1\r\nHost: {host}\r\nX-Large: "
                + "x".repeat(100 * 1024)
                + "\r\n\r\n"),
        431,
        "HEADERS_TOO_LARGE");
  }

  @Test
  void aLongRequestLineIsRefused() throws Exception {
    assertProblem(
        ask(
            "GET "
                + MODELS
                + "?page_token="
                + "x".repeat(9000)
                + " HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        414,
        "URI_TOO_LONG");
  }

  @Test
  void whatIsNoHttpIsRefused() throws Exception {
    assertProblem(ask("HELLO\r\n\r\n"), 400, "INVALID_REQUEST");
    assertProblem(ask("GET / HTTP/1.1\r\n\r\n"), 400, "INVALID_REQUEST");
    assertProblem(
        ask("GET / HTTP/1.1\r\nHost: {host}\r\nHost: {host}\r\n\r\n"), 400, "INVALID_REQUEST");
    assertProblem(ask("GET / HTTP/1.1\r\nno colon\r\n\r\n"), 400, "INVALID_REQUEST");
    assertProblem(ask("GET / HTTP/1.0\r\n\r\n"), 505, "INVALID_REQUEST");
  }

  @Test
  void aRequestThatArrivesTooSlowlyIsClosed() throws Exception {
    try (var own =
        new TestingGateway(
            TestingGateway.limits(
                limits ->
                    TestingGateway.with(
                        limits, Duration.ofMillis(200), limits.heartbeat(), limits.write())))) {
      for (String begun :
          new String[] {
            "GET " + MODELS + " HTTP/1.1\r\nHost: x\r\nX-Slow: ",
            "POST " + MESSAGES + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
            "POST " + MESSAGES + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n{",
            "POST " + MESSAGES + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
          }) {
        try (Socket socket = own.socket()) {
          socket.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
          assertEquals("", new String(readAll(socket), StandardCharsets.US_ASCII));
        }
      }
      assertFalse(own.server.hasRequest());
    }
  }

  @Test
  void idleConnectionsAreClosedAndMakeRoom() throws Exception {
    try (var own =
        new TestingGateway(
            TestingGateway.limits(
                limits ->
                    new GatewayConfig.Limits(
                        limits.receive(),
                        Duration.ofSeconds(1),
                        limits.heartbeat(),
                        limits.write(),
                        20,
                        limits.streams())))) {
      own.server.answer(
          ChatServiceGrpc.getListModelsMethod(), any -> ListModelsResponse.getDefaultInstance());
      var idle = new ArrayList<Socket>();
      for (int i = 0; i < 60; i++) {
        idle.add(own.socket());
      }
      // Waits until the first ones have been closed.
      assertEquals(200, own.get(MODELS).statusCode());
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  @Test
  void aConnectionServesManyRequests() throws Exception {
    try (Socket socket = testing.socket()) {
      for (int i = 0; i < 50; i++) {
        RawResponse response =
            RawResponse.of(
                socket,
                "GET "
                    + MODELS
                    + " HTTP/1.1\r\nHost: 127.0.0.1:"
                    + testing.gateway.port()
                    + "\r\n\r\n");
        assertEquals(200, response.status());
        assertTrue(response.body().contains("default_provider"));
      }
    }
  }

  private static byte[] readAll(Socket socket) {
    try {
      return socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      // Reset: closed all the same.
      return new byte[0];
    }
  }
}
