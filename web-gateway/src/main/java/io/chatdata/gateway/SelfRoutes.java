package io.chatdata.gateway;

import com.google.protobuf.Empty;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the gateway says of itself and of the contract. */
final class SelfRoutes {
  static final Input<Empty> NO_INPUT = new Input<>(Empty.getDefaultInstance(), false, List.of());

  private final Backend backend;
  private final Metrics metrics;
  private final List<Route> all;
  private volatile byte @Nullable [] openApi;
  private volatile byte @Nullable [] protoZip;

  /**
   * @param all all routes, in the end with these
   */
  SelfRoutes(Backend backend, Metrics metrics, List<Route> all) {
    this.backend = backend;
    this.metrics = metrics;
    this.all = all;
  }

  List<Route> routes() {
    return List.of(
        route(
            "/health",
            "health",
            "Whether the gateway runs and its server serves.",
            List.of(
                Route.Reply.json(200, "Both do.", "Health"),
                Route.Reply.json(503, "The server doesn't.", "Health")),
            this::health),
        route(
            "/health/live",
            "live",
            "Whether the gateway runs.",
            List.of(Route.Reply.json(200, "It does.", "Health")),
            exchange -> exchange.json(200, utf8("{\"status\":\"UP\"}"))),
        route(
            "/metrics",
            "metrics",
            "The gateway's metrics, for Prometheus.",
            List.of(Route.Reply.of("In Prometheus's text format.", "text/plain")),
            exchange -> exchange.send(200, Metrics.MEDIA_TYPE, metrics.print())),
        route(
            "/openapi",
            "openApi",
            "This document.",
            List.of(Route.Reply.of("OpenAPI 3.1.", "application/json")),
            this::openApi),
        route(
            "/proto.zip",
            "protoZip",
            "The .proto files of the contract, for gRPC clients.",
            List.of(Route.Reply.of("A zip file.", "application/zip")),
            this::protoZip));
  }

  static Route route(
      String path, String id, String description, List<Route.Reply> replies, Handler handler) {
    return new Route("GET", path, id, "", description, NO_INPUT, replies, handler);
  }

  private void health(Exchange exchange) throws InterruptedException {
    String server = backend.health();
    boolean up = server.equals("SERVING");
    exchange.json(
        up ? 200 : 503,
        utf8("{\"status\":\"" + (up ? "UP" : "DOWN") + "\",\"server\":\"" + server + "\"}"));
  }

  private void openApi(Exchange exchange) {
    byte[] document = openApi;
    if (document == null) {
      document = utf8(new OpenApi(all).document().toString());
      openApi = document;
    }
    exchange.send(200, "application/json", document);
  }

  private void protoZip(Exchange exchange) {
    byte[] zip = protoZip;
    if (zip == null) {
      zip = ProtoZip.make();
      protoZip = zip;
    }
    exchange.send(200, "application/zip", zip);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
