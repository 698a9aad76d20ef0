package io.chatdata.server.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.TestingLog;
import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the operator or the product sets of a request: its bounds, its patience and its way. */
class RequestSettingsTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(200);

  private final TestingModelServer server = new TestingModelServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI, openai, gpt-4.1, /max_completion_tokens, max_tokens",
    "OPENAI, xai, grok-4, /max_completion_tokens, max_tokens",
    "OPENAI, local, llama3.3, /max_tokens, max_completion_tokens",
    "ANTHROPIC, anthropic, claude-haiku-4-5, /max_tokens, thinking",
    "GOOGLE, google, gemini-2.5-pro, /generationConfig/maxOutputTokens, thinkingConfig"
  })
  void aShortAnswerIsAskedForInTheProvidersWords(
      ProviderConfig.Wire wire, String provider, String model, String at, String without) {
    server.answer(TestingDelivery.of(TestingReply.saying("ok")));

    JsonNode sent = sent(server.config(wire, provider), request(model, 77));

    assertEquals(77, sent.at(at).asInt(), sent.toString());
    assertTrue(sent.findPath(without).isMissingNode(), sent.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "local, max_tokens, max_completion_tokens",
    "openai, max_completion_tokens, max_tokens"
  })
  void aModelThatRefusesTheWordForMostTokensIsAskedByTheOtherFromThenOn(
      String provider, String first, String then) {
    server.answer(
        TestingDelivery.status(
            400,
            """
            {"error": {"message": "Unsupported parameter: '%s' is not supported with this model.",
              "type": "invalid_request_error", "param": "%s", "code": "unsupported_parameter"}}
            """
                .formatted(first, first)));
    server.answer(TestingDelivery.of(TestingReply.saying("A title")));
    server.answer(TestingDelivery.of(TestingReply.saying("Another")));
    RemoteProvider asked = server.provider(server.config(ProviderConfig.Wire.OPENAI, provider));

    for (int i = 0; i < 2; i++) {
      var _ = asked.ask(request("gpt-5-mini", 77), event -> {}, new Cancellation());
    }

    assertEquals(
        List.of(first, then, then),
        server.requests().stream()
            .map(sent -> sent.body().has(first) ? first : sent.body().has(then) ? then : "")
            .toList());
  }

  @Test
  void aModelThatRefusesBothWordsForMostTokensIsNotAskedAgain() {
    for (int i = 0; i < 2; i++) {
      server.answer(
          TestingDelivery.status(400, "{\"error\": {\"message\": \"max_tokens is wrong\"}}"));
    }

    ModelFailure failure =
        assertThrows(
            ModelFailure.class,
            () ->
                server
                    .provider(server.config(ProviderConfig.Wire.OPENAI, "local"))
                    .ask(request("odd", 77), event -> {}, new Cancellation()));

    assertEquals(Reason.PROVIDER_REJECTED, failure.reason());
    assertEquals(2, server.requests().size());
  }

  @Test
  void howMuchToReasonIsSaidToModelsOfOpenAisProtocol() {
    server.answer(TestingDelivery.of(TestingReply.saying("ok")));

    JsonNode sent =
        sent(
            server.config(
                ProviderConfig.Wire.OPENAI, "openai", ProviderConfig.Timeouts.STANDARD, "low"),
            request("gpt-5", 0));

    assertEquals("low", sent.path("reasoning_effort").asText());
    assertTrue(sent.findPath("max_completion_tokens").isMissingNode(), sent.toString());
  }

  @Test
  void ofAModelThatIsNotKnownTheLogWarnsOnce() {
    try (var log = TestingLog.of("io.chatdata", Level.WARN)) {
      RemoteProvider provider = server.provider();
      for (int i = 0; i < 2; i++) {
        server.answer(TestingDelivery.of(TestingReply.saying("ok")));
        var _ = provider.ask(request("brand-new", 0), event -> {}, new Cancellation());
      }

      assertEquals(1, log.lines("the model 'brand-new' is not in the catalogue").size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerThatDoesNotBeginIsLeft(ProviderConfig.Wire wire) {
    TestingDelivery silent = TestingDelivery.silent();
    server.answer(silent);

    ModelFailure failure = failure(wire, new ProviderConfig.Timeouts(LONG, SHORT, LONG));

    silent.awaitClientLeft();
    assertTrue(failure.problem().message().contains("was silent for 0 s"), failure.getMessage());
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerThatFallsSilentIsLeft(ProviderConfig.Wire wire) {
    TestingDelivery silent = TestingDelivery.of(TestingReply.saying("a", "b")).silentAfter(1);
    server.answer(silent);

    ModelFailure failure = failure(wire, new ProviderConfig.Timeouts(LONG, LONG, SHORT));

    silent.awaitClientLeft();
    assertTrue(failure.problem().message().contains("was silent for 0 s"), failure.getMessage());
  }

  @Test
  void aHostThatTakesNoConnectionIsGivenUp() throws IOException {
    List<Socket> queue = new ArrayList<>();
    try (var black = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HttpClient http = new ProviderNetwork(null, List.of(), null).client(SHORT)) {
      fill(black, queue);

      ModelFailure failure =
          failure(
              new RemoteProvider(
                  config("http://localhost:%d/v1".formatted(black.getLocalPort())),
                  ModelCatalog.load(),
                  http,
                  new Patience(1, SHORT, SHORT),
                  InstantSource.system()));

      assertEquals(Reason.PROVIDER_UNAVAILABLE, failure.reason());
      assertTrue(failure.problem().message().contains("can't be reached"), failure.getMessage());
    } finally {
      for (Socket one : queue) {
        one.close();
      }
    }
  }

  private static void fill(ServerSocket black, List<Socket> queue) throws IOException {
    while (true) {
      var waiting = new Socket();
      queue.add(waiting);
      try {
        waiting.connect(black.getLocalSocketAddress(), 300);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
  }

  @Test
  void theProxyIsAskedForTheWayToAProvider() throws IOException {
    try (var proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HttpClient http =
            new ProviderNetwork(
                    URI.create("http://localhost:" + proxy.getLocalPort()), List.of(), null)
                .client(LONG)) {
      CompletableFuture<String> asked =
          CompletableFuture.supplyAsync(
              () -> refuse(proxy), task -> Thread.ofVirtual().start(task));

      ModelFailure failure =
          failure(
              new RemoteProvider(
                  config("https://models.example.com/v1"),
                  ModelCatalog.load(),
                  http,
                  new Patience(1, SHORT, SHORT),
                  InstantSource.system()));

      assertEquals("CONNECT models.example.com:443 HTTP/1.1", asked.join());
      assertEquals(Reason.PROVIDER_UNAVAILABLE, failure.reason());
    }
  }

  /** By way of a proxy, for it is known by its name. */
  @Test
  void azureIsAskedByItsHeaderAndItsVersion() throws IOException, InterruptedException {
    for (int i = 0; i < 2; i++) {
      server.answer(TestingDelivery.of(TestingReply.saying("ok")));
    }
    try (HttpClient http =
        HttpClient.newBuilder()
            .proxy(ProxySelector.of(new InetSocketAddress("localhost", server.port())))
            .build()) {
      var azure =
          new RemoteProvider(
              config("http://contoso.openai.azure.com/openai/deployments/chat/?api-version=2026-1"),
              ModelCatalog.load(),
              http,
              new Patience(1, SHORT, SHORT),
              InstantSource.system());

      var _ = azure.ask(request("gpt-5", 77), event -> {}, new Cancellation());
      int _ = azure.check(LONG);
    }

    TestingModelServer.Request asked = server.requests().getFirst();
    assertEquals(
        "http://contoso.openai.azure.com/openai/deployments/chat/chat/completions", asked.path());
    assertEquals(77, asked.body().path("max_completion_tokens").asInt());
    assertEquals(
        "http://contoso.openai.azure.com/openai/deployments/chat/models",
        server.requests().getLast().path());
    for (TestingModelServer.Request request : server.requests()) {
      assertEquals("api-version=2026-1", request.query());
      assertEquals(TestingModelServer.KEY, request.headers().get("api-key"));
      assertFalse(request.headers().containsKey("authorization"));
    }
  }

  /** Answers one request by a refusal and returns its first line. */
  private static String refuse(ServerSocket proxy) {
    try (Socket socket = proxy.accept();
        var in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      String first = in.readLine();
      while (!in.readLine().isEmpty()) {
        // The headers are of no interest.
      }
      socket
          .getOutputStream()
          .write(
              "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      return first;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ProviderConfig config(String url) {
    return new ProviderConfig(
        "openai",
        "openai",
        ProviderConfig.Wire.OPENAI,
        URI.create(url),
        Secret.of(TestingModelServer.KEY),
        "OPENAI_API_KEY",
        List.of(),
        "",
        Map.of(),
        ProviderConfig.Timeouts.STANDARD,
        "");
  }

  private JsonNode sent(ProviderConfig config, ModelRequest request) {
    var _ = server.provider(config).ask(request, event -> {}, new Cancellation());
    return server.requests().getFirst().body();
  }

  private ModelFailure failure(ProviderConfig.Wire wire, ProviderConfig.Timeouts timeouts) {
    return failure(server.provider(server.config(wire, "openai", timeouts)));
  }

  private static ModelFailure failure(RemoteProvider provider) {
    return assertThrows(
        ModelFailure.class,
        () -> provider.ask(RecordedStreamsTest.request(), event -> {}, new Cancellation()));
  }

  private static ModelRequest request(String model, int maxTokens) {
    return new ModelRequest(
        model, "Be brief.", List.of(new Prompt.User("Hi")), List.of(), "default", maxTokens);
  }
}
