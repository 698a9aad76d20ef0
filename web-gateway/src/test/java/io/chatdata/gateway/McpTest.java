package io.chatdata.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol of MCP over HTTP. */
class McpTest {
  private static final String VERSION = "io.modelcontextprotocol/protocolVersion";
  private static final String CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";

  private static TestingGateway testing;
  private static TestingMcp stateless;
  private static TestingMcp handshake;

  @BeforeAll
  static void start() {
    testing = new TestingGateway();
    stateless = new TestingMcp(testing, TestingMcp.STATELESS);
    handshake = new TestingMcp(testing, TestingMcp.HANDSHAKE);
  }

  @AfterAll
  static void stop() {
    testing.close();
  }

  private static HttpResponse<String> post(String body, String... headers) throws Exception {
    var request = stateless.builder().POST(BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return testing.send(request.build());
  }

  private static void refused(int status, int code, HttpResponse<String> response) {
    assertEquals(status, response.statusCode(), response.body());
    assertEquals(
        code,
        TestingGateway.json(response).getAsJsonObject("error").get("code").getAsInt(),
        response.body());
  }

  @ParameterizedTest
  @CsvSource({
    "2025-11-25, 2025-11-25",
    "2025-06-18, 2025-06-18",
    "2024-11-05, 2025-11-25",
    "2026-07-28, 2025-11-25",
    "2099-01-01, 2025-11-25"
  })
  void aHandshakeAgreesOnAVersion(String asked, String agreed) throws Exception {
    HttpResponse<String> response =
        post(
            """
            {"jsonrpc":"2.0","id":"a","method":"initialize","params":{"protocolVersion":"%s",\
            "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}\
            """
                .formatted(asked));

    JsonObject answer = TestingGateway.json(response);
    JsonObject result = answer.getAsJsonObject("result");
    assertEquals("a", answer.get("id").getAsString());
    assertEquals(agreed, result.get("protocolVersion").getAsString());
    assertEquals("chatdata", result.getAsJsonObject("serverInfo").get("name").getAsString());
    assertTrue(result.getAsJsonObject("capabilities").has("tools"));
    assertFalse(response.headers().firstValue("Mcp-Session-Id").orElse("").isEmpty());
  }

  @Test
  void afterAHandshakeThereIsPing() throws Exception {
    assertEquals(new JsonObject(), handshake.result("ping", "{}"));
  }

  @Test
  void withoutAHandshakeTheServerIsDiscovered() throws Exception {
    JsonObject result = stateless.result("server/discover", "{}");

    assertEquals("[\"2026-07-28\"]", result.get("supportedVersions").toString());
    assertTrue(result.getAsJsonObject("capabilities").has("tools"));
    assertEquals("complete", result.get("resultType").getAsString());
    assertEquals("public", result.get("cacheScope").getAsString());
    assertEquals(
        "chatdata",
        result
            .getAsJsonObject("_meta")
            .getAsJsonObject("io.modelcontextprotocol/serverInfo")
            .get("name")
            .getAsString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"initialize", "ping", "logging/setLevel", "resources/subscribe", "no/such"})
  void methodsOfTheOtherWayAreNotFound(String method) throws Exception {
    refused(404, -32601, stateless.send(method, "{}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"server/discover", "no/such"})
  void afterAHandshakeUnknownMethodsAreAnsweredInside(String method) throws Exception {
    refused(200, -32601, handshake.send(method, "{}"));
  }

  @Test
  void aRequestWithoutAHandshakeMustSayItsVersionAndAbilities() throws Exception {
    for (String meta :
        List.of(
            "",
            ",\"params\":{\"_meta\":{}}",
            ",\"params\":{\"_meta\":{\"%s\":{}}}".formatted(CAPABILITIES),
            ",\"params\":{\"_meta\":{\"%s\":\"2026-07-28\"}}".formatted(VERSION),
            ",\"params\":{\"_meta\":{\"%s\":5,\"%s\":{}}}".formatted(VERSION, CAPABILITIES))) {
      refused(
          400,
          -32602,
          post(
              "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"" + meta + "}",
              "MCP-Protocol-Version",
              "2026-07-28",
              "Mcp-Method",
              "tools/list"));
    }
  }

  @Test
  void headersMustAgreeWithTheBody() throws Exception {
    String body =
        """
        {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"no-tool","_meta":{\
        "%s":"2026-07-28","%s":{}}}}\
        """
            .formatted(VERSION, CAPABILITIES);
    String[] version = {"MCP-Protocol-Version", "2026-07-28"};
    String[] method = {"Mcp-Method", "tools/call"};
    refused(400, -32020, post(body));
    refused(400, -32020, post(body, "MCP-Protocol-Version", "2025-11-25"));
    refused(400, -32020, post(body, version[0], version[1]));
    refused(400, -32020, post(body, version[0], version[1], "Mcp-Method", "TOOLS/CALL"));
    refused(400, -32020, post(body, version[0], version[1], method[0], method[1]));
    for (String name : List.of("other", "=?base64?b3RoZXI=?=", "=?base64?*?=", "=?base64?=")) {
      refused(
          400, -32020, post(body, version[0], version[1], method[0], method[1], "Mcp-Name", name));
    }
    for (String name : List.of("no-tool", "  no-tool  ", "=?base64?bm8tdG9vbA==?=")) {
      refused(
          200, -32602, post(body, version[0], version[1], method[0], method[1], "Mcp-Name", name));
    }
  }

  @Test
  void aVersionThatIsNotSpokenIsRefusedWithThoseThatAre() throws Exception {
    HttpResponse<String> response =
        post(
            """
            {"jsonrpc":"2.0","id":1,"method":"server/discover","params":{"_meta":{\
            "%s":"2099-01-01","%s":{}}}}\
            """
                .formatted(VERSION, CAPABILITIES),
            "MCP-Protocol-Version",
            "2099-01-01");
    refused(400, -32022, response);
    JsonObject data =
        TestingGateway.json(response).getAsJsonObject("error").getAsJsonObject("data");
    assertEquals("[\"2026-07-28\"]", data.get("supported").toString());
    assertEquals("2099-01-01", data.get("requested").getAsString());

    refused(
        400,
        -32022,
        post(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}",
            "MCP-Protocol-Version",
            "2024-11-05"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"} {}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\\ud800\"}",
        "{'jsonrpc':'2.0'}"
      })
  void whatIsNoJsonIsAParseError(String body) throws Exception {
    refused(400, -32700, post(body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "5",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
        "{}",
        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":5}",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]}"
      })
  void whatIsNoMessageIsAnInvalidRequest(String body) throws Exception {
    refused(400, -32600, post(body));
  }

  @Test
  void deepNestingIsRefused() throws Exception {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    refused(
        400,
        -32700,
        post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"a\":" + deep + "}}"));
    assertEquals(new JsonObject(), handshake.result("ping", "{}"));
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() throws Exception {
    assertEquals(413, post(" ".repeat(Connections.MAX_BODY + 1)).statusCode());
  }

  @Test
  void notificationsAndAnswersAreTaken() throws Exception {
    for (String body :
        List.of(
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                + "\"params\":{\"requestId\":99}}",
            "{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{}}")) {
      HttpResponse<String> response = post(body);
      assertEquals(202, response.statusCode());
      assertEquals("", response.body());
    }
  }

  @Test
  void onlyPostIsAllowed() throws Exception {
    for (String method : List.of("GET", "DELETE")) {
      HttpResponse<String> response = testing.send(method, "/mcp", "");
      assertEquals(405, response.statusCode());
      assertEquals("POST", response.headers().firstValue("Allow").orElse(""));
    }
  }

  /** A model pays for the list in each of its calls; four characters are about a token. */
  @Test
  void theListOfToolsIsShort() throws Exception {
    JsonElement tools = handshake.result("tools/list", "{}").get("tools");

    assertTrue(tools.toString().length() <= 4 * 1_500, tools.toString().length() + "");
    assertEquals(
        JsonParser.parseString(tools.toString()),
        stateless.result("tools/list", "{}").get("tools"));
  }

  @Test
  void aCursorThatWasNotGivenOutIsRefused() throws Exception {
    assertEquals(
        -32602, handshake.error("tools/list", "{\"cursor\":\"x\"}").get("code").getAsInt());
  }
}
