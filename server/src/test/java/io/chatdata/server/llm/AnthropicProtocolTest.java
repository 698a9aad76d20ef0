package io.chatdata.server.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is special to Anthropic's messages. */
class AnthropicProtocolTest {
  private final TestingModelServer server = new TestingModelServer();
  private final List<ModelEvent> received = new ArrayList<>();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theRequestFollowsTheProtocol() {
    server.answer(TestingDelivery.of(TestingReply.saying("ok")));

    ask(TwoRoundsTest.conversation("claude-haiku-4-5"));

    TestingModelServer.Request request = server.requests().getFirst();
    JsonNode sent = request.body();
    assertEquals("/v1/messages", request.path());
    assertEquals(TestingModelServer.KEY, request.headers().get("x-api-key"));
    assertEquals("2023-06-01", request.headers().get("anthropic-version"));
    assertTrue(sent.path("stream").asBoolean());
    assertEquals(32000, sent.path("max_tokens").asInt());
    assertEquals("enabled", sent.at("/thinking/type").asText());
    assertTrue(
        sent.at("/thinking/budget_tokens").asInt() < sent.path("max_tokens").asInt(),
        sent.path("thinking").toString());
    TestingWireCheck.anthropic(sent);
  }

  @Test
  void newerModelsDecideThemselvesHowMuchToReason() {
    server.answer(TestingDelivery.of(TestingReply.saying("ok")));

    ask(TwoRoundsTest.conversation("claude-sonnet-5-5"));

    JsonNode sent = server.requests().getFirst().body();
    assertEquals(
        Json.parse("{\"type\": \"adaptive\", \"display\": \"summarized\"}"), sent.path("thinking"));
  }

  @Test
  void anUnknownModelIsAskedForNoReasoning() {
    server.answer(TestingDelivery.of(TestingReply.saying("ok")));

    ask(TwoRoundsTest.conversation("claude-new"));

    JsonNode sent = server.requests().getFirst().body();
    assertFalse(sent.has("thinking"));
    assertTrue(sent.path("max_tokens").asInt() > 0);
  }

  @Test
  void eachBlockOfReasoningKeepsItsSignature() {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      events.add(
          "{\"type\": \"content_block_start\", \"index\": %d, \"content_block\": {\"type\": \"thinking\", \"thinking\": \"\", \"signature\": \"\"}}"
              .formatted(i));
      events.add(
          "{\"type\": \"content_block_delta\", \"index\": %d, \"delta\": {\"type\": \"thinking_delta\", \"thinking\": \"t%d\"}}"
              .formatted(i, i));
      events.add(
          "{\"type\": \"content_block_delta\", \"index\": %d, \"delta\": {\"type\": \"signature_delta\", \"signature\": \"s%d\"}}"
              .formatted(i, i));
      events.add("{\"type\": \"content_block_stop\", \"index\": %d}".formatted(i));
    }
    events.add("{\"type\": \"message_delta\", \"delta\": {\"stop_reason\": \"end_turn\"}}");
    server.answer(TestingDelivery.events(events));

    ask(RecordedStreamsTest.request());

    assertEquals(
        List.of(
            new ModelEvent.Thinking("t0", ""),
            new ModelEvent.Thinking("", "s0"),
            new ModelEvent.Thinking("t1", ""),
            new ModelEvent.Thinking("", "s1")),
        received);
  }

  /** Reading from and writing to the cache have prices of their own. */
  @Test
  void costsCountTheCache() {
    server.answer(
        TestingDelivery.events(
            List.of(
                "{\"type\": \"message_start\", \"message\": {\"usage\": {\"input_tokens\": 100,"
                    + " \"cache_creation_input_tokens\": 2000, \"cache_read_input_tokens\": 3000,"
                    + " \"output_tokens\": 1}}}",
                "{\"type\": \"message_delta\", \"delta\": {\"stop_reason\": \"end_turn\"},"
                    + " \"usage\": {\"output_tokens\": 400}}",
                "{\"type\": \"message_stop\"}")));

    ModelReply reply = ask(TwoRoundsTest.conversation("claude-haiku-4-5"));

    assertEquals(5100, reply.usage().inputTokens());
    assertEquals(3000, reply.usage().cachedInputTokens());
    // 100 × $1 + 2000 × $1.25 + 3000 × $0.10 + 400 × $5, each per million.
    assertEquals("0.0049", String.valueOf(reply.usage().costUsd()));
  }

  @ParameterizedTest
  @CsvSource({
    "end_turn, STOP",
    "stop_sequence, STOP",
    "pause_turn, STOP",
    "max_tokens, LENGTH",
    "model_context_window_exceeded, LENGTH",
    "tool_use, TOOL_CALLS",
    "refusal, REFUSAL"
  })
  void finishReasonsAreTold(String said, FinishReason reason) {
    server.answer(
        TestingDelivery.events(
            List.of(
                "{\"type\": \"message_delta\", \"delta\": {\"stop_reason\": \"%s\"}}"
                    .formatted(said))));

    assertEquals(reason, ask(RecordedStreamsTest.request()).finishReason());
  }

  private ModelReply ask(ModelRequest request) {
    return server
        .provider(server.config(ProviderConfig.Wire.ANTHROPIC, "anthropic"))
        .ask(request, received::add, new Cancellation());
  }
}
