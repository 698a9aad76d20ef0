package io.chatdata.server.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One streamed request to a provider, blocking on the thread that makes it. It can be cancelled at
 * any moment, ends when the provider falls silent, and keeps what went over the wire: what
 * LangChain4j's own client doesn't do.
 */
final class StreamedCall implements HttpClient, HttpClientBuilder, AutoCloseable {
  private static final int MOST_RAW_BYTES = 256 * 1024;
  private static final int MOST_ERROR_BYTES = 16 * 1024;

  private final java.net.http.HttpClient http;
  private final Cancellation abort = new Cancellation();
  private final Cancellation.Registration caller;
  private final Duration idleTimeout;
  private final AtomicLong lastEvent = new AtomicLong();
  private final ArrayNode received = Json.MAPPER.createArrayNode();
  private int receivedBytes;
  private volatile boolean silent;
  private @Nullable JsonNode sent;

  StreamedCall(java.net.http.HttpClient http, Cancellation cancellation, Duration idleTimeout) {
    this.http = http;
    this.caller = cancellation.onCancel(abort::cancel);
    this.idleTimeout = idleTimeout;
  }

  /** The request's body; null before it was sent. */
  @Nullable JsonNode sent() {
    return sent;
  }

  /** The events, as far as 256 KiB of them. */
  JsonNode received() {
    return received;
  }

  /** True where the provider was silent for too long. */
  boolean fellSilent() {
    return silent;
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    sent = Json.parse(request.body());
    var watchdog = new Watchdog();
    try {
      receive(http.sendAsync(jdkRequest(request), BodyHandlers.ofInputStream()), parser, listener);
    } catch (IOException | ExecutionException | CancellationException e) {
      listener.onError(e instanceof ExecutionException failed ? failed.getCause() : e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      listener.onError(e);
    } finally {
      watchdog.close();
    }
  }

  private void receive(
      CompletableFuture<HttpResponse<InputStream>> exchange,
      ServerSentEventParser parser,
      ServerSentEventListener listener)
      throws IOException, InterruptedException, ExecutionException {
    HttpResponse<InputStream> response;
    try (var _ = abort.onCancel(() -> exchange.cancel(true))) {
      response = exchange.get();
    }
    lastEvent.set(System.nanoTime());
    try (InputStream body = response.body();
        var _ = abort.onCancel(() -> close(body))) {
      if (response.statusCode() / 100 == 2) {
        listener.onOpen(
            SuccessfulHttpResponse.builder()
                .statusCode(response.statusCode())
                .headers(response.headers().map())
                .build());
        parser.parse(body, new Tap(listener));
        listener.onClose();
      } else {
        String error = new String(body.readNBytes(MOST_ERROR_BYTES), StandardCharsets.UTF_8);
        keep(error);
        listener.onError(new HttpException(response.statusCode(), error));
      }
    }
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      // It is given up either way.
    }
  }

  private java.net.http.HttpRequest jdkRequest(HttpRequest request) {
    var builder = java.net.http.HttpRequest.newBuilder(URI.create(request.url()));
    request
        .headers()
        .forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
    return builder.POST(java.net.http.HttpRequest.BodyPublishers.ofString(request.body())).build();
  }

  /** Aborts the call when the provider is silent for too long. */
  private final class Watchdog implements AutoCloseable {
    private final Thread thread;
    private volatile boolean closed;

    Watchdog() {
      lastEvent.set(System.nanoTime());
      thread = Thread.ofVirtual().name("provider-watchdog").start(this::watch);
    }

    private void watch() {
      while (!closed) {
        long left = lastEvent.get() + idleTimeout.toNanos() - System.nanoTime();
        if (left <= 0) {
          silent = true;
          abort.cancel();
          return;
        }
        LockSupport.parkNanos(left);
      }
    }

    @Override
    public void close() {
      closed = true;
      LockSupport.unpark(thread);
    }
  }

  private void keep(String data) {
    receivedBytes += data.length();
    if (receivedBytes > MOST_RAW_BYTES) {
      return;
    }
    try {
      received.add(Json.parse(data));
    } catch (IllegalArgumentException e) {
      received.add(data);
    }
  }

  /** Sees each event before LangChain4j does. */
  private final class Tap implements ServerSentEventListener {
    private final ServerSentEventListener listener;

    Tap(ServerSentEventListener listener) {
      this.listener = listener;
    }

    @Override
    public void onEvent(ServerSentEvent event, ServerSentEventContext context) {
      lastEvent.set(System.nanoTime());
      keep(event.data());
      if (abort.isCancelled()) {
        context.parsingHandle().cancel();
        return;
      }
      listener.onEvent(event, context);
    }

    @Override
    public void onError(Throwable error) {
      listener.onError(error);
    }
  }

  @Override
  public void close() {
    caller.close();
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    throw new IllegalStateException("only streams are asked for");
  }

  @Override
  public HttpClient build() {
    return this;
  }

  @Override
  public Duration connectTimeout() {
    return idleTimeout;
  }

  @Override
  public HttpClientBuilder connectTimeout(Duration timeout) {
    return this;
  }

  @Override
  public Duration readTimeout() {
    return idleTimeout;
  }

  @Override
  public HttpClientBuilder readTimeout(Duration timeout) {
    return this;
  }
}
