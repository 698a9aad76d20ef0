package io.chatdata.server.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.Json;
import io.chatdata.server.explorer.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is special to chat completions, and to servers that take them their own way. */
class OpenAiProtocolTest {
  private final TestingModelServer server = new TestingModelServer();
  private final List<ModelEvent> received = new ArrayList<>();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theRequestFollowsTheProtocol() {
    server.answer(TestingDelivery.of(TestingReply.saying("ok")));

    ask(
        new ModelRequest(
            "gpt-4.1",
            "Be brief.",
            List.of(
                new Prompt.User("Hi"),
                new Prompt.Assistant(
                    "Looking.",
                    List.of(new ModelEvent.Thinking("Hm", "")),
                    List.of(
                        new ModelEvent.ToolCall("a", "list_tables", "", ""),
                        new ModelEvent.ToolCall("a.b", "run_query", "{\"sql\": \"sel", ""))),
                new Prompt.ToolOutput("a", "list_tables", Json.parse("{\"n\": 1}"), null),
                new Prompt.ToolOutput("a.b", "run_query", Json.parse("{\"error\": {}}"), null),
                new Prompt.Assistant(
                    "", List.of(), List.of(new ModelEvent.ToolCall("a", "list_tables", "{}", ""))),
                new Prompt.ToolOutput("a", "list_tables", Json.parse("{\"n\": 2}"), null)),
            List.of(
                new ToolSpec(
                    "list_tables",
                    "Lists.",
                    (ObjectNode)
                        Json.parse(
                            "{\"type\": \"object\", \"properties\": {\"schema\": {\"type\":"
                                + " \"string\", \"description\": \"d\"}}, \"required\":"
                                + " [\"schema\"]}"))),
            "default"));

    TestingModelServer.Request request = server.requests().getFirst();
    JsonNode sent = request.body();
    assertEquals("/v1/chat/completions", request.path());
    assertEquals("Bearer " + TestingModelServer.KEY, request.headers().get("authorization"));
    assertFalse(request.headers().containsKey("upgrade"));
    assertTrue(sent.path("stream").asBoolean());
    assertTrue(sent.at("/stream_options/include_usage").asBoolean());
    assertEquals(
        List.of("system", "user", "assistant", "tool", "tool", "assistant", "tool"),
        sent.path("messages").valueStream().map(message -> message.path("role").asText()).toList());
    assertEquals("{}", sent.at("/messages/2/tool_calls/0/function/arguments").asText());
    // Cut arguments go back as JSON; ids are what every provider takes, and never twice the same.
    assertEquals(
        "{\"arguments_text\":\"{\\\"sql\\\": \\\"sel\"}",
        sent.at("/messages/2/tool_calls/1/function/arguments").asText());
    assertEquals(
        List.of("a", "a_b", "a_2"),
        Stream.of(
                "/messages/2/tool_calls/0/id",
                "/messages/2/tool_calls/1/id",
                "/messages/5/tool_calls/0/id")
            .map(at -> sent.at(at).asText())
            .toList());
    assertEquals(
        List.of("a", "a_b", "a_2"),
        Stream.of(3, 4, 6).map(i -> sent.at("/messages/" + i + "/tool_call_id").asText()).toList());
    assertEquals("{\"n\":1}", sent.at("/messages/3/content").asText());
    assertEquals("schema", sent.at("/tools/0/function/parameters/required/0").asText());
    assertFalse(sent.has("reasoning_effort"));
    assertFalse(sent.toString().contains("Hm"));
  }

  /** Pieces are: index, id, name, arguments; - means that the piece has no such field. */
  @ParameterizedTest
  @CsvSource({
    // As OpenAI does it.
    "'0 a f {; 0 - - }; 1 b g {}', 'a f {}; b g {}'",
    // The pieces of two calls in turns.
    "'0 a f {; 1 b g {; 0 - - }; 1 - - }', 'a f {}; b g {}'",
    // Name and id repeated with each piece.
    "'0 a f {; 0 a f }', 'a f {}'",
    // No numbers.
    "'- a f {; - - - }; - b g {}', 'a f {}; b g {}'",
    // All calls with the number 0.
    "'0 a f {}; 0 b g {; 0 b - }', 'a f {}; b g {}'",
    // No ids.
    "'0 - f {}; 1 - g {}', ' f {};  g {}'"
  })
  void toolCallsArePutTogetherHoweverTheyCome(String pieces, String calls) {
    List<String> events =
        new ArrayList<>(
            Stream.of(pieces.split("; ")).map(piece -> toolCallPiece(piece.split(" "))).toList());
    events.add("{\"choices\": [{\"delta\": {}, \"finish_reason\": \"stop\"}]}");
    server.answer(TestingDelivery.events(events));

    assertEquals(FinishReason.TOOL_CALLS, ask(RecordedStreamsTest.request()).finishReason());

    assertEquals(
        calls,
        String.join(
            "; ",
            received.stream()
                .map(event -> (ModelEvent.ToolCall) event)
                .map(call -> call.id() + " " + call.tool() + " " + call.arguments())
                .toList()));
  }

  private static String toolCallPiece(String... fields) {
    ObjectNode piece = Json.object();
    if (!fields[0].equals("-")) {
      piece.put("index", Integer.parseInt(fields[0]));
    }
    if (!fields[1].equals("-")) {
      piece.put("id", fields[1]);
    }
    ObjectNode function = piece.putObject("function");
    if (!fields[2].equals("-")) {
      function.put("name", fields[2]);
    }
    function.put("arguments", fields[3]);
    return "{\"choices\": [{\"delta\": {\"tool_calls\": [%s]}}]}".formatted(piece);
  }

  @ParameterizedTest
  @CsvSource({
    "stop, STOP",
    "length, LENGTH",
    "content_filter, CONTENT_FILTER",
    "tool_calls, TOOL_CALLS",
    "function_call, TOOL_CALLS",
    "eos, STOP"
  })
  void finishReasonsAreTold(String said, FinishReason reason) {
    server.answer(
        TestingDelivery.events(
            List.of(
                "{\"choices\": [{\"delta\": {}, \"finish_reason\": \"%s\"}]}".formatted(said))));

    assertEquals(reason, ask(RecordedStreamsTest.request()).finishReason());
  }

  @Test
  void aRefusalIsSaidAndToldFromAnAnswer() {
    server.answer(
        TestingDelivery.events(
            List.of(
                "{\"choices\": [{\"delta\": {\"content\": null, \"refusal\": \"I can't\"}}]}",
                "{\"choices\": [{\"delta\": {\"refusal\": \" do that.\"}}]}",
                "{\"choices\": [{\"delta\": {}, \"finish_reason\": \"stop\"}]}")));

    assertEquals(FinishReason.REFUSAL, ask(RecordedStreamsTest.request()).finishReason());
    assertEquals(
        List.of(new ModelEvent.Text("I can't"), new ModelEvent.Text(" do that.")), received);
  }

  /** xAI counts reasoning in the total only. */
  @Test
  void reasoningThatIsNotAmongTheCompletionIsOutputToo() {
    server.answer(
        TestingDelivery.events(
            List.of(
                "{\"choices\": [{\"delta\": {\"content\": \"x\"}, \"finish_reason\": \"stop\"}]}",
                "{\"choices\": [], \"usage\": {\"prompt_tokens\": 12, \"completion_tokens\": 1,"
                    + " \"total_tokens\": 303, \"completion_tokens_details\":"
                    + " {\"reasoning_tokens\": 290}}}")));

    ModelReply reply = ask(RecordedStreamsTest.request());

    assertEquals(291, reply.usage().outputTokens());
    assertEquals(290, reply.usage().reasoningTokens());
  }

  private ModelReply ask(ModelRequest request) {
    return server.provider().ask(request, received::add, new Cancellation());
  }
}
