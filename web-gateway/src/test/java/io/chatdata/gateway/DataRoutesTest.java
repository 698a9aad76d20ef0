package io.chatdata.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.protobuf.Duration;
import com.google.protobuf.ListValue;
import com.google.protobuf.Value;
import io.chatdata.v1.ChartMark;
import io.chatdata.v1.ChartSpec;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.CheckQueryRequest;
import io.chatdata.v1.Connection;
import io.chatdata.v1.CreateChartRequest;
import io.chatdata.v1.DataServiceGrpc;
import io.chatdata.v1.GetResultRequest;
import io.chatdata.v1.GetResultResponse;
import io.chatdata.v1.GetTableInfoRequest;
import io.chatdata.v1.ListConnectionsRequest;
import io.chatdata.v1.ListConnectionsResponse;
import io.chatdata.v1.ListSchemasRequest;
import io.chatdata.v1.ListSchemasResponse;
import io.chatdata.v1.ListTablesRequest;
import io.chatdata.v1.ListTablesResponse;
import io.chatdata.v1.ProfileTableRequest;
import io.chatdata.v1.QueryResult;
import io.chatdata.v1.ReadOnlyState;
import io.chatdata.v1.Receipt;
import io.chatdata.v1.RunQueryRequest;
import io.chatdata.v1.SampleRowsRequest;
import io.chatdata.v1.SuggestQuestionsRequest;
import io.chatdata.v1.SuggestQuestionsResponse;
import io.chatdata.v1.TableInfo;
import io.chatdata.v1.TableProfile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Each route of connections, tables and results becomes its rpc, and the rpc's answer its response.
 */
class DataRoutesTest {
  private static final String CONNECTION = "/api/v1/data/connections/default";

  private static TestingGateway testing;
  private static TestingRoutes routes;

  @BeforeAll
  static void start() {
    testing = new TestingGateway();
    routes = new TestingRoutes(testing);
  }

  @AfterAll
  static void stop() {
    testing.close();
  }

  @Test
  void aConnectionSaysThatItsRoleIsAcceptedThoughItCanDoMore() throws Exception {
    String warning = "Its role can do more than read; allow_unsafe_role accepts that";
    testing.server.answer(
        DataServiceGrpc.getListConnectionsMethod(),
        any ->
            ListConnectionsResponse.newBuilder()
                .addConnections(
                    Connection.newBuilder()
                        .setId("prod")
                        .setReadOnlyState(ReadOnlyState.READ_ONLY_STATE_OVERRIDDEN)
                        .addWarnings(warning))
                .build());
    JsonObject connection =
        TestingGateway.json(testing.get("/api/v1/data/connections"))
            .getAsJsonArray("connections")
            .get(0)
            .getAsJsonObject();
    assertEquals("READ_ONLY_STATE_OVERRIDDEN", connection.get("read_only_state").getAsString());
    assertEquals(warning, connection.getAsJsonArray("warnings").get(0).getAsString());
    assertEquals(ListConnectionsRequest.getDefaultInstance(), testing.server.request());
  }

  @Test
  void exploresAConnection() throws Exception {
    routes.checkGet(
        DataServiceGrpc.getListConnectionsMethod(),
        ListConnectionsRequest.getDefaultInstance(),
        ListConnectionsResponse.getDefaultInstance(),
        "/api/v1/data/connections");
    routes.checkGet(
        DataServiceGrpc.getListSchemasMethod(),
        ListSchemasRequest.newBuilder().setConnectionId("default").build(),
        ListSchemasResponse.getDefaultInstance(),
        CONNECTION + "/schemas");
    routes.checkGet(
        DataServiceGrpc.getListTablesMethod(),
        ListTablesRequest.newBuilder()
            .setConnectionId("default")
            .setNameContains("ord")
            .setPageSize(2)
            .build(),
        ListTablesResponse.newBuilder().setTotalCount(3).build(),
        CONNECTION + "/tables?name_contains=ord&page_size=2");
    routes.checkGet(
        DataServiceGrpc.getListTablesMethod(),
        ListTablesRequest.newBuilder().setConnectionId("default").setSchema("public").build(),
        ListTablesResponse.getDefaultInstance(),
        CONNECTION + "/schemas/public/tables");
    routes.checkGet(
        DataServiceGrpc.getSuggestQuestionsMethod(),
        SuggestQuestionsRequest.newBuilder().setConnectionId("default").setLimit(4).build(),
        SuggestQuestionsResponse.newBuilder().addQuestions("q?").build(),
        CONNECTION + "/suggestions?limit=4");
  }

  @Test
  void exploresATableWhoseNameHasSpecialCharacters() throws Exception {
    String path = CONNECTION + "/schemas/a%2Fb/tables/%22or%20d%C3%A9r%22%3F";
    routes.checkGet(
        DataServiceGrpc.getGetTableInfoMethod(),
        GetTableInfoRequest.newBuilder()
            .setConnectionId("default")
            .setSchema("a/b")
            .setTable("\"or dér\"?")
            .build(),
        TableInfo.getDefaultInstance(),
        path);
    routes.checkGet(
        DataServiceGrpc.getSampleRowsMethod(),
        SampleRowsRequest.newBuilder()
            .setConnectionId("default")
            .setSchema("a/b")
            .setTable("\"or dér\"?")
            .setLimit(5)
            .build(),
        QueryResult.newBuilder().setTruncated(true).build(),
        path + "/sample?limit=5");
    routes.checkGet(
        DataServiceGrpc.getProfileTableMethod(),
        ProfileTableRequest.newBuilder()
            .setConnectionId("default")
            .setSchema("a/b")
            .setTable("\"or dér\"?")
            .addColumns("x")
            .addColumns("y,z")
            .build(),
        TableProfile.getDefaultInstance(),
        path + "/profile?columns=x&columns=y%2Cz");
  }

  @Test
  void runsAndChecksAQuery() throws Exception {
    QueryResult result =
        QueryResult.newBuilder()
            .setSql("select 'é'")
            .addRows(
                ListValue.newBuilder().addValues(Value.newBuilder().setStringValue("é\u0000<")))
            .build();
    TestingRoutes.assertAnswer(
        routes.check(
            DataServiceGrpc.getRunQueryMethod(),
            RunQueryRequest.newBuilder()
                .setConnectionId("default")
                .setSql("select 'é'")
                .setLimit(10)
                .setTimeout(Duration.newBuilder().setSeconds(5))
                .build(),
            result,
            "POST",
            CONNECTION + "/query",
            "{\"sql\": \"select 'é'\", \"limit\": 10, \"timeout\": \"5s\"}"),
        result);
    Receipt receipt = Receipt.newBuilder().setWall(3).setPlanCost(0).build();
    TestingRoutes.assertAnswer(
        routes.check(
            DataServiceGrpc.getCheckQueryMethod(),
            CheckQueryRequest.newBuilder().setConnectionId("default").setSql("delete").build(),
            receipt,
            "POST",
            CONNECTION + "/check",
            "{\"sql\": \"delete\", \"connection_id\": \"default\"}"),
        receipt);
  }

  @Test
  void createsAChart() throws Exception {
    ChartSpec chart =
        ChartSpec.newBuilder()
            .setResultId("r1")
            .setMark(ChartMark.CHART_MARK_BAR)
            .setX("a")
            .addY("b")
            .build();
    TestingRoutes.assertAnswer(
        routes.check(
            DataServiceGrpc.getCreateChartMethod(),
            CreateChartRequest.newBuilder().setChart(chart).build(),
            chart,
            "POST",
            "/api/v1/data/charts",
            """
            {"chart": {"result_id": "r1", "mark": "CHART_MARK_BAR", "x": "a", "y": ["b"]}}
            """),
        chart);
  }

  @Test
  void getsTheRowsOfAResult() throws Exception {
    routes.checkGet(
        ChatServiceGrpc.getGetResultMethod(),
        GetResultRequest.newBuilder().setResultId("r1").setPageSize(100).setPageToken("p").build(),
        GetResultResponse.newBuilder().setFirstRow(100).build(),
        "/api/v1/data/results/r1?page_size=100&page_token=p");
  }

  @Test
  void sendsALargeAnswerWhole() throws Exception {
    QueryResult.Builder result = QueryResult.newBuilder();
    for (int i = 0; i < 1000; i++) {
      result.addRows(
          ListValue.newBuilder()
              .addValues(Value.newBuilder().setNumberValue(i))
              .addValues(Value.newBuilder().setStringValue("€".repeat(500))));
    }
    routes.checkGet(
        DataServiceGrpc.getSampleRowsMethod(),
        SampleRowsRequest.newBuilder()
            .setConnectionId("default")
            .setSchema("s")
            .setTable("t")
            .build(),
        result.build(),
        CONNECTION + "/schemas/s/tables/t/sample");
  }
}
