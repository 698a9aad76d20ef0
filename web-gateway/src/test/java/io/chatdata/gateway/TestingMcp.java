package io.chatdata.gateway;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

/** Speaks MCP to a gateway, the way that a client of a revision does. */
record TestingMcp(TestingGateway testing, String version) {
  static final String STATELESS = "2026-07-28";
  static final String HANDSHAKE = "2025-11-25";

  private static final String META =
      """
      {"io.modelcontextprotocol/protocolVersion":"2026-07-28",\
      "io.modelcontextprotocol/clientCapabilities":{},\
      "io.modelcontextprotocol/clientInfo":{"name":"test","version":"1"}}\
      """;

  /** A request with all that its revision asks for. */
  HttpRequest request(String method, String params) {
    JsonObject given = JsonParser.parseString(params).getAsJsonObject();
    HttpRequest.Builder request = builder().header("MCP-Protocol-Version", version);
    if (version.equals(STATELESS)) {
      JsonObject meta = JsonParser.parseString(META).getAsJsonObject();
      if (given.get("_meta") instanceof JsonObject more) {
        more.entrySet().forEach(member -> meta.add(member.getKey(), member.getValue()));
      }
      given.add("_meta", meta);
      request.header("Mcp-Method", method);
      for (String subject : new String[] {"name", "uri"}) {
        if (given.has(subject)) {
          request.header("Mcp-Name", given.get(subject).getAsString());
        }
      }
    }
    var message = new JsonObject();
    message.addProperty("jsonrpc", "2.0");
    message.addProperty("id", 7);
    message.addProperty("method", method);
    message.add("params", given);
    return request.POST(BodyPublishers.ofString(message.toString())).build();
  }

  HttpRequest.Builder builder() {
    return testing
        .to("/mcp")
        .header("Content-Type", "application/json")
        .header("Accept", "application/json, text/event-stream");
  }

  HttpResponse<String> send(String method, String params) throws IOException, InterruptedException {
    return testing.send(request(method, params));
  }

  JsonObject result(String method, String params) throws IOException, InterruptedException {
    JsonObject answer = TestingGateway.json(send(method, params));
    if (!answer.has("result")) {
      throw new AssertionError(answer);
    }
    return answer.getAsJsonObject("result");
  }

  JsonObject error(String method, String params) throws IOException, InterruptedException {
    return TestingGateway.json(send(method, params)).getAsJsonObject("error");
  }

  JsonObject call(String tool, String arguments) throws IOException, InterruptedException {
    return result("tools/call", "{\"name\":\"%s\",\"arguments\":%s}".formatted(tool, arguments));
  }
}
