package io.chatdata.gateway;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * MCP over HTTP. An answer is plain JSON until there is something to tell before it; then it is a
 * stream of events. Nothing is kept between requests: the id of a session only tells which of the
 * running requests a cancellation means.
 */
final class McpHttp {
  private static final HeaderName SESSION = HeaderNames.create("Mcp-Session-Id");

  private final McpServer server;
  private final Duration heartbeat;
  private final Map<Running, McpCaller> running = new ConcurrentHashMap<>();

  /** A request that is being answered. */
  private record Running(String session, JsonElement id) {}

  McpHttp(McpServer server, Duration heartbeat) {
    this.server = server;
    this.heartbeat = heartbeat;
  }

  Route route() {
    return new Route(
        "POST",
        "/mcp",
        "mcp",
        "",
        "A message of the Model Context Protocol, revisions 2026-07-28, 2025-11-25 and 2025-06-18,"
            + " over streamable HTTP.",
        SelfRoutes.NO_INPUT,
        List.of(
            Route.Reply.of("The answer, in JSON-RPC.", "application/json"),
            Route.Reply.of("Notifications and the answer, one an event.", SseReply.MEDIA_TYPE),
            Route.Reply.empty(202, "A notification was taken.")),
        this::handle);
  }

  private void handle(Exchange exchange) throws InterruptedException {
    String text = JsonBody.text(exchange);
    try {
      switch (McpMessage.parse(text)) {
        case McpMessage.Request request -> answer(request, McpEra.of(request, exchange), exchange);
        case McpMessage.Notification notification -> {
          if (notification.method().equals("notifications/cancelled")) {
            cancel(notification, exchange);
          }
          exchange.accepted();
        }
        case McpMessage.Answer answer -> exchange.accepted();
      }
    } catch (McpException e) {
      exchange.json(e.status(), McpCaller.error(McpMessage.idOf(text), e));
    }
  }

  private void answer(McpMessage.Request request, McpEra era, Exchange exchange)
      throws InterruptedException {
    var caller = new Caller(request, era, exchange);
    String session = exchange.header(SESSION).orElse("");
    var key = new Running(session, request.id());
    try {
      if (!session.isEmpty()) {
        running.put(key, caller);
      }
      if (era == McpEra.HANDSHAKE && request.method().equals("initialize")) {
        exchange.setHeader(SESSION, UUID.randomUUID().toString());
      }
      caller.answer(200, server.answer(request, era, caller));
    } catch (McpException e) {
      caller.answer(e.status(), McpCaller.error(request.id(), e));
    } catch (CancellationException e) {
      throw new CloseConnectionException("The client doesn't want the answer", e);
    } finally {
      running.remove(key, caller);
    }
  }

  private void cancel(McpMessage.Notification notification, Exchange exchange) {
    JsonElement id = notification.params().get("requestId");
    McpCaller caller =
        running.get(
            new Running(exchange.header(SESSION).orElse(""), id == null ? JsonNull.INSTANCE : id));
    if (caller != null) {
      caller.end(true);
    }
  }

  /** One that waits for the response to a request over HTTP. */
  private final class Caller extends McpCaller {
    private final McpEra era;
    private final Exchange exchange;
    private final boolean takesEvents;
    private long lastWrite = System.nanoTime();
    private @Nullable OutputStream events;

    Caller(McpMessage.Request request, McpEra era, Exchange exchange) {
      super(request);
      this.era = era;
      this.exchange = exchange;
      takesEvents =
          exchange
              .header(HeaderNames.ACCEPT)
              .map(types -> types.toLowerCase(Locale.ROOT))
              .filter(types -> types.contains(SseReply.MEDIA_TYPE) || types.contains("*/*"))
              .isPresent();
    }

    void answer(int status, byte[] answer) {
      if (hasEnded()) {
        throw new CloseConnectionException("The client doesn't want the answer");
      }
      if (events == null) {
        exchange.json(status, answer);
      } else {
        send(answer);
        exchange.end(events);
      }
    }

    @Override
    void send(byte[] message) {
      if (takesEvents) {
        write("event: message\ndata: ", message);
      }
    }

    @Override
    void idle() {
      if (takesEvents && System.nanoTime() - lastWrite > heartbeat.toNanos()) {
        write(": heartbeat", new byte[0]);
      }
    }

    private void write(String start, byte[] rest) {
      if (events == null) {
        exchange.setHeader(SseReply.NO_CACHE);
        exchange.setHeader(SseReply.NO_BUFFERING);
        events = exchange.stream(SseReply.MEDIA_TYPE);
      }
      byte[] event =
          new Utf8Buffer(rest.length + 32).ascii(start).raw(rest).ascii("\n\n").toBytes();
      try {
        exchange.write(events, event, event.length);
      } catch (CloseConnectionException e) {
        gone();
        throw e;
      }
      lastWrite = System.nanoTime();
    }

    @Override
    void watch() {
      exchange.connection().onGone(this::gone);
    }

    /** Who closes the response has, from 2026-07-28 on, cancelled the request. */
    private void gone() {
      end(era == McpEra.STATELESS);
    }
  }
}
