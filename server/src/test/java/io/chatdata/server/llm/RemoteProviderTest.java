package io.chatdata.server.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.Reason;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every protocol. */
class RemoteProviderTest {
  private final TestingModelServer server = new TestingModelServer();
  private final List<ModelEvent> received = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void textReasoningAndToolCallsComeWithUsageAndCost(ProviderConfig.Wire wire) {
    server.answer(
        TestingDelivery.of(
            TestingReply.saying("Hel", "lo")
                .thinking("Hm")
                .calling("a", "run_query", "{'sql':'select 1'}")
                .calling("b", "list_tables", "{}")));

    ModelReply reply = ask(wire);

    assertEquals(
        List.of("Hm", "Hel", "lo", "run_query {\"sql\":\"select 1\"}", "list_tables {}"),
        received.stream()
            .map(
                event ->
                    switch (event) {
                      case ModelEvent.Text text -> text.text();
                      case ModelEvent.Thinking thinking -> thinking.text();
                      case ModelEvent.ToolCall call -> call.tool() + " " + call.arguments();
                    })
            .filter(text -> !text.isEmpty())
            .toList());
    assertEquals(FinishReason.TOOL_CALLS, reply.finishReason());
    assertEquals(TestingReply.MODEL, reply.model());
    assertEquals(1000, reply.usage().inputTokens());
    assertEquals(400, reply.usage().cachedInputTokens());
    assertEquals(200, reply.usage().outputTokens());
    assertFalse(reply.usage().estimated());
    // 600 × $2 + 400 × $0.50 + 200 × $8, each per million.
    assertEquals(new BigDecimal("0.003"), reply.usage().costUsd());
  }

  @ParameterizedTest
  @EnumSource
  void aStreamWithoutItsEndIsCutOffAndAskedForOnce(ProviderConfig.Wire wire) {
    server.answer(TestingDelivery.of(TestingReply.saying("Hel", "lo", "!", "?")).brokenAfter(4));

    ModelFailure failure = assertThrows(ModelFailure.class, () -> ask(wire));

    assertEquals(Reason.PROVIDER_STREAM_CUT, failure.reason());
    assertFalse(received.isEmpty());
    assertEquals(1, server.requests().size());
    assertTrue(failure.usage().inputTokens() > 0);
  }

  @ParameterizedTest
  @EnumSource
  void aResetBeforeTheAnswerIsTriedAgainAndSeenByNobody(ProviderConfig.Wire wire) {
    server.answer(
        TestingDelivery.reset(),
        TestingDelivery.of(TestingReply.saying("x")).brokenAfter(0),
        TestingDelivery.of(TestingReply.saying("Hello")));

    assertEquals(FinishReason.STOP, ask(wire).finishReason());

    assertEquals(List.of(new ModelEvent.Text("Hello")), received);
    assertEquals(3, server.requests().size());
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503, 529})
  void aStatusThatPassesIsTriedAgain(int status) {
    server.answer(
        TestingDelivery.status(status, "{}"), TestingDelivery.of(TestingReply.saying("Hello")));

    assertEquals(FinishReason.STOP, ask(ProviderConfig.Wire.OPENAI).finishReason());
  }

  @ParameterizedTest
  @CsvSource({
    "400, PROVIDER_REJECTED",
    "401, PROVIDER_REJECTED",
    "403, PROVIDER_REJECTED",
    "404, PROVIDER_REJECTED",
    "422, PROVIDER_REJECTED",
    "302, PROVIDER_REJECTED"
  })
  void aStatusThatStaysIsNotTriedAgain(int status, Reason reason) {
    server.answer(TestingDelivery.status(status, "<html>nginx</html>"));

    ModelFailure failure = failure();

    assertEquals(reason, failure.reason());
    assertTrue(
        failure.problem().message().startsWith("openai answered " + status), failure.getMessage());
    assertEquals(1, server.requests().size());
  }

  @Test
  void afterThreeAttemptsItIsGivenUp() {
    TestingDelivery down = TestingDelivery.status(503, "{\"error\": {\"message\": \"busy\"}}");
    server.answer(down, down, down);

    ModelFailure failure = failure();

    assertEquals(Reason.PROVIDER_UNAVAILABLE, failure.reason());
    assertEquals(
        "openai answered 503: busy. Try again later (3 attempts)", failure.problem().message());
  }

  @Test
  void theWaitThatAProviderAsksForIsKept() {
    server.answer(
        TestingDelivery.status(429, "{}", "Retry-After: 0"),
        TestingDelivery.status(429, "{}", "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT"),
        TestingDelivery.of(TestingReply.saying("Hello")));

    assertEquals(FinishReason.STOP, ask(ProviderConfig.Wire.OPENAI).finishReason());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
          Retry-After: 3600, "{}",                                                      3600
          X-None: 0,         "{'error': {'details': [{'retryDelay': '34.5s'}]}}",       34
          """)
  void aLongWaitIsThePersonsToDecide(String header, String body, int seconds) {
    server.answer(TestingDelivery.status(429, body.replace('\'', '"'), header));

    ModelFailure failure = failure();

    assertEquals(Reason.PROVIDER_RATE_LIMITED, failure.reason());
    assertEquals(
        seconds, java.util.Objects.requireNonNull(failure.problem().retryAfter()).toSeconds());
    assertEquals(1, server.requests().size());
  }

  @Test
  void aProviderThatIsNotThereIsSaid() {
    server.close();

    ModelFailure failure = failure();

    assertEquals(Reason.PROVIDER_UNAVAILABLE, failure.reason());
    assertTrue(failure.problem().message().contains("can't be reached at localhost"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
          "{'error': {'message': 'busy', 'type': 'overloaded_error'}}",              PROVIDER_UNAVAILABLE
          "{'type': 'error', 'error': {'type': 'rate_limit_error', 'message': 'm'}}", PROVIDER_RATE_LIMITED
          "{'error': {'code': 400, 'message': 'Token limit reached'}, 'choices': []}", PROVIDER_REJECTED
          "{'error': 'out of memory'}",                                              PROVIDER_UNAVAILABLE
          "{'error': {'code': 'context_length_exceeded', 'message': 'maximum context length is 8'}}", CONTEXT_TOO_LONG
          """)
  void anErrorInsideAStreamIsAnError(String event, Reason reason) {
    List<String> events =
        new ArrayList<>(
            TestingReply.saying("Hel").events(ProviderConfig.Wire.OPENAI).subList(0, 1));
    events.add(event.replace('\'', '"'));
    server.answer(TestingDelivery.events(events));

    assertEquals(reason, failure().reason());
    assertEquals(List.of(new ModelEvent.Text("Hel")), received);
  }

  @Test
  void anErrorBeforeAnyTextThatPassesIsTriedAgain() {
    server.answer(
        TestingDelivery.events(List.of("{\"error\": {\"type\": \"overloaded_error\"}}")),
        TestingDelivery.of(TestingReply.saying("Hello")));

    assertEquals(FinishReason.STOP, ask(ProviderConfig.Wire.OPENAI).finishReason());
  }

  @Test
  void garbageIsNeverComplete() {
    server.answer(TestingDelivery.events(List.of("{\"choices\": [", "not JSON")));
    server.answer(TestingDelivery.raw("<html>Please log in</html>"));

    assertEquals(Reason.PROVIDER_STREAM_CUT, failure().reason());
    assertEquals(Reason.PROVIDER_STREAM_CUT, failure().reason());
  }

  @ParameterizedTest
  @EnumSource
  void aSilentStreamEndsAndIsLeft(ProviderConfig.Wire wire) {
    TestingDelivery silent = TestingDelivery.of(TestingReply.saying("Hel", "lo")).silentAfter(2);
    server.answer(silent);

    ModelFailure failure =
        assertThrows(
            ModelFailure.class,
            () ->
                server
                    .provider(server.config(wire, "openai", Duration.ofMillis(300)))
                    .ask(RecordedStreamsTest.request(), received::add, new Cancellation()));

    silent.awaitClientLeft();
    assertEquals(Reason.PROVIDER_STREAM_CUT, failure.reason());
    assertTrue(failure.problem().message().contains("silent"));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 3})
  void cancellingLeavesTheProviderAtOnce(int events) {
    TestingDelivery silent =
        events < 0
            ? TestingDelivery.silent()
            : TestingDelivery.of(TestingReply.saying("Hel", "lo", "!", "?")).silentAfter(events);
    server.answer(silent);
    var cancellation = new Cancellation();
    Thread.ofVirtual()
        .start(
            () -> {
              server.awaitRequests(1);
              while (received.size() < events) {
                Thread.onSpinWait();
              }
              cancellation.cancel();
            });

    ModelReply reply =
        server.provider().ask(RecordedStreamsTest.request(), received::add, cancellation);

    silent.awaitClientLeft();
    assertEquals(FinishReason.CANCELLED, reply.finishReason());
    assertEquals(Math.max(0, events), received.size());
  }

  @Test
  void cancellingEndsTheWaitForAnotherAttempt() {
    server.answer(TestingDelivery.status(503, "{}", "Retry-After: 29"));
    var cancellation = new Cancellation();
    Thread.ofVirtual()
        .start(
            () -> {
              server.awaitRequests(1);
              cancellation.cancel();
            });

    assertEquals(
        FinishReason.CANCELLED,
        server
            .provider()
            .ask(RecordedStreamsTest.request(), received::add, cancellation)
            .finishReason());
  }

  @ParameterizedTest
  @EnumSource
  void endlessTextIsCutAndTheProviderLeft(ProviderConfig.Wire wire) {
    String[] pieces = Collections.nCopies(10_000, "x".repeat(1000)).toArray(String[]::new);
    server.answer(TestingDelivery.of(TestingReply.saying(pieces)));

    ModelReply reply = ask(wire);

    assertEquals(FinishReason.LENGTH, reply.finishReason());
    assertEquals(
        Answer.MOST_CHARACTERS,
        received.stream().mapToInt(event -> ((ModelEvent.Text) event).text().length()).sum());
    assertTrue(String.valueOf(reply.rawResponse()).length() < 300_000);
  }

  @Test
  void whatIsNotCountedIsEstimatedAndMarked() {
    List<String> events = TestingReply.saying("x".repeat(400)).events(ProviderConfig.Wire.OPENAI);
    server.answer(TestingDelivery.events(events.subList(0, events.size() - 1)));

    ModelReply reply = ask(ProviderConfig.Wire.OPENAI);

    assertTrue(reply.usage().estimated());
    assertEquals(100, reply.usage().outputTokens());
    assertTrue(reply.usage().inputTokens() > 0);
  }

  @ParameterizedTest
  @EnumSource
  void theKeyIsSentAndShownNowhere(ProviderConfig.Wire wire) {
    server.answer(
        TestingDelivery.status(
            401,
            "{\"error\": {\"message\": \"Incorrect API key: %s, or AIzaXXXX****XXXX\"}}"
                .formatted(TestingModelServer.KEY)));

    ModelFailure failure = assertThrows(ModelFailure.class, () -> ask(wire));

    assertTrue(server.requests().getFirst().headers().toString().contains(TestingModelServer.KEY));
    String shown = failure.problem() + " " + failure.rawRequest() + " " + failure.rawResponse();
    assertFalse(shown.contains(TestingModelServer.KEY), shown);
    assertFalse(shown.contains("AIza"), shown);
    assertTrue(shown.contains("Check the key"), shown);
  }

  @Test
  void whatAConsumerThrowsIsNotSwallowed() {
    server.answer(TestingDelivery.of(TestingReply.saying("a", "b")));
    Consumer<ModelEvent> refusing =
        event -> {
          throw new IllegalStateException("no");
        };

    assertThrows(
        IllegalStateException.class,
        () -> server.provider().ask(RecordedStreamsTest.request(), refusing, new Cancellation()));
  }

  @Test
  void aRetiredModelIsSaidWithItsSuccessor() {
    server.answer(TestingDelivery.status(404, "{}"));
    var request =
        new ModelRequest(
            "gpt-4-turbo-preview",
            "Be brief.",
            List.of(new Prompt.User("Hi")),
            List.of(),
            "default");

    ModelFailure failure =
        assertThrows(
            ModelFailure.class,
            () -> server.provider().ask(request, received::add, new Cancellation()));

    assertTrue(
        failure.problem().message().contains("gpt-4-turbo-preview is retired; use gpt-"),
        failure.getMessage());
  }

  @Test
  void anUnknownModelIsPassedOnWithoutAPrice() {
    server.answer(TestingDelivery.of(TestingReply.saying("Hi")));
    var request =
        new ModelRequest(
            "brand-new", "Be brief.", List.of(new Prompt.User("Hi")), List.of(), "default");

    ModelReply reply = server.provider().ask(request, received::add, new Cancellation());

    assertEquals("brand-new", server.requests().getFirst().body().path("model").asText());
    assertNull(reply.usage().costUsd());
  }

  private ModelFailure failure() {
    return assertThrows(ModelFailure.class, () -> ask(ProviderConfig.Wire.OPENAI));
  }

  private ModelReply ask(ProviderConfig.Wire wire) {
    return server
        .provider(server.config(wire, "openai"))
        .ask(RecordedStreamsTest.request(), received::add, new Cancellation());
  }
}
