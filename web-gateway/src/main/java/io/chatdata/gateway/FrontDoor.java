package io.chatdata.gateway;

import io.chatdata.telemetry.Span;
import io.chatdata.telemetry.Telemetry;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every request passes: its body is read, its sender checked, its route found. */
final class FrontDoor {
  private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);
  private static final String NO_ROUTE = "none";
  private static final String NO_HTTP = "What came is not a valid HTTP/1.1 request";
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final Router router;
  private final Access access;
  private final Metrics metrics;
  private final Telemetry telemetry;
  private final Duration writeLimit;

  FrontDoor(
      Router router, Access access, Metrics metrics, Telemetry telemetry, Duration writeLimit) {
    this.router = router;
    this.access = access;
    this.metrics = metrics;
    this.telemetry = telemetry;
    this.writeLimit = writeLimit;
  }

  void handle(ServerRequest request, ServerResponse response) {
    Connection connection = Connection.current();
    byte[] body = body(request);
    connection.disarm();
    long start = System.nanoTime();
    Access.secure(response.headers());
    access.share(request.headers(), response.headers());
    String method = request.prologue().method().text();
    Exchange exchange = new Exchange(request, response, connection, writeLimit, Map.of(), body);
    Route route = null;
    Span span = Span.none();
    try {
      access.check(request.headers(), request.localPeer().port());
      if (access.isPreflight(method, request.headers(), response.headers())) {
        exchange.noContent();
        return;
      }
      Router.Match match = router.match(method, request.prologue().uriPath().rawPath());
      route = match.route();
      if (!route.isOpen()) {
        access.authorize(request.headers());
        span = begin(method, route, request);
      }
      var matched =
          new Exchange(request, response, connection, writeLimit, match.variables(), body);
      Handler handler = route.handler();
      span.call(
          () -> {
            handler.handle(matched);
            return matched;
          });
    } catch (ProblemException e) {
      exchange.problem(e.problem());
    } catch (CloseConnectionException | UncheckedIOException e) {
      span.fail("connection_closed");
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CloseConnectionException("The gateway is stopping", e);
    } catch (RuntimeException e) {
      exchange.problem(defect(method, request.prologue().uriPath().rawPath(), e));
    } finally {
      count(method, route, response, System.nanoTime() - start);
      end(span, response.status().code());
    }
  }

  /** Only of a request whose sender may make it, since it takes the sender's word for its trace. */
  private Span begin(String method, Route route, ServerRequest request) {
    if (route.path().equals("/metrics")) {
      return Span.none();
    }
    return telemetry
        .begin(
            method + " " + route.path(),
            Span.Kind.SERVER,
            name -> request.headers().first(HeaderNames.create(name)).orElse(null))
        .set("http.request.method", method)
        .set("http.route", route.path())
        .set("url.scheme", request.isSecure() ? "https" : "http");
  }

  private static void end(Span span, int status) {
    span.set("http.response.status_code", status);
    if (status >= 500) {
      span.fail(Integer.toString(status));
    }
    span.end();
  }

  /** The whole body; the server has made sure that it is not too large. */
  private static byte[] body(ServerRequest request) {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    try {
      // Not closed: that would read a body to its end which was refused in the middle.
      return request.content().inputStream().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Problem defect(String method, String path, RuntimeException e) {
    String id = UUID.randomUUID().toString();
    LOG.error("{} {} failed, request {}", method, path, id, e);
    return Problem.of(
        500,
        GatewayReason.GATEWAY_FAILURE,
        "Something went wrong; the gateway's log has it under request " + id);
  }

  private void count(String method, @Nullable Route route, ServerResponse response, long nanos) {
    boolean streamed =
        response
            .headers()
            .first(HeaderNames.CONTENT_TYPE)
            .filter(SseReply.MEDIA_TYPE::equals)
            .isPresent();
    metrics.answered(
        METHODS.contains(method) ? method : "other",
        route == null ? NO_ROUTE : route.path(),
        response.status().code(),
        nanos,
        streamed);
  }

  /**
   * Closes the connection after a response that says so; the server itself leaves that to clients.
   */
  static void closeIfSaid(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    chain.proceed();
    if (response.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
      throw new CloseConnectionException("The response was the connection's last");
    }
  }

  /** Answers what is refused before it can be routed. */
  DirectHandler.TransportResponse refuse(
      DirectHandler.TransportRequest request,
      DirectHandler.EventType type,
      Status status,
      ServerResponseHeaders headers,
      @Nullable String message) {
    String detail = message == null || message.contains("server log") ? NO_HTTP : message;
    Problem problem =
        switch (status.code()) {
          case 413 ->
              Problem.of(
                  413,
                  GatewayReason.BODY_TOO_LARGE,
                  "The body is over " + Connections.MAX_BODY + " bytes, the most that is taken");
          case 414 ->
              Problem.of(
                  414,
                  GatewayReason.URI_TOO_LONG,
                  "The request line is over " + Gateway.MAX_PROLOGUE + " bytes");
          case 500 -> defect(request.method(), request.path(), new IllegalStateException(detail));
          default ->
              detail.contains("Header size exceeded")
                  ? Problem.of(
                      431,
                      GatewayReason.HEADERS_TOO_LARGE,
                      "The headers are over " + Gateway.MAX_HEADERS + " bytes")
                  : Problem.of(status.code(), GatewayReason.INVALID_REQUEST, detail);
        };
    Access.secure(headers);
    headers.set(HeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE);
    metrics.answered("other", NO_ROUTE, problem.status(), 0, true);
    return DirectHandler.TransportResponse.builder()
        .status(Status.create(problem.status()))
        .headers(headers)
        .entity(problem.toJson())
        .build();
  }
}
