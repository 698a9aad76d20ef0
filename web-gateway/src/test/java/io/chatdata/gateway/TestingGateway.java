package io.chatdata.gateway;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** A gateway on a free port in front of a {@link TestingChatServer}, and a client of it. */
final class TestingGateway implements AutoCloseable {
  static {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  final TestingChatServer server = new TestingChatServer();
  final Gateway gateway;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  TestingGateway() {
    this(UnaryOperator.identity());
  }

  TestingGateway(UnaryOperator<GatewayConfig> change) {
    try {
      gateway = Gateway.start(change.apply(GatewayConfig.of(server.address())));
    } catch (BindException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A configuration with other limits. */
  static UnaryOperator<GatewayConfig> limits(UnaryOperator<GatewayConfig.Limits> change) {
    return config ->
        new GatewayConfig(
            config.servers(),
            config.host(),
            config.port(),
            config.allowedHosts(),
            config.allowedOrigins(),
            config.corsOrigins(),
            config.readyFile(),
            config.security(),
            change.apply(config.limits()));
  }

  static UnaryOperator<GatewayConfig> access(
      Set<String> hosts, Set<String> origins, Set<String> corsOrigins) {
    return config ->
        new GatewayConfig(
            config.servers(),
            config.host(),
            config.port(),
            hosts,
            origins,
            corsOrigins,
            config.readyFile(),
            config.security(),
            config.limits());
  }

  static UnaryOperator<GatewayConfig> security(Security security) {
    return config ->
        new GatewayConfig(
            config.servers(),
            config.host(),
            config.port(),
            config.allowedHosts(),
            config.allowedOrigins(),
            config.corsOrigins(),
            config.readyFile(),
            security,
            config.limits());
  }

  /** Limits with a short heartbeat, or a short limit for stuck writes, or for receiving. */
  static GatewayConfig.Limits with(
      GatewayConfig.Limits limits, Duration receive, Duration heartbeat, Duration write) {
    return new GatewayConfig.Limits(
        receive, limits.idle(), heartbeat, write, limits.connections(), limits.streams());
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(to(path).build());
  }

  HttpResponse<byte[]> getBytes(String path) throws IOException, InterruptedException {
    return client.send(to(path).build(), BodyHandlers.ofByteArray());
  }

  HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
    return send("POST", path, json);
  }

  HttpResponse<String> send(String method, String path, String json)
      throws IOException, InterruptedException {
    return send(
        to(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json))
            .build());
  }

  HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.ofString());
  }

  /** The response with its body as it comes. */
  SseClient events(HttpRequest request) throws IOException, InterruptedException {
    return new SseClient(client.send(request, BodyHandlers.ofInputStream()));
  }

  SseClient events(String path) throws IOException, InterruptedException {
    return events(to(path).build());
  }

  HttpRequest postRequest(String path, String json) {
    return to(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(json))
        .build();
  }

  InetSocketAddress socketAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port());
  }

  /** A connection that bytes are written to and read from as they are. */
  Socket socket() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
    socket.setSoTimeout(30_000);
    return socket;
  }

  static JsonObject json(HttpResponse<String> response) {
    return JsonParser.parseString(response.body()).getAsJsonObject();
  }

  @Override
  public void close() {
    client.close();
    gateway.close();
    server.close();
  }
}
