package io.chatdata.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What can't be read is refused with the field's name, and nothing reaches the server. */
class InputTest {
  private static final String CONVERSATIONS = "/api/v1/chat/conversations";
  private static final String MESSAGES = CONVERSATIONS + "/c1/messages";
  private static final String QUERY = "/api/v1/data/connections/default/query";

  private static TestingGateway testing;

  @BeforeAll
  static void start() {
    testing = new TestingGateway();
  }

  @AfterAll
  static void stop() {
    testing.close();
  }

  private static void assertField(HttpResponse<String> response, String field, String detail) {
    assertEquals(400, response.statusCode(), response.body());
    assertEquals(
        "application/problem+json", response.headers().firstValue("Content-Type").orElse(""));
    JsonObject problem = TestingGateway.json(response);
    assertEquals("INVALID_FIELD", problem.get("reason").getAsString());
    assertEquals(detail, problem.get("detail").getAsString());
    assertEquals(
        field,
        problem.getAsJsonArray("violations").get(0).getAsJsonObject().get("field").getAsString());
    assertFalse(testing.server.hasRequest());
  }

  private static void assertBody(HttpResponse<String> response, int status, String detail) {
    assertEquals(status, response.statusCode(), response.body());
    JsonObject problem = TestingGateway.json(response);
    assertEquals("INVALID_BODY", problem.get("reason").getAsString());
    assertEquals(detail, problem.get("detail").getAsString());
    assertFalse(testing.server.hasRequest());
  }

  @Test
  void anUnknownFieldIsNamedWithTheValidOnes() throws Exception {
    assertField(
        testing.post(MESSAGES, "{\"contnet\": \"hi\"}"),
        "contnet",
        "Unknown field 'contnet'; valid ones: content, regenerate_message_id, parent_message_id,"
            + " provider, model, connection_id, request_id, stream, detach");
    assertField(
        testing.post("/api/v1/data/charts", "{\"chart\": {\"markk\": 1}}"),
        "chart.markk",
        "Unknown field 'chart.markk'; valid ones: result_id, mark, x, y, series, aggregate, title");
    assertField(
        testing.post("/api/v1/chat/turns/t1/cancel", "{\"now\": true}"),
        "now",
        "Unknown field 'now'; there are none here");
  }

  @Test
  void aValueOfTheWrongKindIsShownWithTheRightKind() throws Exception {
    assertField(
        testing.post(MESSAGES, "{\"content\": 7}"), "content", "content is 7; it must be a text");
    assertField(
        testing.post(MESSAGES, "{\"content\": [\"a\"]}"),
        "content",
        "content is [\"a\"]; it must be a text");
    assertField(
        testing.post(MESSAGES, "{\"content\": \"a\", \"stream\": \"yes\"}"),
        "stream",
        "stream is \"yes\"; it must be true or false");
    assertField(
        testing.post(QUERY, "{\"sql\": \"select 1\", \"limit\": \"many\"}"),
        "limit",
        "limit is \"many\"; it must be a whole number of at most 32 bits");
    assertField(
        testing.post(QUERY, "{\"sql\": \"select 1\", \"limit\": 1.5}"),
        "limit",
        "limit is 1.5; it must be a whole number of at most 32 bits");
    assertField(
        testing.post(QUERY, "{\"sql\": \"select 1\", \"timeout\": 5}"),
        "timeout",
        "timeout is 5; it must be a duration, such as \"5s\"");
    assertField(
        testing.post(CONVERSATIONS, "{\"metadata\": []}"),
        "metadata",
        "metadata is []; it must be an object");
    assertField(
        testing.post("/api/v1/data/charts", "{\"chart\": {\"mark\": \"DONUT\"}}"),
        "chart.mark",
        "chart.mark is \"DONUT\"; it must be one of CHART_MARK_UNSPECIFIED, CHART_MARK_LINE,"
            + " CHART_MARK_BAR, CHART_MARK_AREA, CHART_MARK_POINT, CHART_MARK_PIE,"
            + " CHART_MARK_HISTOGRAM");
    assertField(
        testing.post("/api/v1/data/charts", "{\"chart\": {\"y\": \"a\"}}"),
        "chart.y",
        "chart.y is \"a\"; it must be a list");
    assertField(
        testing.post("/api/v1/data/charts", "{\"chart\": {\"y\": [\"a\", 2]}}"),
        "chart.y[1]",
        "chart.y[1] is 2; it must be a text");
    assertField(
        testing.post("/api/v1/data/charts", "{\"chart\": \"bar\"}"),
        "chart",
        "chart is \"bar\"; it must be an object");
  }

  @Test
  void fieldsThatExcludeEachOtherAreRefusedTogether() throws Exception {
    assertField(
        testing.post(MESSAGES, "{\"content\": \"a\", \"regenerate_message_id\": \"b\"}"),
        "regenerate_message_id",
        "regenerate_message_id can't be given together with content");
    assertField(
        testing.post(MESSAGES, "{\"content\": \"a\", \"content\": \"b\"}"),
        "content",
        "content is given twice");
    assertField(
        testing.post(MESSAGES, "{\"content\": \"a\", \"conversation_id\": \"c2\"}"),
        "conversation_id",
        "conversation_id is \"c2\", but the path says 'c1'");
  }

  @Test
  void aQueryParameterThatIsUnknownOrUnusableIsNamed() throws Exception {
    assertField(
        testing.get(CONVERSATIONS + "?page_sze=5"),
        "page_sze",
        "Unknown query parameter 'page_sze'; valid ones: deleted, page_size, page_token, tag,"
            + " title_contains");
    assertField(
        testing.get("/api/v1/chat/models?x=1"),
        "x",
        "Unknown query parameter 'x'; there are none here");
    assertField(
        testing.post(QUERY + "?limit=1", "{\"sql\": \"select 1\"}"),
        "limit",
        "Unknown query parameter 'limit'; there are none here");
    assertField(
        testing.get(CONVERSATIONS + "?page_size=abc"),
        "page_size",
        "page_size is 'abc'; it must be a whole number of at most 32 bits");
    assertField(
        testing.get(CONVERSATIONS + "?page_size=99999999999"),
        "page_size",
        "page_size is '99999999999'; it must be a whole number of at most 32 bits");
    assertField(
        testing.get(CONVERSATIONS + "?deleted=1"),
        "deleted",
        "deleted is '1'; it must be true or false");
    assertField(
        testing.get(MESSAGES + "?view=SOME"),
        "view",
        "view is 'SOME'; it must be one of MESSAGE_VIEW_UNSPECIFIED, MESSAGE_VIEW_BASIC,"
            + " MESSAGE_VIEW_FULL");
    assertField(
        testing.get(CONVERSATIONS + "?page_size=1&page_size=2"),
        "page_size",
        "page_size is given twice");
    assertField(
        testing.get(CONVERSATIONS + "?tag=%ff"), "%ff", "The query: The bytes are not UTF-8");
    assertField(
        testing.get("/api/v1/chat/turns/%ff"),
        "turn_id",
        "turn_id in the path: The bytes are not UTF-8");
  }

  @Test
  void aBodyThatIsNoJsonObjectIsRefusedWithThePlace() throws Exception {
    assertBody(
        testing.post(MESSAGES, "{\"content\": \"a\""),
        400,
        "The body is not valid JSON: line 1 column 16");
    assertBody(
        testing.post(MESSAGES, "{\n content: \"a\"}"),
        400,
        "The body is not valid JSON: line 2 column 3");
    assertBody(
        testing.post(MESSAGES, "{\"content\": \"a\"} {}"),
        400,
        "The body is not valid JSON: line 1 column 19");
    assertBody(
        testing.post(MESSAGES, "[]"),
        400,
        "The body must be a JSON object, such as {\"content\": \"…\"}");
    assertBody(testing.post(MESSAGES, "nul"), 400, "The body is not valid JSON: line 1 column 1");
    assertBody(
        testing.post(MESSAGES, "{\"content\": " + "[".repeat(300)),
        400,
        "The body is not valid JSON: line 1 column 268");
    assertBody(
        testing.send(
            testing
                .to(MESSAGES)
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofByteArray(
                        "{\"content\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1)))
                .build()),
        400,
        "The body is not UTF-8");
  }

  @Test
  void halfOfASurrogatePairIsRefused() throws Exception {
    assertField(
        testing.post(MESSAGES, "{\"content\": \"a\\ud800b\"}"),
        "content",
        "content has half of a surrogate pair, which is no text");
  }

  @Test
  void aBodyOfAnotherTypeIsRefusedWithTheWayOut() throws Exception {
    assertBody(
        testing.send(
            testing
                .to(MESSAGES)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("{\"content\": \"a\"}"))
                .build()),
        415,
        "The Content-Type is 'application/x-www-form-urlencoded'; the body must be sent as"
            + " application/json");
  }

  @Test
  void anUpdateWithoutAFieldIsRefused() throws Exception {
    assertField(
        testing.send("PATCH", CONVERSATIONS + "/c1", "{}"),
        "update_mask",
        "The body has no field to change");
    assertTrue(testing.send("PATCH", CONVERSATIONS + "/c1", "{\"foo\": 1}").body().contains("foo"));
  }
}
