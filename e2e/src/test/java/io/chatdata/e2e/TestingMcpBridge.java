package io.chatdata.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.chatdata.server.base.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets clients that speak MCP over HTTP alone reach a program that speaks it on standard input and
 * output: each body is a line there, and the line with its id is the answer.
 */
final class TestingMcpBridge implements AutoCloseable {
  private final Process program;
  private final Writer in;
  private final HttpServer http;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();

  TestingMcpBridge(ProcessBuilder command) throws IOException {
    program = command.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    in = program.outputWriter(UTF_8);
    Thread.ofVirtual().start(this::read);
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/mcp", this::handle);
    http.start();
  }

  /** Where clients find it. */
  String address() {
    return "http://127.0.0.1:%d/mcp".formatted(http.getAddress().getPort());
  }

  private void read() {
    try (BufferedReader out = program.inputReader(UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        JsonNode message = Json.parse(line);
        CompletableFuture<JsonNode> answer = waiting.remove(message.path("id").asInt(-1));
        if (answer != null) {
          answer.complete(message);
        }
      }
    } catch (IOException e) {
      waiting.values().forEach(answer -> answer.completeExceptionally(e));
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("POST")) {
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      var message =
          (ObjectNode) Json.parse(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      JsonNode id = message.get("id");
      if (id == null || !message.has("method")) {
        write(message);
        exchange.sendResponseHeaders(202, -1);
        return;
      }
      // Clients count by themselves, each from 0 on.
      int own = ids.incrementAndGet();
      var answer = new CompletableFuture<JsonNode>();
      waiting.put(own, answer);
      write(message.put("id", own));
      byte[] body = ((ObjectNode) answer.join()).set("id", id).toString().getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private synchronized void write(JsonNode message) throws IOException {
    in.write(message + "\n");
    in.flush();
  }

  @Override
  public void close() {
    http.stop(0);
    program.destroy();
    program.onExit().join();
  }
}
