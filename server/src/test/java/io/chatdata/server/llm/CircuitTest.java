package io.chatdata.server.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider that keeps failing is left alone for a while. */
class CircuitTest {
  private static final int ATTEMPTS = 3;

  private final TestingModelServer server = new TestingModelServer();
  private Instant now = Instant.parse("2026-07-15T10:30:00Z");
  private RemoteProvider provider = provider(ProviderConfig.Wire.OPENAI);

  @AfterEach
  void stop() {
    server.close();
  }

  private RemoteProvider provider(ProviderConfig.Wire wire) {
    return server.provider(server.config(wire, "openai"), () -> now);
  }

  @ParameterizedTest
  @EnumSource
  void afterFailuresInARowItIsNotAskedAndThatIsSaidWithTheTime(ProviderConfig.Wire wire) {
    provider = provider(wire);
    open();
    now = now.plusSeconds(10);

    Problem refused = refused();

    assertEquals(Reason.PROVIDER_UNAVAILABLE, refused.reason());
    assertTrue(
        refused
            .message()
            .startsWith("openai failed 5 times in a row, lastly: openai answered 503: busy."),
        refused.message());
    assertTrue(refused.message().contains("asked again at 10:30:30 UTC"), refused.message());
    assertEquals(Duration.ofSeconds(20), refused.retryAfter());
    assertEquals(Circuit.MOST_FAILURES * ATTEMPTS, server.requests().size());
    assertEquals(
        Instant.parse("2026-07-15T10:30:30Z"), Objects.requireNonNull(provider.outage()).until());
  }

  @Test
  void afterThePauseOneCallTriesItAndItsSuccessClosesIt() {
    open();
    now = now.plus(Circuit.PAUSE);
    assertNull(provider.outage());
    TestingDelivery slow = TestingDelivery.silent();
    server.answer(slow);
    int asked = server.requests().size();
    var first = new Cancellation();
    Thread probe = Thread.ofVirtual().start(() -> ask(first));
    server.awaitRequests(asked + 1);

    // The others don't wait for it, nor join it.
    assertEquals(Reason.PROVIDER_UNAVAILABLE, refused().reason());
    assertEquals(asked + 1, server.requests().size());

    first.cancel();
    join(probe);
    // It was cancelled and so showed nothing: after another pause the next one tries.
    assertEquals(Reason.PROVIDER_UNAVAILABLE, refused().reason());
    now = now.plus(Circuit.PAUSE);
    server.answer(TestingDelivery.of(TestingReply.saying("Hello")));
    assertEquals(FinishReason.STOP, ask(new Cancellation()).finishReason());
    assertNull(provider.outage());
    fail();
    assertNull(provider.outage());
  }

  @Test
  void aTrialThatFailsOpensItAgain() {
    open();
    now = now.plus(Circuit.PAUSE);

    fail();

    assertEquals(now.plus(Circuit.PAUSE), Objects.requireNonNull(provider.outage()).until());
    assertTrue(refused().message().startsWith("openai failed 6 times in a row"));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 422})
  void whatTheRequestIsToBlameForIsNoFailureOfTheProvider(int status) {
    for (int i = 0; i < 2 * Circuit.MOST_FAILURES; i++) {
      server.answer(TestingDelivery.status(status, "{}"));
      assertThrows(ModelFailure.class, () -> ask(new Cancellation()));
    }

    assertNull(provider.outage());
    assertEquals(2 * Circuit.MOST_FAILURES, server.requests().size());
  }

  @Test
  void anAnswerInBetweenBeginsTheCountAnew() {
    for (int i = 0; i < 2 * Circuit.MOST_FAILURES; i++) {
      fail();
      if (i % 2 == 1) {
        server.answer(TestingDelivery.of(TestingReply.saying("Hello")));
        ask(new Cancellation());
      }
    }

    assertNull(provider.outage());
  }

  @Test
  void theOperatorCanWatchIt() throws IOException {
    var registry = new PrometheusRegistry();
    new Providers(List.of(provider), "").measure(registry);
    assertEquals("0.0", measured(registry));

    open();

    assertEquals("1.0", measured(registry));
  }

  private static String measured(PrometheusRegistry registry) throws IOException {
    var out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(out, registry.scrape());
    return out.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(
            line -> line.startsWith("chatdata_server_provider_circuit_open{provider=\"openai\"}"))
        .map(line -> line.substring(line.indexOf(' ') + 1))
        .findFirst()
        .orElse("");
  }

  private void open() {
    for (int i = 0; i < Circuit.MOST_FAILURES; i++) {
      assertNull(provider.outage());
      fail();
    }
    assertNotNull(provider.outage());
  }

  private void fail() {
    for (int i = 0; i < ATTEMPTS; i++) {
      server.answer(TestingDelivery.status(503, "{\"error\": {\"message\": \"busy\"}}"));
    }
    assertThrows(ModelFailure.class, () -> ask(new Cancellation()));
  }

  private Problem refused() {
    return assertThrows(ChatdataException.class, () -> ask(new Cancellation())).problem();
  }

  private ModelReply ask(Cancellation cancellation) {
    return provider.ask(RecordedStreamsTest.request(), event -> {}, cancellation);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
