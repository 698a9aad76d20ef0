package io.chatdata.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.chatdata.telemetry.Telemetry;
import io.chatdata.v1.DataServiceGrpc;
import io.chatdata.v1.ListSchemasResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** MCP on standard input and output. */
class McpStdioTest {
  private static final String LIST = request(1, "tools/call", "{\"name\":\"list_schemas\"}");

  private final TestingChatServer server = new TestingChatServer();
  private final Ticker ticker = new Ticker(Duration.ofMillis(100));
  private final Backend backend = new Backend(GatewayConfig.of(server.address()), ticker);
  private OutputStream in;
  private BufferedReader out;
  private Thread serving;

  @BeforeEach
  void start() throws IOException {
    server.answer(
        DataServiceGrpc.getListSchemasMethod(),
        any -> ListSchemasResponse.newBuilder().setConnectionId("c").build());
    Pipe input = Pipe.open();
    Pipe output = Pipe.open();
    in = Channels.newOutputStream(input.sink());
    out = new BufferedReader(Channels.newReader(output.source(), UTF_8));
    serving =
        Thread.ofPlatform()
            .start(
                () -> {
                  try (OutputStream answers = Channels.newOutputStream(output.sink())) {
                    new McpStdio(new McpServer(backend, ticker), Telemetry.OFF, answers)
                        .run(Channels.newInputStream(input.source()));
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
  }

  @AfterEach
  void stop() throws Exception {
    in.close();
    serving.join();
    backend.close();
    ticker.close();
    server.close();
  }

  private static String request(int id, String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
        .formatted(id, method, params);
  }

  private void write(String line) throws IOException {
    in.write((line + "\n").getBytes(UTF_8));
    in.flush();
  }

  private JsonObject read() throws IOException {
    return JsonParser.parseString(out.readLine()).getAsJsonObject();
  }

  private void refused(int code) throws IOException {
    JsonObject answer = read();
    assertEquals(code, answer.getAsJsonObject("error").get("code").getAsInt(), answer.toString());
  }

  @Test
  void aMessageIsALine() throws Exception {
    write(request(1, "initialize", "{\"protocolVersion\":\"2025-06-18\"}"));
    assertEquals(
        "2025-06-18", read().getAsJsonObject("result").get("protocolVersion").getAsString());
    write("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    write("");
    write(LIST + "\r");
    assertTrue(read().toString().contains("\"connection_id\":\"c\""));
  }

  @Test
  void aRequestMaySayItsVersionInsteadOfAHandshake() throws Exception {
    String meta =
        "{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"%s\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}}";
    write(request(1, "server/discover", meta.formatted("2026-07-28")));
    assertEquals("complete", read().getAsJsonObject("result").get("resultType").getAsString());
    write(request(1, "server/discover", meta.formatted("2099-01-01")));
    refused(-32022);
  }

  @Test
  void whatIsNoMessageIsAnErrorAndTheNextOneIsAnswered() throws Exception {
    write("{");
    refused(-32700);
    write("[]");
    refused(-32600);
    write("x".repeat(Connections.MAX_BODY + 10));
    refused(-32600);
    in.write(new byte[] {'"', (byte) 0xff, '"', '\n'});
    refused(-32700);
    write(request(2, "no/such", "{}"));
    refused(-32601);
    write(LIST);
    assertEquals(1, read().get("id").getAsInt());
  }

  @Test
  void whatWasAskedIsAnsweredAlsoWhenTheInputEnds() throws Exception {
    write(LIST);
    in.close();
    assertEquals(1, read().get("id").getAsInt());
    assertNull(out.readLine());
  }

  @Test
  void aCancelledCallIsStoppedAndNotAnswered() throws Exception {
    server.on(DataServiceGrpc.getRunQueryMethod(), (request, call) -> {});
    write(
        request(5, "tools/call", "{\"name\":\"run_query\",\"arguments\":{\"sql\":\"select 1\"}}"));
    var call = server.call();
    write(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
            + "\"params\":{\"requestId\":5}}");
    assertTrue(call.awaitCancelled());
    write(LIST);
    assertEquals(1, read().get("id").getAsInt());
  }

  @Test
  void aServerThatIsAwayIsSaidByTheTool() throws Exception {
    String address = server.address();
    server.close();
    write(LIST);
    JsonObject result = read().getAsJsonObject("result");
    assertTrue(result.get("isError").getAsBoolean());
    assertTrue(result.toString().contains(address), result.toString());
  }
}
