package io.chatdata.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/** The server's own /metrics, on loopback. */
final class MetricsServer implements AutoCloseable {
  private static final String PATH = "/metrics";

  /** A page of another site whose name was rebound to this machine comes with that name. */
  private static final Pattern LOOPBACK =
      Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private MetricsServer(HttpServer server, PrometheusRegistry registry) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, registry));
    server.start();
  }

  /**
   * Starts it.
   *
   * @param port 0 picks a free one
   * @throws IOException where the port is taken
   */
  static MetricsServer start(int port, PrometheusRegistry registry) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return new MetricsServer(HttpServer.create(address, 0), registry);
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + PATH;
  }

  private static void answer(HttpExchange exchange, PrometheusRegistry registry)
      throws IOException {
    try (exchange) {
      String host = exchange.getRequestHeaders().getFirst("Host");
      if (host == null || !LOOPBACK.matcher(host).matches()) {
        send(exchange, 403, "The Host header must be localhost\n");
      } else if (!exchange.getRequestURI().getPath().equals(PATH)) {
        send(exchange, 404, "There is only " + PATH + " here\n");
      } else if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        send(exchange, 405, "Only GET is allowed here\n");
      } else {
        var out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(out, registry.scrape());
        send(exchange, 200, out.toString(StandardCharsets.UTF_8));
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    exchange
        .getResponseHeaders()
        .set(
            "Content-Type",
            status == 200 ? PrometheusTextFormatWriter.CONTENT_TYPE : "text/plain; charset=utf-8");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
