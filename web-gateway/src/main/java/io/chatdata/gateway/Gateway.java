package io.chatdata.gateway;

import io.chatdata.telemetry.Telemetry;
import io.helidon.common.socket.SocketOptions;
import io.helidon.http.DirectHandler;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running gateway. */
public final class Gateway implements AutoCloseable {
  /** The longest request line, in bytes. */
  static final int MAX_PROLOGUE = 8 * 1024;

  /** The most bytes of headers. */
  static final int MAX_HEADERS = 16 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final String PAGE = "/ui/";
  private static final Duration STREAMS_END = Duration.ofSeconds(1);
  private static final Duration REQUESTS_END = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofMillis(100);

  private final GatewayConfig config;
  private final Ticker ticker;
  private final Backend backend;
  private final Router router;
  private final WebServer server;
  private final Thread readiness;

  private Gateway(GatewayConfig config, String page, Telemetry telemetry) {
    this.config = config;
    ticker = new Ticker(period(config.limits()));
    backend = new Backend(config, ticker);
    var metrics = new Metrics();
    router = new Router(routes(config, backend, metrics, ticker, page));
    server =
        webServer(
            config,
            ticker,
            new FrontDoor(router, new Access(config), metrics, telemetry, config.limits().write()));
    readiness = Thread.ofVirtual().name("readiness").unstarted(this::waitUntilReady);
  }

  /**
   * Starts a gateway. The server need not run yet.
   *
   * @throws BindException when the port is taken, with the way out
   */
  public static Gateway start(GatewayConfig config) throws BindException {
    return start(config, PAGE, Telemetry.OFF);
  }

  /** Starts a gateway whose requests are traced. */
  static Gateway start(GatewayConfig config, Telemetry telemetry) throws BindException {
    return start(config, PAGE, telemetry);
  }

  /**
   * Starts a gateway with another page.
   *
   * @param page folder of the class path, with a slash at both ends
   */
  static Gateway start(GatewayConfig config, String page) throws BindException {
    return start(config, page, Telemetry.OFF);
  }

  private static Gateway start(GatewayConfig config, String page, Telemetry telemetry)
      throws BindException {
    removeReadyFile(config.readyFile());
    checkPort(config);
    var gateway = new Gateway(config, page, telemetry);
    gateway.server.start();
    if (!gateway.server.isRunning()) {
      gateway.close();
      throw new BindException("The gateway could not start; its log says why");
    }
    LOG.info("Listening on {}, server {}", gateway.address(), config.servers());
    gateway.readiness.start();
    return gateway;
  }

  private static List<Route> routes(
      GatewayConfig config, Backend backend, Metrics metrics, Ticker ticker, String page) {
    var rpcs = new Rpcs(backend);
    var routes = new ArrayList<Route>();
    routes.addAll(
        new ChatRoutes(backend, rpcs, metrics, ticker, config.limits().heartbeat()).routes());
    routes.addAll(DataRoutes.of(rpcs));
    routes.addAll(new SetupRoutes(backend).routes());
    routes.add(new McpHttp(new McpServer(backend, ticker), config.limits().heartbeat()).route());
    routes.addAll(new PageRoutes(page).routes());
    routes.addAll(new SelfRoutes(backend, metrics, Collections.unmodifiableList(routes)).routes());
    return routes;
  }

  private static WebServer webServer(GatewayConfig config, Ticker ticker, FrontDoor door) {
    GatewayConfig.Limits limits = config.limits();
    var refusals = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      refusals.addHandler(type, door::refuse);
    }
    var server = WebServer.builder();
    if (config.security().tls() != null) {
      server.tls(Certificate.tls(config.security().tls(), ticker));
    }
    return server
        .host(config.host())
        .port(config.port())
        .shutdownHook(false)
        .shutdownGracePeriod(REQUESTS_END)
        .maxPayloadSize(Connections.MAX_BODY)
        .maxTcpConnections(limits.connections())
        .idleConnectionTimeout(limits.idle())
        .idleConnectionPeriod(limits.idle().dividedBy(6))
        .writeBufferSize(0)
        .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
        // One protocol: else a connection that sends nothing would not count as idle.
        .protocolsDiscoverServices(false)
        .addProtocol(
            Http1Config.builder()
                .maxPrologueLength(MAX_PROLOGUE)
                .maxHeadersSize(MAX_HEADERS)
                .addReceiveListener(new Connections(ticker, limits.receive()))
                .build())
        .errorHandling(ErrorHandling.builder().includeEntity(true).build())
        .directHandlers(refusals.build())
        .routing(HttpRouting.builder().addFilter(FrontDoor::closeIfSaid).any(door::handle))
        .build();
  }

  /** The address of the page. */
  public String address() {
    String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
    return (config.security().tls() == null ? "http://" : "https://")
        + host
        + ":"
        + port()
        + "/chat";
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  List<Route> routes() {
    return router.routes();
  }

  /**
   * Stops within a few seconds: open streams end with an error that says so; requests that run get
   * a second.
   */
  @Override
  public void close() {
    backend.endStreams();
    long deadline = System.nanoTime() + STREAMS_END.toNanos();
    try {
      readiness.interrupt();
      readiness.join();
      removeReadyFile(config.readyFile());
      while (backend.openStreams() > 0 && System.nanoTime() < deadline) {
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop();
    backend.close();
    ticker.close();
  }

  private void waitUntilReady() {
    try {
      while (!backend.isServing()) {
        Thread.sleep(LOOK);
      }
      LOG.info("Ready: {}", address());
      if (config.readyFile() != null) {
        writeReadyFile(config.readyFile(), address());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.error("The ready file {} can't be written", config.readyFile(), e);
    }
  }

  /** Nobody sees a half-written file: it gets its name when it is complete. */
  private static void writeReadyFile(Path file, String address) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Path unfinished = Files.createTempFile(directory, file.getFileName().toString(), ".tmp");
    Files.writeString(unfinished, address + "\n");
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void removeReadyFile(@Nullable Path file) {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException("The ready file " + file + " can't be removed", e);
      }
    }
  }

  /** The web server only logs that a port is taken; so it is tried before. */
  private static void checkPort(GatewayConfig config) throws BindException {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(config.host()), config.port()));
    } catch (IOException e) {
      var failure =
          new BindException(
              "Port "
                  + config.port()
                  + " on "
                  + config.host()
                  + " can't be used ("
                  + e.getMessage()
                  + "); stop what uses it, or choose another with --port or CHATDATA_PORT");
      failure.initCause(e);
      throw failure;
    }
  }

  private static Duration period(GatewayConfig.Limits limits) {
    Duration shortest =
        Collections.min(List.of(limits.receive(), limits.heartbeat(), limits.write()));
    return Collections.min(List.of(shortest.dividedBy(5), Duration.ofMillis(500)));
  }
}
