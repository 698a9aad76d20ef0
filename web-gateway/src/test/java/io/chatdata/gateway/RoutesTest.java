package io.chatdata.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.protobuf.Duration;
import com.google.protobuf.Empty;
import com.google.protobuf.FieldMask;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.chatdata.v1.CancelTurnRequest;
import io.chatdata.v1.ChartMark;
import io.chatdata.v1.ChartSpec;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.CheckQueryRequest;
import io.chatdata.v1.Connection;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.CreateChartRequest;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.DataServiceGrpc;
import io.chatdata.v1.DeleteConversationRequest;
import io.chatdata.v1.GetConversationRequest;
import io.chatdata.v1.GetResultRequest;
import io.chatdata.v1.GetResultResponse;
import io.chatdata.v1.GetTableInfoRequest;
import io.chatdata.v1.GetTurnRequest;
import io.chatdata.v1.ListConnectionsRequest;
import io.chatdata.v1.ListConnectionsResponse;
import io.chatdata.v1.ListConversationsRequest;
import io.chatdata.v1.ListConversationsResponse;
import io.chatdata.v1.ListMessagesRequest;
import io.chatdata.v1.ListMessagesResponse;
import io.chatdata.v1.ListModelsRequest;
import io.chatdata.v1.ListModelsResponse;
import io.chatdata.v1.ListSchemasRequest;
import io.chatdata.v1.ListSchemasResponse;
import io.chatdata.v1.ListTablesRequest;
import io.chatdata.v1.ListTablesResponse;
import io.chatdata.v1.MessageBranch;
import io.chatdata.v1.MessageView;
import io.chatdata.v1.ProfileTableRequest;
import io.chatdata.v1.QueryResult;
import io.chatdata.v1.ReadOnlyState;
import io.chatdata.v1.Receipt;
import io.chatdata.v1.RunQueryRequest;
import io.chatdata.v1.SampleRowsRequest;
import io.chatdata.v1.SearchMessagesRequest;
import io.chatdata.v1.SearchMessagesResponse;
import io.chatdata.v1.SuggestQuestionsRequest;
import io.chatdata.v1.SuggestQuestionsResponse;
import io.chatdata.v1.TableInfo;
import io.chatdata.v1.TableProfile;
import io.chatdata.v1.Turn;
import io.chatdata.v1.UndeleteConversationRequest;
import io.chatdata.v1.UpdateConversationRequest;
import io.grpc.MethodDescriptor;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each route becomes its rpc, and the rpc's answer its response. */
class RoutesTest {
  private static final String CHAT = "/api/v1/chat";
  private static final String CONNECTION = "/api/v1/data/connections/default";

  private static TestingGateway testing;

  @BeforeAll
  static void start() {
    testing = new TestingGateway();
  }

  @AfterAll
  static void stop() {
    testing.close();
  }

  private static <Q extends Message, R extends Message> HttpResponse<String> check(
      MethodDescriptor<Q, R> rpc, Q request, R answer, String method, String path, String body)
      throws Exception {
    testing.server.answer(rpc, any -> answer);
    HttpResponse<String> response = testing.send(method, path, body);
    assertEquals(request, testing.server.request());
    assertFalse(testing.server.hasRequest());
    return response;
  }

  private static <Q extends Message, R extends Message> void checkGet(
      MethodDescriptor<Q, R> rpc, Q request, R answer, String path) throws Exception {
    HttpResponse<String> response = check(rpc, request, answer, "GET", path, "");
    assertAnswer(response, answer);
  }

  private static void assertAnswer(HttpResponse<String> response, Message answer) {
    assertEquals(200, response.statusCode());
    assertEquals("application/json", response.headers().firstValue("Content-Type").orElse(""));
    assertEquals("no-store", response.headers().firstValue("Cache-Control").orElse(""));
    assertEquals(new String(JsonPrinter.print(answer), UTF_8), response.body());
  }

  @Test
  void createsAConversation() throws Exception {
    HttpResponse<String> response =
        check(
            ChatServiceGrpc.getCreateConversationMethod(),
            CreateConversationRequest.newBuilder()
                .setProvider("openai")
                .setModel("gpt-4-turbo-preview")
                .setConnectionId("default")
                .setMetadata(
                    Struct.newBuilder()
                        .putFields("user_id", Value.newBuilder().setNumberValue(7).build()))
                .build(),
            Conversation.newBuilder().setId("c1").setProvider("openai").build(),
            "POST",
            CHAT + "/conversations",
            """
            {"provider": "openai", "model": "gpt-4-turbo-preview", "connection_id": "default",
             "metadata": {"user_id": 7}}
            """);
    assertEquals(201, response.statusCode());
    assertEquals(CHAT + "/conversations/c1", response.headers().firstValue("Location").orElse(""));
    JsonObject created = TestingGateway.json(response);
    assertEquals("c1", created.get("id").getAsString());
    assertEquals("", created.get("title").getAsString());
  }

  @Test
  void createsAConversationWithoutABody() throws Exception {
    testing.server.answer(
        ChatServiceGrpc.getCreateConversationMethod(),
        any -> Conversation.newBuilder().setId("c1").build());
    HttpResponse<String> response =
        testing.send(testing.to(CHAT + "/conversations").POST(BodyPublishers.noBody()).build());
    assertEquals(201, response.statusCode());
    assertEquals(CreateConversationRequest.getDefaultInstance(), testing.server.request());
  }

  @Test
  void listsConversations() throws Exception {
    checkGet(
        ChatServiceGrpc.getListConversationsMethod(),
        ListConversationsRequest.newBuilder()
            .setPageSize(5)
            .setPageToken("a+b/c=")
            .setTitleContains("naïve title")
            .setTag("x&y")
            .setDeleted(true)
            .build(),
        ListConversationsResponse.newBuilder()
            .addConversations(Conversation.newBuilder().setId("c1"))
            .setNextPageToken("n")
            .build(),
        CHAT
            + "/conversations?page_size=5&page_token=a%2Bb/c%3D&title_contains=na%C3%AFve+title"
            + "&tag=x%26y&deleted=true");
  }

  @Test
  void getsAConversationWithTheFirstPageOfItsMessages() throws Exception {
    testing.server.answer(
        ChatServiceGrpc.getGetConversationMethod(),
        request -> Conversation.newBuilder().setId(request.getId()).setTitle("T").build());
    testing.server.answer(
        ChatServiceGrpc.getListMessagesMethod(),
        request ->
            ListMessagesResponse.newBuilder()
                .addMessages(
                    io.chatdata.v1.Message.newBuilder()
                        .setId("m1")
                        .setConversationId(request.getConversationId()))
                .setNextPageToken("n")
                .build());
    HttpResponse<String> response = testing.get(CHAT + "/conversations/c1");
    assertEquals(200, response.statusCode());
    JsonObject both = TestingGateway.json(response);
    assertEquals("T", both.get("title").getAsString());
    assertEquals("n", both.get("next_page_token").getAsString());
    JsonObject message = both.getAsJsonArray("messages").get(0).getAsJsonObject();
    assertEquals("c1", message.get("conversation_id").getAsString());
    assertEquals(
        Set.of(
            GetConversationRequest.newBuilder().setId("c1").build(),
            ListMessagesRequest.newBuilder().setConversationId("c1").build()),
        new HashSet<>(List.of(testing.server.request(), testing.server.request())));
  }

  @Test
  void updatesTheFieldsThatTheBodyHas() throws Exception {
    Conversation answer = Conversation.newBuilder().setId("c1").setTitle("T").build();
    HttpResponse<String> response =
        check(
            ChatServiceGrpc.getUpdateConversationMethod(),
            UpdateConversationRequest.newBuilder()
                .setConversation(Conversation.newBuilder().setId("c1").setTitle("T"))
                .setUpdateMask(FieldMask.newBuilder().addPaths("title").addPaths("instructions"))
                .build(),
            answer,
            "PATCH",
            CHAT + "/conversations/c1",
            "{\"id\": \"c1\", \"title\": \"T\", \"instructions\": \"\"}");
    assertAnswer(response, answer);
  }

  @Test
  void updatesTheFieldsThatTheMaskNames() throws Exception {
    check(
        ChatServiceGrpc.getUpdateConversationMethod(),
        UpdateConversationRequest.newBuilder()
            .setConversation(Conversation.newBuilder().setId("c1").setTitle("T").setModel("m"))
            .setUpdateMask(FieldMask.newBuilder().addPaths("model").addPaths("metadata"))
            .build(),
        Conversation.getDefaultInstance(),
        "PATCH",
        CHAT + "/conversations/c1?update_mask=model,metadata",
        "{\"title\": \"T\", \"model\": \"m\"}");
  }

  @Test
  void deletesAndUndeletesAConversation() throws Exception {
    HttpResponse<String> deleted =
        check(
            ChatServiceGrpc.getDeleteConversationMethod(),
            DeleteConversationRequest.newBuilder().setId("c1").build(),
            Empty.getDefaultInstance(),
            "DELETE",
            CHAT + "/conversations/c1",
            "");
    assertEquals(204, deleted.statusCode());
    assertEquals("", deleted.body());
    Conversation answer = Conversation.newBuilder().setId("c1").build();
    assertAnswer(
        check(
            ChatServiceGrpc.getUndeleteConversationMethod(),
            UndeleteConversationRequest.newBuilder().setId("c1").build(),
            answer,
            "POST",
            CHAT + "/conversations/c1/undelete",
            ""),
        answer);
  }

  @Test
  void listsMessages() throws Exception {
    checkGet(
        ChatServiceGrpc.getListMessagesMethod(),
        ListMessagesRequest.newBuilder()
            .setConversationId("c1")
            .setPageSize(9)
            .setPageToken("t")
            .setBranch(MessageBranch.MESSAGE_BRANCH_ALL)
            .setDescending(true)
            .setView(MessageView.MESSAGE_VIEW_FULL)
            .build(),
        ListMessagesResponse.newBuilder().setNextPageToken("n").build(),
        CHAT
            + "/conversations/c1/messages?page_size=9&page_token=t&branch=MESSAGE_BRANCH_ALL"
            + "&descending=true&view=full");
  }

  @Test
  void getsAndCancelsATurn() throws Exception {
    Turn answer = Turn.newBuilder().setId("t1").setLastSequence(1L << 60).build();
    checkGet(
        ChatServiceGrpc.getGetTurnMethod(),
        GetTurnRequest.newBuilder().setTurnId("t1").build(),
        answer,
        CHAT + "/turns/t1");
    assertAnswer(
        check(
            ChatServiceGrpc.getCancelTurnMethod(),
            CancelTurnRequest.newBuilder().setTurnId("t1").build(),
            answer,
            "POST",
            CHAT + "/turns/t1/cancel",
            "{}"),
        answer);
  }

  @Test
  void listsModelsAndSearches() throws Exception {
    checkGet(
        ChatServiceGrpc.getListModelsMethod(),
        ListModelsRequest.getDefaultInstance(),
        ListModelsResponse.newBuilder().setDefaultProvider("builtin").build(),
        CHAT + "/models");
    checkGet(
        ChatServiceGrpc.getSearchMessagesMethod(),
        SearchMessagesRequest.newBuilder()
            .setQuery("old orders")
            .setPageSize(3)
            .setPageToken("t")
            .setConversationId("c1")
            .build(),
        SearchMessagesResponse.getDefaultInstance(),
        CHAT + "/search?query=old+orders&page_size=3&page_token=t&conversation_id=c1");
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
    checkGet(
        DataServiceGrpc.getListConnectionsMethod(),
        ListConnectionsRequest.getDefaultInstance(),
        ListConnectionsResponse.getDefaultInstance(),
        "/api/v1/data/connections");
    checkGet(
        DataServiceGrpc.getListSchemasMethod(),
        ListSchemasRequest.newBuilder().setConnectionId("default").build(),
        ListSchemasResponse.getDefaultInstance(),
        CONNECTION + "/schemas");
    checkGet(
        DataServiceGrpc.getListTablesMethod(),
        ListTablesRequest.newBuilder()
            .setConnectionId("default")
            .setNameContains("ord")
            .setPageSize(2)
            .build(),
        ListTablesResponse.newBuilder().setTotalCount(3).build(),
        CONNECTION + "/tables?name_contains=ord&page_size=2");
    checkGet(
        DataServiceGrpc.getListTablesMethod(),
        ListTablesRequest.newBuilder().setConnectionId("default").setSchema("public").build(),
        ListTablesResponse.getDefaultInstance(),
        CONNECTION + "/schemas/public/tables");
    checkGet(
        DataServiceGrpc.getSuggestQuestionsMethod(),
        SuggestQuestionsRequest.newBuilder().setConnectionId("default").setLimit(4).build(),
        SuggestQuestionsResponse.newBuilder().addQuestions("q?").build(),
        CONNECTION + "/suggestions?limit=4");
  }

  @Test
  void exploresATableWhoseNameHasSpecialCharacters() throws Exception {
    String path = CONNECTION + "/schemas/a%2Fb/tables/%22or%20d%C3%A9r%22%3F";
    checkGet(
        DataServiceGrpc.getGetTableInfoMethod(),
        GetTableInfoRequest.newBuilder()
            .setConnectionId("default")
            .setSchema("a/b")
            .setTable("\"or dér\"?")
            .build(),
        TableInfo.getDefaultInstance(),
        path);
    checkGet(
        DataServiceGrpc.getSampleRowsMethod(),
        SampleRowsRequest.newBuilder()
            .setConnectionId("default")
            .setSchema("a/b")
            .setTable("\"or dér\"?")
            .setLimit(5)
            .build(),
        QueryResult.newBuilder().setTruncated(true).build(),
        path + "/sample?limit=5");
    checkGet(
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
    assertAnswer(
        check(
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
    assertAnswer(
        check(
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
    assertAnswer(
        check(
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
    checkGet(
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
    checkGet(
        DataServiceGrpc.getSampleRowsMethod(),
        SampleRowsRequest.newBuilder()
            .setConnectionId("default")
            .setSchema("s")
            .setTable("t")
            .build(),
        result.build(),
        CONNECTION + "/schemas/s/tables/t/sample");
  }

  @Test
  void answersHeadAsGetWithoutTheBody() throws Exception {
    testing.server.answer(
        ChatServiceGrpc.getListModelsMethod(), any -> ListModelsResponse.getDefaultInstance());
    HttpResponse<String> get = testing.get(CHAT + "/models");
    HttpResponse<String> head = testing.send("HEAD", CHAT + "/models", "");
    assertEquals(200, head.statusCode());
    assertEquals("", head.body());
    assertEquals(
        get.headers().firstValue("Content-Length"), head.headers().firstValue("Content-Length"));
    testing.server.request();
    testing.server.request();
  }

  @Test
  void namesTheWayOutForAnUnknownPath() throws Exception {
    for (String path :
        List.of(
            "/api/v1/chats",
            "/api/v1/chat/conversations/",
            "/api/v1/chat/conversations//messages",
            "/api/v1/chat/conversations/a/b",
            "/../etc/passwd")) {
      HttpResponse<String> response = testing.get(path);
      assertEquals(404, response.statusCode(), path);
      assertEquals(
          "application/problem+json", response.headers().firstValue("Content-Type").orElse(""));
      JsonObject problem = TestingGateway.json(response);
      assertEquals("PATH_NOT_FOUND", problem.get("reason").getAsString());
      assertTrue(problem.get("detail").getAsString().contains("/openapi"));
    }
  }

  @Test
  void namesTheAllowedMethodsForAWrongOne() throws Exception {
    HttpResponse<String> response = testing.send("PUT", CHAT + "/conversations", "{}");
    assertEquals(405, response.statusCode());
    assertEquals("GET, HEAD, POST", response.headers().firstValue("Allow").orElse(""));
    assertEquals("METHOD_NOT_ALLOWED", TestingGateway.json(response).get("reason").getAsString());
    // A stream has no length to tell.
    HttpResponse<String> head = testing.send("HEAD", CHAT + "/turns/t1/events", "");
    assertEquals(405, head.statusCode());
    assertEquals("GET", head.headers().firstValue("Allow").orElse(""));
    HttpResponse<String> cancel = testing.get(CHAT + "/turns/t1/cancel");
    assertEquals(405, cancel.statusCode());
    assertEquals("POST", cancel.headers().firstValue("Allow").orElse(""));
  }
}
