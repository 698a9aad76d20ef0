package io.chatdata.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.Duration;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.Value;
import io.chatdata.v1.ChartAggregate;
import io.chatdata.v1.ChartMark;
import io.chatdata.v1.ChartSpec;
import io.chatdata.v1.Connection;
import io.chatdata.v1.CreateChartRequest;
import io.chatdata.v1.DataServiceGrpc;
import io.chatdata.v1.GetTableInfoRequest;
import io.chatdata.v1.ListConnectionsResponse;
import io.chatdata.v1.ListSchemasResponse;
import io.chatdata.v1.ListTablesRequest;
import io.chatdata.v1.ListTablesResponse;
import io.chatdata.v1.ProfileTableRequest;
import io.chatdata.v1.QueryResult;
import io.chatdata.v1.RunQueryRequest;
import io.chatdata.v1.SampleRowsRequest;
import io.chatdata.v1.Table;
import io.chatdata.v1.TableInfo;
import io.chatdata.v1.TableProfile;
import io.grpc.Status;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tools of MCP, over a server whose answers are set. */
class McpToolsTest {
  private TestingGateway testing;
  private TestingMcp mcp;

  @BeforeEach
  void start() {
    testing = new TestingGateway();
    mcp = new TestingMcp(testing, TestingMcp.STATELESS);
  }

  @AfterEach
  void stop() {
    testing.close();
  }

  /** The tool hands its arguments to its rpc, and its answer back in both forms. */
  private void translates(String tool, String arguments, Message request, Message response)
      throws Exception {
    JsonObject result = mcp.call(tool, arguments);

    assertEquals(request, testing.server.request(), tool);
    JsonElement expected = JsonParser.parseString(new String(JsonPrinter.print(response), UTF_8));
    assertEquals(expected, result.get("structuredContent"), tool);
    JsonObject content = result.getAsJsonArray("content").get(0).getAsJsonObject();
    assertEquals("text", content.get("type").getAsString());
    assertEquals(expected, JsonParser.parseString(content.get("text").getAsString()), tool);
    assertFalse(result.has("isError"));
  }

  @Test
  void eachToolIsItsRpc() throws Exception {
    var connections =
        ListConnectionsResponse.newBuilder().addConnections(Connection.newBuilder().setId("a"));
    testing.server.answer(DataServiceGrpc.getListConnectionsMethod(), any -> connections.build());
    translates(
        "list_connections",
        "{}",
        io.chatdata.v1.ListConnectionsRequest.getDefaultInstance(),
        connections.build());

    var schemas = ListSchemasResponse.newBuilder().setConnectionId("a").build();
    testing.server.answer(DataServiceGrpc.getListSchemasMethod(), any -> schemas);
    translates(
        "list_schemas",
        "{\"connection_id\":\"a\"}",
        io.chatdata.v1.ListSchemasRequest.newBuilder().setConnectionId("a").build(),
        schemas);

    var tables =
        ListTablesResponse.newBuilder()
            .addTables(Table.newBuilder().setName("naïve \"t\"").setEstimatedRows(1L << 60))
            .setNextPageToken("p2")
            .setTotalCount(2)
            .build();
    testing.server.answer(DataServiceGrpc.getListTablesMethod(), any -> tables);
    translates(
        "list_tables",
        "{\"schema\":\"s\",\"name_contains\":\"x\",\"page_size\":1,\"page_token\":\"p1\"}",
        ListTablesRequest.newBuilder()
            .setSchema("s")
            .setNameContains("x")
            .setPageSize(1)
            .setPageToken("p1")
            .build(),
        tables);

    var info = TableInfo.newBuilder().setTable(Table.newBuilder().setName("t")).build();
    testing.server.answer(DataServiceGrpc.getGetTableInfoMethod(), any -> info);
    translates(
        "get_table_info",
        "{\"table\":\"t\"}",
        GetTableInfoRequest.newBuilder().setTable("t").build(),
        info);

    var rows =
        QueryResult.newBuilder()
            .addRows(
                ListValue.newBuilder().addValues(Value.newBuilder().setStringValue("a\u2028\n")))
            .build();
    testing.server.answer(DataServiceGrpc.getSampleRowsMethod(), any -> rows);
    translates(
        "sample_rows",
        "{\"table\":\"t\",\"limit\":3}",
        SampleRowsRequest.newBuilder().setTable("t").setLimit(3).build(),
        rows);

    var profile = TableProfile.newBuilder().setTable("t").build();
    testing.server.answer(DataServiceGrpc.getProfileTableMethod(), any -> profile);
    translates(
        "profile_table",
        "{\"table\":\"t\",\"columns\":[\"a\",\"b\"]}",
        ProfileTableRequest.newBuilder().setTable("t").addColumns("a").addColumns("b").build(),
        profile);

    testing.server.answer(DataServiceGrpc.getRunQueryMethod(), any -> rows);
    translates(
        "run_query",
        "{\"sql\":\"select 1\",\"limit\":5,\"timeout\":\"2.5s\"}",
        RunQueryRequest.newBuilder()
            .setSql("select 1")
            .setLimit(5)
            .setTimeout(Duration.newBuilder().setSeconds(2).setNanos(500_000_000))
            .build(),
        rows);

    var chart =
        ChartSpec.newBuilder()
            .setResultId("r")
            .setMark(ChartMark.CHART_MARK_BAR)
            .setX("a")
            .addY("b")
            .setAggregate(ChartAggregate.CHART_AGGREGATE_SUM)
            .build();
    testing.server.answer(DataServiceGrpc.getCreateChartMethod(), CreateChartRequest::getChart);
    translates(
        "create_chart",
        "{\"result_id\":\"r\",\"mark\":\"bar\",\"x\":\"a\",\"y\":[\"b\"],"
            + "\"aggregate\":\"CHART_AGGREGATE_SUM\"}",
        CreateChartRequest.newBuilder().setChart(chart).build(),
        chart);
    assertTrue(mcp.call("create_chart", "{\"mark\":\"donut\"}").get("isError").getAsBoolean());
  }

  @Test
  void everyToolIsDescribedAndOnlyAskWrites() throws Exception {
    for (JsonElement each : mcp.result("tools/list", "{}").getAsJsonArray("tools")) {
      JsonObject tool = each.getAsJsonObject();
      assertEquals("object", tool.getAsJsonObject("inputSchema").get("type").getAsString());
      assertEquals("object", tool.getAsJsonObject("outputSchema").get("type").getAsString());
      assertEquals(
          !tool.get("name").getAsString().equals("ask"),
          tool.getAsJsonObject("annotations").get("readOnlyHint").getAsBoolean());
      assertFalse(tool.get("description").getAsString().isEmpty());
    }
  }

  @Test
  void whatTheServerRefusesIsAResultThatSaysWhy() throws Exception {
    testing.server.fail(
        DataServiceGrpc.getRunQueryMethod(),
        Status.INVALID_ARGUMENT.withDescription("DELETE is no query").asRuntimeException());

    JsonObject result = mcp.call("run_query", "{\"sql\":\"delete from t\"}");

    assertTrue(result.get("isError").getAsBoolean());
    assertFalse(result.has("structuredContent"));
    assertTrue(result.get("content").toString().contains("DELETE is no query"));
  }

  @Test
  void argumentsThatCantBeUsedAreAResultThatNamesThem() throws Exception {
    for (String arguments :
        List.of("{\"sq\":\"select 1\"}", "{\"sql\":5}", "{\"sql\":\"\",\"limit\":\"x\"}")) {
      JsonObject result = mcp.call("run_query", arguments);
      assertTrue(result.get("isError").getAsBoolean(), arguments);
      assertTrue(
          result.get("content").toString().matches(".*(sq|sql|limit)\\b.*"), result.toString());
    }
    assertFalse(testing.server.hasRequest());
  }

  @Test
  void callsThatAreNoneAreErrors() throws Exception {
    for (String params :
        List.of(
            "{\"name\":\"drop_table\",\"arguments\":{}}",
            "{\"arguments\":{}}",
            "{\"name\":\"run_query\",\"arguments\":[]}")) {
      assertEquals(-32602, mcp.error("tools/call", params).get("code").getAsInt(), params);
    }
  }

  @Test
  void aClientThatClosesTheConnectionStopsTheCall() throws Exception {
    testing.server.on(DataServiceGrpc.getRunQueryMethod(), (request, call) -> {});
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\","
            + "\"params\":{\"name\":\"run_query\",\"arguments\":{\"sql\":\"select 1\"}}}";
    TestingChatServer.Call<Message> call;
    try (var socket = testing.socket()) {
      socket
          .getOutputStream()
          .write(
              ("POST /mcp HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: application/json\r\n"
                      + "Content-Length: %d\r\n\r\n%s")
                  .formatted(testing.gateway.port(), body.length(), body)
                  .getBytes(UTF_8));
      call = testing.server.call();
    }
    assertTrue(call.awaitCancelled());
  }

  @Test
  void aCancelledNotificationStopsTheCallOfItsOwnSessionOnly() throws Exception {
    testing.server.on(DataServiceGrpc.getRunQueryMethod(), (request, call) -> {});
    var handshake = new TestingMcp(testing, TestingMcp.HANDSHAKE);
    var running =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return testing.send(
                    handshake
                        .builder()
                        .header("Mcp-Session-Id", "mine")
                        .POST(
                            BodyPublishers.ofString(
                                "{\"jsonrpc\":\"2.0\",\"id\":\"r\",\"method\":\"tools/call\","
                                    + "\"params\":{\"name\":\"run_query\",\"arguments\":"
                                    + "{\"sql\":\"select 1\"}}}"))
                        .build());
              } catch (Exception e) {
                return e;
              }
            });
    var call = testing.server.call();
    for (String session : List.of("other", "mine")) {
      assertFalse(call.isCancelled());
      HttpResponse<String> response =
          testing.send(
              handshake
                  .builder()
                  .header("Mcp-Session-Id", session)
                  .POST(
                      BodyPublishers.ofString(
                          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                              + "\"params\":{\"requestId\":\"r\"}}"))
                  .build());
      assertEquals(202, response.statusCode());
    }
    assertTrue(call.awaitCancelled());
    assertTrue(running.get() instanceof java.io.IOException);
  }

  @Test
  void aCallThatTakesLongTellsSoToWhoAskedForIt() throws Exception {
    testing.server.on(DataServiceGrpc.getListSchemasMethod(), (request, call) -> {});
    try (SseClient events =
        testing.events(
            mcp.request(
                "tools/call", "{\"name\":\"list_schemas\",\"_meta\":{\"progressToken\":\"p\"}}"))) {
      for (int i = 1; i <= 2; i++) {
        JsonObject message = JsonParser.parseString(events.next().data()).getAsJsonObject();
        assertEquals("notifications/progress", message.get("method").getAsString());
        JsonObject params = message.getAsJsonObject("params");
        assertEquals("p", params.get("progressToken").getAsString());
        assertEquals(i, params.get("progress").getAsInt());
      }
      var call = testing.server.call();
      call.send(ListSchemasResponse.newBuilder().setConnectionId("late").build());
      call.complete();
      String last = events.next().data();
      while (last.contains("notifications/progress")) {
        last = events.next().data();
      }
      JsonObject answer = JsonParser.parseString(last).getAsJsonObject();
      assertEquals(7, answer.get("id").getAsInt());
      assertTrue(answer.toString().contains("late"));
    }
  }
}
