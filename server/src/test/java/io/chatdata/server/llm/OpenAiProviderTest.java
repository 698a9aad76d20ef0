package io.chatdata.server.llm;

import static io.chatdata.server.llm.TestingOpenAi.cut;
import static io.chatdata.server.llm.TestingOpenAi.events;
import static io.chatdata.server.llm.TestingOpenAi.finish;
import static io.chatdata.server.llm.TestingOpenAi.moreArguments;
import static io.chatdata.server.llm.TestingOpenAi.silentAfter;
import static io.chatdata.server.llm.TestingOpenAi.status;
import static io.chatdata.server.llm.TestingOpenAi.text;
import static io.chatdata.server.llm.TestingOpenAi.toolCall;
import static io.chatdata.server.llm.TestingOpenAi.usage;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.Json;
import io.chatdata.server.base.Reason;
import io.chatdata.server.explorer.ToolSpec;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenAiProviderTest {
  private final TestingOpenAi openAi = new TestingOpenAi();
  private final List<ModelEvent> received = new ArrayList<>();

  @AfterEach
  void stop() {
    openAi.close();
  }

  @Test
  void textComesInPiecesWithUsageAndCost() {
    openAi.answer(events(List.of(text("Hel"), text("lo"), finish("stop"), usage(1000, 400, 200))));

    ModelReply reply = ask(request());

    assertEquals(List.of(new ModelEvent.Text("Hel"), new ModelEvent.Text("lo")), received);
    assertEquals(FinishReason.STOP, reply.finishReason());
    assertEquals(400, reply.usage().cachedInputTokens());
    // 600 × $2 + 400 × $0.50 + 200 × $8, each per million.
    assertEquals(new BigDecimal("0.003"), reply.usage().costUsd());
  }

  @Test
  void streamedToolCallsComeWholeAndInOrder() {
    openAi.answer(
        events(
            List.of(
                toolCall(0, "a", "run_query", "{\"sql\""),
                moreArguments(0, ": \"select 1\"}"),
                toolCall(1, "b", "list_tables", ""),
                finish("tool_calls"))));

    ModelReply reply = ask(request());

    assertEquals(FinishReason.TOOL_CALLS, reply.finishReason());
    assertEquals(
        List.of(
            new ModelEvent.ToolCall("a", "run_query", "{\"sql\": \"select 1\"}", ""),
            new ModelEvent.ToolCall("b", "list_tables", "", "")),
        received);
  }

  @Test
  void theRequestFollowsTheProtocol() {
    openAi.answer(events(List.of(text("ok"), finish("stop"))));

    ask(
        new ModelRequest(
            "gpt-4.1",
            "Be brief.",
            List.of(
                new Prompt.User("Hi"),
                new Prompt.Assistant(
                    "Looking.",
                    List.of(),
                    List.of(new ModelEvent.ToolCall("a", "list_tables", "{}", ""))),
                new Prompt.ToolOutput("a", "list_tables", Json.parse("{\"n\": 1}"), null)),
            List.of(
                new ToolSpec(
                    "list_tables",
                    "Lists.",
                    (com.fasterxml.jackson.databind.node.ObjectNode)
                        Json.parse(
                            "{\"type\": \"object\", \"properties\": {\"schema\": {\"type\":"
                                + " \"string\", \"description\": \"d\"}}, \"required\":"
                                + " [\"schema\"]}"))),
            "default"));

    JsonNode sent = openAi.requests().getFirst();
    assertEquals("Bearer " + TestingOpenAi.KEY, openAi.authorizations().getFirst());
    assertTrue(sent.path("stream").asBoolean());
    assertEquals("system", sent.at("/messages/0/role").asText());
    assertEquals("a", sent.at("/messages/2/tool_calls/0/id").asText());
    assertEquals("a", sent.at("/messages/3/tool_call_id").asText());
    assertEquals("{\"n\":1}", sent.at("/messages/3/content").asText());
    assertEquals("schema", sent.at("/tools/0/function/parameters/required/0").asText());
  }

  @Test
  void aStreamWithoutItsEndIsCutOffAndNeverComplete() {
    openAi.answer(cut(List.of(text("Hel"))));

    ModelFailure failure = assertThrows(ModelFailure.class, () -> ask(request()));

    assertEquals(Reason.PROVIDER_STREAM_CUT, failure.reason());
    assertEquals(List.of(new ModelEvent.Text("Hel")), received);
  }

  @Test
  void aSilentStreamEnds() {
    var released = new CountDownLatch(1);
    openAi.answer(silentAfter(List.of(text("Hel")), released));

    ModelFailure failure =
        assertThrows(
            ModelFailure.class,
            () ->
                openAi
                    .provider(Duration.ofMillis(300))
                    .ask(request(), received::add, new Cancellation()));

    released.countDown();
    assertEquals(Reason.PROVIDER_STREAM_CUT, failure.reason());
    assertTrue(failure.problem().message().contains("silent"));
  }

  @Test
  void cancellingEndsTheCallBeforeAndAfterTheFirstPiece() {
    var released = new CountDownLatch(1);
    openAi.answer(silentAfter(List.of(), released), silentAfter(List.of(text("x")), released));
    for (int i = 0; i < 2; i++) {
      var cancellation = new Cancellation();
      int asked = i + 1;
      Thread.ofVirtual()
          .start(
              () -> {
                while (openAi.requests().size() < asked || received.size() < asked - 1) {
                  Thread.onSpinWait();
                }
                cancellation.cancel();
              });
      assertEquals(
          FinishReason.CANCELLED,
          openAi.provider().ask(request(), received::add, cancellation).finishReason());
    }
    released.countDown();
  }

  @Test
  void aRefusedKeyIsSaidWithoutTheKey() {
    openAi.answer(
        status(
            401,
            "{\"error\": {\"message\": \"Incorrect API key provided: %s.\"}}"
                .formatted(TestingOpenAi.KEY)));

    ModelFailure failure = assertThrows(ModelFailure.class, () -> ask(request()));

    assertEquals(Reason.PROVIDER_REJECTED, failure.reason());
    assertTrue(failure.problem().message().contains("openai answered 401"));
    assertFalse(failure.problem().message().contains(TestingOpenAi.KEY));
    assertFalse(String.valueOf(failure.rawRequest()).contains(TestingOpenAi.KEY));
  }

  @Test
  void statusesHaveTheirReasons() {
    openAi.answer(status(429, "{}"), status(503, "<html>"), status(404, "{}"), status(400, "{}"));

    assertEquals(Reason.PROVIDER_RATE_LIMITED, failure().reason());
    assertEquals(Reason.PROVIDER_UNAVAILABLE, failure().reason());
    assertEquals(Reason.PROVIDER_REJECTED, failure().reason());
    assertEquals(Reason.PROVIDER_REJECTED, failure().reason());
  }

  @Test
  void whatAConsumerThrowsIsNotSwallowed() {
    openAi.answer(events(List.of(text("a"), text("b"), finish("stop"))));
    Consumer<ModelEvent> refusing =
        event -> {
          throw new IllegalStateException("no");
        };

    assertThrows(
        IllegalStateException.class,
        () -> openAi.provider().ask(request(), refusing, new Cancellation()));
  }

  /** Expectations are derived from the recordings themselves. */
  @Test
  void recordedStreamsComeThroughWhole() throws IOException {
    Path recordings = shared("fixtures/provider-streams");
    if (recordings == null) {
      System.out.println(
          "The recorded provider streams don't lie beside the project: not replayed");
      return;
    }
    try (Stream<Path> files = Files.walk(recordings)) {
      List<Path> replayed =
          files
              .filter(
                  file ->
                      file.toString().matches(".*/(openai|xai|openai-compatible)/.*chunks\\.txt"))
              .toList();
      assertFalse(replayed.isEmpty());
      for (Path file : replayed) {
        replay(file);
      }
    }
  }

  private void replay(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
    var text = new StringBuilder();
    var thinking = new StringBuilder();
    var arguments = new StringBuilder();
    for (String line : lines) {
      JsonNode delta = Json.parse(line).at("/choices/0/delta");
      text.append(delta.path("content").asText(""));
      thinking.append(delta.path("reasoning_content").asText(""));
      delta
          .path("tool_calls")
          .forEach(call -> arguments.append(call.at("/function/arguments").asText("")));
    }
    received.clear();
    openAi.answer(events(lines));

    ask(request());

    var gotText = new StringBuilder();
    var gotThinking = new StringBuilder();
    var gotArguments = new StringBuilder();
    for (ModelEvent event : received) {
      switch (event) {
        case ModelEvent.Text piece -> gotText.append(piece.text());
        case ModelEvent.Thinking piece -> gotThinking.append(piece.text());
        case ModelEvent.ToolCall call -> gotArguments.append(call.arguments());
      }
    }
    assertEquals(
        text.toString().replace("null", ""),
        gotText.toString().replace("null", ""),
        file.toString());
    assertEquals(thinking.toString(), gotThinking.toString(), file.toString());
    assertEquals(arguments.toString(), gotArguments.toString(), file.toString());
  }

  private static @org.jspecify.annotations.Nullable Path shared(String folder) {
    for (Path path = Path.of("").toAbsolutePath(); path != null; path = path.getParent()) {
      Path candidate = path.resolve("shared").resolve(folder);
      if (Files.exists(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  private ModelFailure failure() {
    return assertThrows(ModelFailure.class, () -> ask(request()));
  }

  private ModelReply ask(ModelRequest request) {
    return openAi.provider().ask(request, received::add, new Cancellation());
  }

  private static ModelRequest request() {
    return new ModelRequest(
        "gpt-4.1", "Be brief.", List.of(new Prompt.User("Hi")), List.of(), "default");
  }
}
