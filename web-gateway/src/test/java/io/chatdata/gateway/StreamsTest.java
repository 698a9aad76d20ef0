package io.chatdata.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Message;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.DataServiceGrpc;
import io.chatdata.v1.ListModelsResponse;
import io.chatdata.v1.QueryResult;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Readers that are slow, stuck or gone. */
class StreamsTest {
  private static final String EVENTS = "/api/v1/chat/turns/" + TestingEvents.TURN + "/events";
  private static final String TEXT = "x".repeat(8 * 1024);

  /** Streams tokens of 8 KiB for as long as the reader takes them. */
  private static void streamEndlessly(TestingGateway testing) {
    testing.server.on(
        ChatServiceGrpc.getWatchTurnMethod(),
        (request, call) -> {
          for (long i = request.getAfterSequence() + 1; !call.isCancelled(); i++) {
            call.send(TestingEvents.token(i, TEXT));
          }
        });
  }

  /** A reader that has asked for a turn's events and reads only when it is told to. */
  private static Socket reader(TestingGateway testing) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(16 * 1024);
    socket.connect(testing.socketAddress());
    socket
        .getOutputStream()
        .write(
            ("GET "
                    + EVENTS
                    + " HTTP/1.1\r\nHost: 127.0.0.1:"
                    + testing.gateway.port()
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  @Test
  void aReaderThatStopsReadingStopsTheServerNotOthers() throws Exception {
    try (var testing = new TestingGateway()) {
      streamEndlessly(testing);
      try (Socket slow = reader(testing)) {
        TestingChatServer.Call<Message> slowCall = testing.server.call();
        // In the time in which another takes 32 MiB, ...
        try (SseClient quick = testing.events(EVENTS)) {
          for (int i = 1; i <= 4096; i++) {
            assertEquals(TestingEvents.TURN + ":" + i, quick.next().id());
          }
        }
        // ... it got what the sockets and windows hold and no more: 8 MiB at the very most.
        int sent = slowCall.sent();
        assertTrue(sent < 1024, "sent " + sent);
        assertFalse(slowCall.isCancelled());
        // It goes on where it was.
        slow.getInputStream().readNBytes(16 * 1024 * 1024);
        assertTrue(slowCall.sent() > 1024);
      }
    }
  }

  @Test
  void aReaderThatIsStuckIsClosed() throws Exception {
    try (var testing =
        new TestingGateway(
            TestingGateway.limits(
                limits ->
                    TestingGateway.with(
                        limits, limits.receive(), limits.heartbeat(), Duration.ofMillis(300))))) {
      streamEndlessly(testing);
      try (Socket stuck = reader(testing)) {
        assertTrue(testing.server.call().awaitCancelled());
        // What had been written is there, then the end.
        stuck.getInputStream().readAllBytes();
      } catch (IOException e) {
        // Or it was reset.
      }
      assertMetric(testing, "chatdata_gateway_streams_ended_total{end=\"stuck\"} 1.0");
      assertMetric(testing, "chatdata_gateway_streams_open 0.0");
    }
  }

  @Test
  void aReaderThatGoesAwayIsNoticedAtOnceAndItsCallCancelled() throws Exception {
    try (var testing = new TestingGateway()) {
      testing.server.on(
          ChatServiceGrpc.getWatchTurnMethod(),
          (request, call) -> {
            call.send(TestingEvents.started());
            call.awaitCancelled();
          });
      var readers = new ArrayList<Socket>();
      for (int i = 0; i < 100; i++) {
        Socket reader = reader(testing);
        readers.add(reader);
        // The headers are there: the stream is open.
        assertEquals('H', reader.getInputStream().read());
      }
      assertMetric(testing, "chatdata_gateway_streams_open 100.0");
      for (Socket reader : readers) {
        reader.close();
      }
      for (int i = 0; i < 100; i++) {
        assertTrue(testing.server.call().awaitCancelled());
      }
      awaitMetric(testing, "chatdata_gateway_streams_open 0.0");
      assertMetric(testing, "chatdata_gateway_streams_ended_total{end=\"client_gone\"} 100.0");
    }
  }

  @Test
  void aStreamOutlivesTheIdleLimitOfConnections() throws Exception {
    try (var testing =
        new TestingGateway(
            TestingGateway.limits(
                limits ->
                    new GatewayConfig.Limits(
                        limits.receive(),
                        Duration.ofMillis(600),
                        Duration.ofMillis(100),
                        limits.write(),
                        limits.connections(),
                        limits.streams())))) {
      testing.server.on(
          ChatServiceGrpc.getWatchTurnMethod(), (request, call) -> call.awaitCancelled());
      try (SseClient client = testing.events(EVENTS)) {
        for (int i = 0; i < 30; i++) {
          assertTrue(client.next().comment());
        }
      }
    }
  }

  @Test
  void aReaderThatGoesAwayBeforeTheFirstEventCancelsTheCall() throws Exception {
    try (var testing = new TestingGateway()) {
      testing.server.on(
          ChatServiceGrpc.getWatchTurnMethod(), (request, call) -> call.awaitCancelled());
      Socket reader = reader(testing);
      TestingChatServer.Call<Message> call = testing.server.call();
      reader.close();
      assertTrue(call.awaitCancelled());
    }
  }

  @Test
  void aCallToADatabaseIsCancelledWhenItsClientGoesAway() throws Exception {
    try (var testing = new TestingGateway()) {
      testing.server.on(
          DataServiceGrpc.getRunQueryMethod(), (request, call) -> call.awaitCancelled());
      Socket client = testing.socket();
      client
          .getOutputStream()
          .write(
              ("POST /api/v1/data/connections/default/query HTTP/1.1\r\nHost: 127.0.0.1:"
                      + testing.gateway.port()
                      + "\r\nContent-Type: application/json\r\nContent-Length: 18\r\n\r\n"
                      + "{\"sql\":\"select 1\"}")
                  .getBytes(StandardCharsets.US_ASCII));
      TestingChatServer.Call<Message> call = testing.server.call();
      client.close();
      assertTrue(call.awaitCancelled());
    }
  }

  @Test
  void aSlowCallIsAnsweredAndItsConnectionClosed() throws Exception {
    try (var testing = new TestingGateway()) {
      testing.server.on(
          DataServiceGrpc.getRunQueryMethod(),
          (request, call) -> {
            Thread.sleep(400);
            call.send(QueryResult.newBuilder().setRowCount(7).build());
            call.complete();
          });
      HttpResponse<String> response =
          testing.post("/api/v1/data/connections/default/query", "{\"sql\": \"select 1\"}");
      assertEquals(200, response.statusCode());
      assertEquals(7, TestingGateway.json(response).get("row_count").getAsInt());
      assertEquals("close", response.headers().firstValue("Connection").orElse(""));
    }
  }

  @Test
  void streamsOverTheLimitAreRefusedAndOtherRequestsAreNot() throws Exception {
    try (var testing =
        new TestingGateway(
            TestingGateway.limits(
                limits ->
                    new GatewayConfig.Limits(
                        limits.receive(),
                        limits.idle(),
                        limits.heartbeat(),
                        limits.write(),
                        limits.connections(),
                        2)))) {
      streamEndlessly(testing);
      testing.server.answer(
          ChatServiceGrpc.getListModelsMethod(), any -> ListModelsResponse.getDefaultInstance());
      try (SseClient one = testing.events(EVENTS);
          SseClient two = testing.events(EVENTS)) {
        assertEquals(List.of(200, 200), List.of(one.status(), two.status()));
        HttpResponse<String> third = testing.get(EVENTS);
        assertEquals(503, third.statusCode());
        assertEquals("1", third.headers().firstValue("Retry-After").orElse(""));
        assertEquals("TOO_MANY_STREAMS", TestingGateway.json(third).get("reason").getAsString());
        assertEquals(200, testing.get("/api/v1/chat/models").statusCode());
      }
    }
  }

  private static void assertMetric(TestingGateway testing, String line) throws Exception {
    String metrics = testing.get("/metrics").body();
    assertTrue(metrics.contains(line + "\n"), metrics);
  }

  private static void awaitMetric(TestingGateway testing, String line) throws Exception {
    while (!testing.get("/metrics").body().contains(line + "\n")) {
      Thread.onSpinWait();
    }
  }
}
