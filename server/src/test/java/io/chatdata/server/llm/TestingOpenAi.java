package io.chatdata.server.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.chatdata.server.base.Json;
import io.chatdata.server.base.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** A provider that speaks OpenAI's chat completions over real HTTP, as a test tells it. */
public final class TestingOpenAi implements AutoCloseable {
  public static final String KEY = "sk-testing-0123456789abcdef";

  private final HttpServer server;
  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private final List<JsonNode> requests = new ArrayList<>();
  private final List<String> authorizations = new ArrayList<>();

  /** What it answers to one request. */
  @FunctionalInterface
  public interface Answer {
    void send(HttpExchange exchange) throws IOException;
  }

  public TestingOpenAi() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/chat/completions", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      synchronized (this) {
        requests.add(Json.parse(body));
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      }
      answers.take().send(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A provider that reaches it. */
  public OpenAiProvider provider() {
    return provider(OpenAiProvider.IDLE_TIMEOUT);
  }

  OpenAiProvider provider(Duration idleTimeout) {
    return new OpenAiProvider(
        new ProviderConfig(
            "openai",
            "OpenAI",
            URI.create("http://localhost:%d/v1".formatted(server.getAddress().getPort())),
            Secret.of(KEY),
            "OPENAI_API_KEY",
            List.of(),
            "",
            Map.of(),
            idleTimeout),
        ModelCatalog.load(),
        HttpClient.newBuilder().executor(Executors.newVirtualThreadPerTaskExecutor()).build());
  }

  public void answer(Answer... more) {
    answers.addAll(List.of(more));
  }

  /** Events as given, then [DONE]. */
  public static Answer events(List<String> data) {
    return exchange -> {
      try (OutputStream out = stream(exchange)) {
        for (String event : data) {
          write(out, event);
        }
        write(out, "[DONE]");
      }
    };
  }

  /** Events as given, then the end of the body without the protocol's. */
  public static Answer cut(List<String> data) {
    return exchange -> {
      try (OutputStream out = stream(exchange)) {
        for (String event : data) {
          write(out, event);
        }
      }
    };
  }

  /** Events as given, then silence until released. */
  static Answer silentAfter(List<String> data, CountDownLatch released) {
    return exchange -> {
      try (OutputStream out = stream(exchange)) {
        for (String event : data) {
          write(out, event);
        }
        released.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  /** An error. */
  static Answer status(int status, String body) {
    return exchange -> {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  private static OutputStream stream(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    return exchange.getResponseBody();
  }

  private static void write(OutputStream out, String data) throws IOException {
    out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** A piece of text. */
  public static String text(String text) {
    return chunk("{\"content\": %s}".formatted(Json.write(text)), null);
  }

  /** The first piece of a tool call, and where it stands. */
  public static String toolCall(int index, String id, String name, String arguments) {
    return chunk(
        "{\"tool_calls\": [{\"index\": %d, \"id\": %s, \"type\": \"function\", \"function\": {\"name\": %s, \"arguments\": %s}}]}"
            .formatted(index, Json.write(id), Json.write(name), Json.write(arguments)),
        null);
  }

  /** A further piece of a tool call's arguments. */
  public static String moreArguments(int index, String arguments) {
    return chunk(
        "{\"tool_calls\": [{\"index\": %d, \"function\": {\"arguments\": %s}}]}"
            .formatted(index, Json.write(arguments)),
        null);
  }

  /** The end. */
  public static String finish(String reason) {
    return chunk("{}", reason);
  }

  /** What it cost. */
  public static String usage(int input, int cached, int output) {
    return "{\"id\": \"c\", \"object\": \"chat.completion.chunk\", \"created\": 1, \"model\": \"gpt-4.1\", \"choices\": [], \"usage\": {\"prompt_tokens\": %d, \"completion_tokens\": %d, \"total_tokens\": %d, \"prompt_tokens_details\": {\"cached_tokens\": %d}}}"
        .formatted(input, output, input + output, cached);
  }

  private static String chunk(String delta, @org.jspecify.annotations.Nullable String reason) {
    return "{\"id\": \"c\", \"object\": \"chat.completion.chunk\", \"created\": 1, \"model\": \"gpt-4.1\", \"choices\": [{\"index\": 0, \"delta\": %s, \"finish_reason\": %s}]}"
        .formatted(delta, reason == null ? "null" : Json.write(reason));
  }

  /** What was asked so far. */
  public synchronized List<JsonNode> requests() {
    return List.copyOf(requests);
  }

  synchronized List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
