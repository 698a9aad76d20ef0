package io.chatdata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The contract's examples for curl, as they are written there but for the port. */
class CurlExamplesIT {
  private static final String CREATE =
      """
      curl -X POST localhost:8000/api/v1/chat/conversations -H 'Content-Type: application/json' \
      -d '{"provider": "%s", "model": "%s"%s}'\
      """;
  private static final String ASK =
      """
      curl -N -X POST localhost:8000/api/v1/chat/conversations/%s/messages \
      -H 'Content-Type: application/json' \
      -d '{"content": "What tables are in the public schema?", "stream": %s}'\
      """;

  private final TestingProduct product = TestingProduct.plain();

  @Test
  void withoutAKeyTheTurnFailsAndSaysWhatHelps() {
    JsonNode conversation =
        json(CREATE.formatted("openai", "gpt-4-turbo-preview", ", \"connection_id\": \"default\""));
    assertEquals("openai", conversation.path("provider").asText());
    assertEquals("gpt-4-turbo-preview", conversation.path("model").asText());
    assertEquals("default", conversation.path("connection_id").asText());
    String id = conversation.path("id").asText();

    failed(streamed(id));
    failed(atOnce(id));
  }

  private static void failed(JsonNode end) {
    assertEquals("TURN_STATUS_FAILED", end.path("status").asText(), end.toString());
    JsonNode error = end.path("error");
    assertEquals("PROVIDER_NOT_CONFIGURED", error.path("details").path(0).path("reason").asText());
    String message = error.path("message").asText();
    assertTrue(message.contains("OPENAI_API_KEY"), message);
    assertTrue(message.contains("builtin") || message.contains("built-in"), message);
  }

  @Test
  void aProviderAndAModelAreEnough() {
    JsonNode conversation = json(CREATE.formatted("openai", "gpt-4-turbo-preview", ""));

    assertEquals("default", conversation.path("connection_id").asText());
  }

  @Test
  void theBuiltInPlannerAnswersStreamedAndAtOnce() {
    String id = json(CREATE.formatted("builtin", "", "")).path("id").asText();

    for (JsonNode end : List.of(streamed(id), atOnce(id))) {
      assertEquals("TURN_STATUS_COMPLETED", end.path("status").asText(), end.toString());
      String answer = end.path("message").path("content").asText();
      assertTrue(answer.contains("order_items"), answer);
    }
  }

  @Test
  void conversationsAreListedNewestFirst() {
    String older = json(CREATE.formatted("builtin", "", "")).path("id").asText();
    String newer = json(CREATE.formatted("openai", "gpt-4-turbo-preview", "")).path("id").asText();

    List<String> ids = new ArrayList<>();
    json("curl localhost:8000/api/v1/chat/conversations")
        .path("conversations")
        .forEach(conversation -> ids.add(conversation.path("id").asText()));

    assertTrue(ids.indexOf(newer) >= 0, ids.toString());
    assertTrue(ids.indexOf(newer) < ids.indexOf(older), ids.toString());
  }

  /** How the turn of the example that streams ended. */
  private JsonNode streamed(String conversation) {
    String last =
        curl(ASK.formatted(conversation, "true"))
            .lines()
            .filter(line -> line.startsWith("data: "))
            .reduce("", (before, line) -> line.substring("data: ".length()));
    return Json.parse(last).path("turn_finished");
  }

  /** How the turn of the example that doesn't stream ended. */
  private JsonNode atOnce(String conversation) {
    return json(ASK.formatted(conversation, "false"));
  }

  private JsonNode json(String command) {
    return Json.parse(curl(command));
  }

  private String curl(String command) {
    TestingCommand.needs("curl");
    String here = "localhost:" + URI.create(product.gateway()).getPort();
    return TestingCommand.run(
            TestingCommand.of(
                List.of("sh", "-c", command.replace("localhost:8000", here)), Map.of()))
        .succeeded()
        .out();
  }
}
