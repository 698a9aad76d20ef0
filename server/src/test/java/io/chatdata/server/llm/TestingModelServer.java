package io.chatdata.server.llm;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import io.chatdata.server.base.Secret;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A provider of models over real HTTP that answers as a test or a script tells it, byte by byte if
 * wanted. It speaks the protocol that the path belongs to.
 */
public final class TestingModelServer implements AutoCloseable {
  public static final String KEY = "sk-testing-0123456789abcdef";

  private final ServerSocket server;
  private final Queue<TestingDelivery> answers = new ConcurrentLinkedQueue<>();
  private final List<Request> requests = new ArrayList<>();
  private final Supplier<TestingDelivery> otherwise;

  /**
   * What it was asked.
   *
   * @param path without its query
   * @param headers by their names in small letters
   */
  public record Request(String path, String query, Map<String, String> headers, JsonNode body) {}

  /** Any request that nothing was prepared for is refused. */
  public TestingModelServer() {
    this(0, () -> TestingDelivery.status(418, "no answer was prepared"));
  }

  private TestingModelServer(int port, Supplier<TestingDelivery> otherwise) {
    this.otherwise = otherwise;
    try {
      server = new ServerSocket(port, 500, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("testing-model-server").start(this::accept);
  }

  /** Plays a script to whoever asks, on a port: arguments are the port and the script's file. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    TestingScript script = TestingScript.read(Path.of(arguments[1]));
    try (var server = new TestingModelServer(Integer.parseInt(arguments[0]), script::next)) {
      for (String name : List.of("OPENAI", "ANTHROPIC", "GOOGLE", "XAI")) {
        System.out.printf(
            "export %1$s_API_KEY=%2$s %1$s_BASE_URL=http://localhost:%3$d/v1%n",
            name, KEY, server.port());
      }
      new CountDownLatch(1).await();
    }
  }

  /** The port that it listens on. */
  public int port() {
    return server.getLocalPort();
  }

  /** What a provider's base_url has to be to reach it. */
  public URI baseUrl() {
    return URI.create("http://localhost:%d/v1".formatted(port()));
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        // It was closed.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in = new BufferedInputStream(socket.getInputStream());
      while (true) {
        Request request = read(in);
        if (request == null) {
          return;
        }
        synchronized (this) {
          requests.add(request);
          notifyAll();
        }
        TestingDelivery answer = answers.poll();
        if (answer == null) {
          answer = otherwise.get();
        }
        if (!answer.send(socket, in, wire(request.path))) {
          return;
        }
      }
    } catch (IOException e) {
      // The client is gone, or was to be.
    }
  }

  private static ProviderConfig.Wire wire(String path) {
    if (path.endsWith("/chat/completions")) {
      return ProviderConfig.Wire.OPENAI;
    }
    return path.endsWith("/messages") ? ProviderConfig.Wire.ANTHROPIC : ProviderConfig.Wire.GOOGLE;
  }

  private static @org.jspecify.annotations.Nullable Request read(InputStream in)
      throws IOException {
    String first = line(in);
    if (first.isEmpty()) {
      return null;
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String[] header = line.split(": ?", 2);
      headers.put(header[0].toLowerCase(Locale.ROOT), header[1]);
    }
    byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    String[] target = first.split(" ", 3)[1].split("\\?", 2);
    return new Request(
        target[0],
        target.length > 1 ? target[1] : "",
        headers,
        Json.parse(new String(body, StandardCharsets.UTF_8)));
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  /** What it answers to the next requests, in this order. */
  public TestingModelServer answer(TestingDelivery... more) {
    answers.addAll(List.of(more));
    return this;
  }

  /** What it was asked so far. */
  public synchronized List<Request> requests() {
    return List.copyOf(requests);
  }

  /** Blocks until it was asked so often. */
  public synchronized void awaitRequests(int many) {
    while (requests.size() < many) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** A provider that reaches it by OpenAI's protocol, under OpenAI's name. */
  public RemoteProvider provider() {
    return provider(config(ProviderConfig.Wire.OPENAI, "openai"));
  }

  /** A provider that reaches it by OpenAI's protocol and sends a header. */
  public RemoteProvider provider(String header, String value) {
    return provider(
        config(
            ProviderConfig.Wire.OPENAI,
            "openai",
            KEY,
            Map.of(header, value),
            ProviderConfig.Timeouts.STANDARD,
            ""));
  }

  /** A provider that reaches it by a protocol, under a name. */
  public RemoteProvider provider(ProviderConfig.Wire wire, String id) {
    return provider(config(wire, id));
  }

  /**
   * A provider that reaches it by a protocol, under a name, may be silent for so long and is asked
   * again however often it has failed.
   */
  public RemoteProvider provider(ProviderConfig.Wire wire, String id, Duration idleTimeout) {
    var looks = new AtomicInteger();
    return provider(
        config(wire, id, idleTimeout),
        () -> Instant.EPOCH.plus(Circuit.PAUSE.multipliedBy(2L * looks.incrementAndGet())));
  }

  /** A provider that reaches it by a protocol, under a name, with a key of the test's. */
  public RemoteProvider provider(ProviderConfig.Wire wire, String id, String key) {
    return provider(config(wire, id, key, Map.of(), ProviderConfig.Timeouts.STANDARD, ""));
  }

  RemoteProvider provider(ProviderConfig config) {
    return provider(config, InstantSource.system());
  }

  RemoteProvider provider(ProviderConfig config, InstantSource clock) {
    return new RemoteProvider(
        config,
        ModelCatalog.load(),
        HttpClient.newBuilder().executor(Executors.newVirtualThreadPerTaskExecutor()).build(),
        new Patience(3, Duration.ofMillis(2), Duration.ofSeconds(30)),
        clock);
  }

  ProviderConfig config(ProviderConfig.Wire wire, String id) {
    return config(wire, id, ProviderConfig.Timeouts.STANDARD);
  }

  /** One that may be silent for so long. */
  ProviderConfig config(ProviderConfig.Wire wire, String id, Duration silence) {
    return config(
        wire,
        id,
        new ProviderConfig.Timeouts(ProviderConfig.Timeouts.STANDARD.connect(), silence, silence));
  }

  ProviderConfig config(ProviderConfig.Wire wire, String id, ProviderConfig.Timeouts timeouts) {
    return config(wire, id, timeouts, "");
  }

  ProviderConfig config(
      ProviderConfig.Wire wire,
      String id,
      ProviderConfig.Timeouts timeouts,
      String reasoningEffort) {
    return config(wire, id, KEY, Map.of(), timeouts, reasoningEffort);
  }

  private ProviderConfig config(
      ProviderConfig.Wire wire,
      String id,
      String key,
      Map<String, String> headers,
      ProviderConfig.Timeouts timeouts,
      String reasoningEffort) {
    return new ProviderConfig(
        id,
        id,
        wire,
        baseUrl(),
        Secret.of(key),
        id.toUpperCase(Locale.ROOT) + "_API_KEY",
        List.of(),
        "",
        headers,
        timeouts,
        reasoningEffort);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
