package io.chatdata.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.Connection;
import io.chatdata.v1.DataServiceGrpc;
import io.chatdata.v1.GetResultResponse;
import io.chatdata.v1.ListConnectionsResponse;
import io.chatdata.v1.ListTablesResponse;
import io.chatdata.v1.QueryResult;
import io.chatdata.v1.SuggestQuestionsRequest;
import io.chatdata.v1.SuggestQuestionsResponse;
import io.chatdata.v1.Table;
import io.chatdata.v1.TableInfo;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The resources and prompts of MCP. */
class McpResourcesTest {
  private TestingGateway testing;
  private TestingMcp mcp;

  /** Three connections, of which the second one's database is away. */
  @BeforeEach
  void start() {
    testing = new TestingGateway();
    mcp = new TestingMcp(testing, TestingMcp.STATELESS);
    var connections = ListConnectionsResponse.newBuilder();
    for (String id : List.of("one", "away", "two")) {
      connections.addConnections(Connection.newBuilder().setId(id));
    }
    testing.server.answer(DataServiceGrpc.getListConnectionsMethod(), any -> connections.build());
    testing.server.on(
        DataServiceGrpc.getListTablesMethod(),
        (request, call) -> {
          if (request.getConnectionId().equals("away")) {
            call.fail(Status.UNAVAILABLE.asRuntimeException());
            return;
          }
          var page = ListTablesResponse.newBuilder();
          if (request.getPageToken().isEmpty() && request.getConnectionId().equals("one")) {
            page.setNextPageToken("next page");
          }
          page.addTables(
              Table.newBuilder()
                  .setSchema("s")
                  .setName("a b/ü" + request.getPageToken().length())
                  .setComment("what"));
          call.send(page.build());
          call.complete();
        });
    testing.server.on(
        DataServiceGrpc.getSuggestQuestionsMethod(),
        (request, call) -> {
          if (request.getConnectionId().equals("away")) {
            call.fail(Status.UNAVAILABLE.asRuntimeException());
            return;
          }
          call.send(SuggestQuestionsResponse.newBuilder().addQuestions("How many orders?").build());
          call.complete();
        });
  }

  @AfterEach
  void stop() {
    testing.close();
  }

  @Test
  void allTablesOfAllConnectionsAreListedPageByPage() throws Exception {
    var uris = new ArrayList<String>();
    String params = "{}";
    for (int pages = 1; pages <= 3; pages++) {
      JsonObject page = mcp.result("resources/list", params);
      for (JsonElement resource : page.getAsJsonArray("resources")) {
        uris.add(resource.getAsJsonObject().get("uri").getAsString());
      }
      assertEquals(pages < 3, page.has("nextCursor"));
      params = "{\"cursor\":%s}".formatted(page.get("nextCursor"));
    }

    assertEquals(
        List.of(
            "chatdata://one/s/a%20b%2F%C3%BC0",
            "chatdata://one/s/a%20b%2F%C3%BC9", "chatdata://two/s/a%20b%2F%C3%BC0"),
        uris);
  }

  @Test
  void cursorsThatWereNotGivenOutAreRefused() throws Exception {
    for (String cursor : List.of("\"x\"", "5", "\"LTEg\"", "\"MA\"")) {
      assertEquals(
          -32602,
          mcp.error("resources/list", "{\"cursor\":" + cursor + "}").get("code").getAsInt(),
          cursor);
    }
  }

  @Test
  void aTableIsReadByItsUri() throws Exception {
    testing.server.answer(
        DataServiceGrpc.getGetTableInfoMethod(),
        request ->
            TableInfo.newBuilder()
                .setConnectionId(request.getConnectionId())
                .setTable(
                    Table.newBuilder().setSchema(request.getSchema()).setName(request.getTable()))
                .build());
    String uri = "chatdata://one/s/a%20b%2F%C3%BC0";

    JsonObject content = content(mcp.result("resources/read", "{\"uri\":\"" + uri + "\"}"));

    assertEquals(uri, content.get("uri").getAsString());
    JsonObject info = JsonParser.parseString(content.get("text").getAsString()).getAsJsonObject();
    assertEquals("one", info.get("connection_id").getAsString());
    assertEquals("a b/ü0", info.getAsJsonObject("table").get("name").getAsString());
  }

  @Test
  void aResultIsReadWithAllItsPages() throws Exception {
    testing.server.answer(
        ChatServiceGrpc.getGetResultMethod(),
        request ->
            GetResultResponse.newBuilder()
                .setResult(QueryResult.newBuilder().setResultId(request.getResultId()))
                .setNextPageToken(request.getPageToken().isEmpty() ? "2" : "")
                .build());

    JsonObject result = mcp.result("resources/read", "{\"uri\":\"chatdata://results/abc\"}");

    assertEquals(2, result.getAsJsonArray("contents").size());
    assertTrue(content(result).get("text").getAsString().contains("abc"));
  }

  @Test
  void whatIsNotThereIsSaidInEachErasOwnWay() throws Exception {
    testing.server.fail(
        DataServiceGrpc.getGetTableInfoMethod(),
        Status.NOT_FOUND.withDescription("no table x").asRuntimeException());
    var handshake = new TestingMcp(testing, TestingMcp.HANDSHAKE);
    for (String uri :
        List.of("chatdata://one/s/x", "chatdata://one", "file:///etc/passwd", "chatdata://%/s/x")) {
      String params = "{\"uri\":\"" + uri + "\"}";
      JsonObject error = mcp.error("resources/read", params);
      assertEquals(-32602, error.get("code").getAsInt(), uri);
      assertEquals(uri, error.getAsJsonObject("data").get("uri").getAsString());
      assertEquals(-32002, handshake.error("resources/read", params).get("code").getAsInt());
    }
  }

  @Test
  void templatesTellHowToFindThem() throws Exception {
    String templates = mcp.result("resources/templates/list", "{}").toString();

    assertTrue(templates.contains("chatdata://{connection_id}/{schema}/{table}"));
    assertTrue(templates.contains("chatdata://results/{result_id}"));
  }

  @Test
  void promptsAreTheQuestionsToStartWith() throws Exception {
    JsonObject list = mcp.result("prompts/list", "{}");

    assertEquals(
        List.of("one.how-many-orders", "two.how-many-orders"),
        list.getAsJsonArray("prompts").asList().stream()
            .map(prompt -> prompt.getAsJsonObject().get("name").getAsString())
            .toList());
  }

  @Test
  void aPromptIsAskedOfItsOwnDatabaseAlone() throws Exception {
    JsonObject prompt = mcp.result("prompts/get", "{\"name\":\"two.how-many-orders\"}");

    String text =
        prompt
            .getAsJsonArray("messages")
            .get(0)
            .getAsJsonObject()
            .getAsJsonObject("content")
            .get("text")
            .getAsString();
    assertTrue(text.startsWith("How many orders?") && text.contains("\"two\""), text);
    assertEquals(
        SuggestQuestionsRequest.newBuilder().setConnectionId("two").build(),
        testing.server.request());
    assertFalse(testing.server.hasRequest());
  }

  @Test
  void aPromptThatIsNotThereIsAnErrorThatSaysWhy() throws Exception {
    for (String name : List.of("x", "one.x", ".x", "")) {
      JsonObject error = mcp.error("prompts/get", "{\"name\":\"" + name + "\"}");
      assertEquals(-32602, error.get("code").getAsInt(), name);
    }
    assertEquals(-32602, mcp.error("prompts/get", "{}").get("code").getAsInt());
    JsonObject away = mcp.error("prompts/get", "{\"name\":\"away.how-many-orders\"}");
    assertEquals(-32603, away.get("code").getAsInt());
    assertTrue(away.get("message").getAsString().contains("can't be reached"), away.toString());
  }

  private static JsonObject content(JsonObject result) {
    return result.getAsJsonArray("contents").get(0).getAsJsonObject();
  }
}
