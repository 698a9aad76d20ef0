package io.chatdata.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Descriptors.FileDescriptor;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.CreateChartRequest;
import io.chatdata.v1.ListModelsResponse;
import io.chatdata.v1.SendMessageRequest;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SelfRoutesTest {
  private TestingGateway testing;

  @BeforeEach
  void start() {
    testing = new TestingGateway();
  }

  @AfterEach
  void stop() {
    testing.close();
  }

  @Test
  void healthIsTheServersAndLivenessTheGateways() throws Exception {
    HttpResponse<String> up = testing.get("/health");
    assertEquals(200, up.statusCode());
    assertEquals("{\"status\":\"UP\",\"server\":\"SERVING\"}", up.body());
    testing.server.serving(false);
    HttpResponse<String> down = testing.get("/health");
    assertEquals(503, down.statusCode());
    assertEquals("{\"status\":\"DOWN\",\"server\":\"NOT_SERVING\"}", down.body());
    testing.server.close();
    HttpResponse<String> away = testing.get("/health");
    assertEquals(503, away.statusCode());
    assertEquals("{\"status\":\"DOWN\",\"server\":\"UNREACHABLE\"}", away.body());
    HttpResponse<String> live = testing.get("/health/live");
    assertEquals(200, live.statusCode());
    assertEquals("{\"status\":\"UP\"}", live.body());
  }

  @Test
  void metricsCountRequestsByRouteAndStatus() throws Exception {
    testing.server.answer(
        ChatServiceGrpc.getListModelsMethod(), any -> ListModelsResponse.getDefaultInstance());
    testing.get("/api/v1/chat/models");
    testing.get("/api/v1/chat/models");
    testing.get("/api/v1/chat/turns/one");
    testing.get("/api/v1/chat/turns/two");
    testing.get("/nowhere/one");
    testing.get("/nowhere/two");
    testing.send("BREW", "/coffee", "");
    testing.server.on(
        ChatServiceGrpc.getWatchTurnMethod(),
        (request, call) -> {
          call.send(TestingEvents.started());
          call.send(TestingEvents.token(2, "x"));
          call.complete();
        });
    try (SseClient client =
        testing.events("/api/v1/chat/turns/" + TestingEvents.TURN + "/events")) {
      assertEquals(2, client.all().size());
    }
    HttpResponse<String> response = testing.get("/metrics");
    assertEquals(200, response.statusCode());
    assertTrue(response.headers().firstValue("Content-Type").orElse("").startsWith("text/plain"));
    String metrics = response.body();
    for (String line :
        new String[] {
          "chatdata_gateway_requests_total{method=\"GET\",route=\"/api/v1/chat/models\",status=\"200\"}"
              + " 2.0",
          "chatdata_gateway_requests_total{method=\"GET\",route=\"/api/v1/chat/turns/{turn_id}\","
              + "status=\"501\"} 2.0",
          "chatdata_gateway_requests_total{method=\"GET\",route=\"none\",status=\"404\"} 2.0",
          "chatdata_gateway_requests_total{method=\"other\",route=\"none\",status=\"404\"} 1.0",
          "chatdata_gateway_events_sent_total 2.0",
          "chatdata_gateway_streams_ended_total{end=\"finished\"} 1.0",
          "chatdata_gateway_request_seconds_count{route=\"/api/v1/chat/models\"} 2",
        }) {
      assertTrue(metrics.contains(line + "\n"), line + " is not in " + metrics);
    }
    assertTrue(metrics.contains("jvm_memory_used_bytes"));
  }

  @Test
  void theProtoZipHasAllThatTheContractNeeds() throws Exception {
    HttpResponse<byte[]> response = testing.getBytes("/proto.zip");
    assertEquals(200, response.statusCode());
    assertEquals("application/zip", response.headers().firstValue("Content-Type").orElse(""));
    Map<String, String> files = unzip(response.body());
    for (FileDescriptor file :
        new FileDescriptor[] {
          SendMessageRequest.getDescriptor().getFile(), CreateChartRequest.getDescriptor().getFile()
        }) {
      assertTrue(files.containsKey(file.getFullName()));
    }
    assertTrue(files.containsKey("chatdata/v1/error_reason.proto"));
    assertTrue(files.containsKey("google/rpc/error_details.proto"));
    // Nothing is imported that is not in it.
    Pattern imports = Pattern.compile("(?m)^import (?:public )?\"([^\"]+)\";");
    files.forEach(
        (name, text) ->
            imports
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .forEach(
                    imported ->
                        assertTrue(files.containsKey(imported), name + " imports " + imported)));
  }

  private static Map<String, String> unzip(byte[] bytes) throws Exception {
    var files = new HashMap<String, String>();
    try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return files;
  }
}
