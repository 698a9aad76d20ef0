package io.chatdata.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.ListModelsResponse;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What holds of all routes: the methods that they answer, and what is said where there is none. */
class RoutesTest {
  private static final String CHAT = "/api/v1/chat";

  private static TestingGateway testing;

  @BeforeAll
  static void start() {
    testing = new TestingGateway();
  }

  @AfterAll
  static void stop() {
    testing.close();
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
