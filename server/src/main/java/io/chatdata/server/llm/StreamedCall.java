package io.chatdata.server.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One streamed request to a provider, blocking on the thread that makes it: the HTTP client that
 * LangChain4j is given. It can be cancelled at any moment, ends when the provider falls silent, and
 * keeps what went over the wire.
 */
final class StreamedCall implements HttpClient, HttpClientBuilder, AutoCloseable {
  private static final int MOST_RAW = 256 * 1024;
  private static final int MOST_ERROR_BYTES = 16 * 1024;

  /**
   * How long the connection's own end is waited for after the stream's, so that it can be used
   * again.
   */
  private static final Duration LINGER = Duration.ofMillis(250);

  private final java.net.http.HttpClient http;
  private final Protocol protocol;
  private final ModelRequest request;
  private final Secrets secrets;
  private final Answer answer;
  private final Cancellation abort = new Cancellation();
  private final Cancellation.Registration caller;
  private final ProviderConfig.Timeouts timeouts;
  private final ArrayNode received = Json.MAPPER.createArrayNode();
  private long receivedCharacters;
  private volatile long lastByte = System.nanoTime();
  private volatile boolean begun;

  /** How long it was waited for in vain; null where it wasn't. */
  private volatile @Nullable Duration silence;

  private @Nullable JsonNode sent;
  private @Nullable Refusal refusal;
  private @Nullable IOException broken;
  private boolean unreadable;

  StreamedCall(
      java.net.http.HttpClient http,
      Protocol protocol,
      ModelRequest request,
      Secrets secrets,
      Answer answer,
      Cancellation cancellation,
      ProviderConfig.Timeouts timeouts) {
    this.http = http;
    this.protocol = protocol;
    this.request = request;
    this.secrets = secrets;
    this.answer = answer;
    this.timeouts = timeouts;
    caller = cancellation.onCancel(abort::cancel);
  }

  /** A status that isn't 2xx. */
  record Refusal(int status, java.net.http.HttpHeaders headers, String body) {}

  /** The request's body; null before it was sent. */
  @Nullable JsonNode sent() {
    return sent;
  }

  /** The events, as far as 256 Ki characters of them. */
  JsonNode received() {
    return received;
  }

  /** Why it failed; null when it didn't. */
  @Nullable ProviderFailure failure(ProviderConfig config) {
    String id = config.id();
    if (refusal != null) {
      return ProviderFailure.status(id, refusal.status, refusal.headers, refusal.body);
    }
    if (answer.error() != null) {
      return ProviderFailure.inStream(id, answer.error());
    }
    if (unreadable) {
      return ProviderFailure.cut(id, "has an event that can't be read", false);
    }
    if (answer.finishReason() != null) {
      return null;
    }
    Duration waited = silence;
    if (waited != null) {
      return ProviderFailure.cut(id, "was silent for %d s".formatted(waited.toSeconds()), false);
    }
    if (broken != null) {
      return received.isEmpty()
          ? ProviderFailure.unreachable(config, broken)
          : ProviderFailure.cut(id, "broke off", true);
    }
    return ProviderFailure.cut(id, "ended without its last event", false);
  }

  @Override
  public void execute(
      HttpRequest written, ServerSentEventParser parser, ServerSentEventListener listener) {
    ObjectNode body = (ObjectNode) Json.parse(written.body());
    protocol.mend(body, request);
    sent = body;
    try (var _ = new Watchdog()) {
      receive(http.sendAsync(jdkRequest(written, body), _ -> new ArrivingBody()));
    } catch (IOException e) {
      broken = e;
    } catch (ExecutionException e) {
      broken = e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (CancellationException e) {
      broken = new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      broken = new IOException(e);
    }
  }

  private void receive(CompletableFuture<HttpResponse<InputStream>> exchange)
      throws IOException, InterruptedException, ExecutionException {
    HttpResponse<InputStream> response;
    try (var _ = abort.onCancel(() -> exchange.cancel(true))) {
      response = exchange.get();
    }
    lastByte = System.nanoTime();
    try (InputStream body = response.body();
        var _ = abort.onCancel(() -> close(body))) {
      if (response.statusCode() / 100 == 2) {
        EventStream.read(body, this::arrived, this::event);
      } else {
        String error =
            secrets.hidden(new String(body.readNBytes(MOST_ERROR_BYTES), StandardCharsets.UTF_8));
        keep(error, null);
        refusal = new Refusal(response.statusCode(), response.headers(), error);
      }
    }
  }

  private void arrived() {
    begun = true;
    lastByte = System.nanoTime();
  }

  /** False stops the stream. What comes after its end is only waited for, not looked at. */
  private boolean event(String data) {
    if (abort.isCancelled()) {
      return false;
    }
    if (answer.isEnded()) {
      return true;
    }
    if (data.equals(EventStream.END)) {
      answer.end();
      return true;
    }
    JsonNode event;
    try {
      event = Json.parse(data);
    } catch (IllegalArgumentException e) {
      keep(data, null);
      unreadable = true;
      return false;
    }
    keep(data, event);
    if (event.hasNonNull("error")) {
      JsonNode error = event.path("error");
      answer.fail(ProviderFailure.statusOf(error), secrets.hidden(ProviderFailure.textOf(error)));
      return false;
    }
    protocol.read(event, answer);
    return answer.characters() < Answer.MOST_CHARACTERS;
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      // It is given up either way.
    }
  }

  /** Plain HTTP is not asked to become HTTP/2, which some small servers don't survive. */
  private static java.net.http.HttpRequest jdkRequest(HttpRequest written, JsonNode body) {
    URI uri = URI.create(written.url());
    var builder = java.net.http.HttpRequest.newBuilder(uri);
    written
        .headers()
        .forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
    if ("http".equals(uri.getScheme())) {
      builder.version(Version.HTTP_1_1);
    }
    return builder
        .POST(java.net.http.HttpRequest.BodyPublishers.ofString(Json.write(body)))
        .build();
  }

  /** Aborts the call when the provider is silent for too long. */
  private final class Watchdog implements AutoCloseable {
    private final Thread thread;
    private volatile boolean closed;

    Watchdog() {
      lastByte = System.nanoTime();
      thread = Thread.ofVirtual().name("provider-watchdog").start(this::watch);
    }

    private void watch() {
      while (!closed) {
        Duration patience =
            answer.isEnded() ? LINGER : begun ? timeouts.idle() : timeouts.firstByte();
        long left = lastByte + patience.toNanos() - System.nanoTime();
        if (left <= 0) {
          silence = patience;
          abort.cancel();
          return;
        }
        LockSupport.parkNanos(Math.min(left, LINGER.toNanos()));
      }
    }

    @Override
    public void close() {
      closed = true;
      LockSupport.unpark(thread);
    }
  }

  /**
   * Keeps what came, without secrets.
   *
   * @param event the same as it was read; null where it wasn't
   */
  private void keep(String data, @Nullable JsonNode event) {
    receivedCharacters += data.length();
    if (receivedCharacters > MOST_RAW) {
      return;
    }
    String kept = secrets.hidden(data);
    if (event != null && kept.equals(data)) {
      received.add(Json.asRead(data, event));
      return;
    }
    try {
      received.add(Json.parse(kept));
    } catch (IllegalArgumentException e) {
      received.add(kept);
    }
  }

  @Override
  public void close() {
    caller.close();
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest written) {
    throw new IllegalStateException("only streams are asked for");
  }

  @Override
  public HttpClient build() {
    return this;
  }

  @Override
  public Duration connectTimeout() {
    return timeouts.connect();
  }

  @Override
  public HttpClientBuilder connectTimeout(Duration timeout) {
    return this;
  }

  @Override
  public Duration readTimeout() {
    return timeouts.idle();
  }

  @Override
  public HttpClientBuilder readTimeout(Duration timeout) {
    return this;
  }
}
