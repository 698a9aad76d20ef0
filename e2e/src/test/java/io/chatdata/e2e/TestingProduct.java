package io.chatdata.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chatdata.server.llm.TestingModelServer;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.ChatServiceGrpc.ChatServiceBlockingStub;
import io.chatdata.v1.DataServiceGrpc;
import io.chatdata.v1.DataServiceGrpc.DataServiceBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server and a gateway as processes of their own, with a data folder and ports of their own.
 * Whatever a test does, they have ended when the tests' JVM has.
 */
final class TestingProduct implements AutoCloseable {
  private static final long READY_SECONDS = 300;
  private static final long STOP_SECONDS = 60;
  private static final Path LOGS = Path.of("target", "logs");
  private static final Set<TestingProduct> OPEN = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> OPEN.parallelStream().forEach(TestingProduct::close)));
  }

  private final String name;
  private final Path home;
  private final Map<String, String> environment;
  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable Process server;
  private @Nullable Process gateway;
  private @Nullable ManagedChannel channel;
  private String serverAddress = "";
  private String gatewayAddress = "";

  private TestingProduct(String name, Map<String, String> environment) {
    this.name = name;
    home = TestingCommand.folder(name);
    this.environment = new HashMap<>(environment);
    this.environment.put("CHATDATA_HOME", home.toString());
    this.environment.putAll(TestingCommand.FREE_PORTS);
  }

  private static final class Plain {
    static final TestingProduct PRODUCT = started("plain", Map.of());
  }

  private static final class WithOpenAi {
    static final TestingModelServer MODEL = new TestingModelServer();
    static final TestingProduct PRODUCT = started("openai", MODEL);
  }

  /** The product as it comes, without any configuration; shared by all tests. */
  static TestingProduct plain() {
    return Plain.PRODUCT;
  }

  /** One whose OpenAI is {@link #openAi}; shared by all tests. */
  static TestingProduct withOpenAi() {
    return WithOpenAi.PRODUCT;
  }

  /** Answers what {@link #withOpenAi} asks it. */
  static TestingModelServer openAi() {
    return WithOpenAi.MODEL;
  }

  /**
   * A new one, running.
   *
   * @param name names its logs, which stay in target/logs
   */
  static TestingProduct started(String name, Map<String, String> environment) {
    var product = new TestingProduct(name, environment);
    OPEN.add(product);
    TestingCommand.delete(product.log("server"));
    TestingCommand.delete(product.log("gateway"));
    if (!environment.containsKey("DATABASE_URL")) {
      TestingHome.copyTo(product.home);
    }
    product.start();
    return product;
  }

  /** The data folder of one that was started and has stopped. */
  static Path stoppedHome() {
    var product = new TestingProduct("first", Map.of());
    OPEN.add(product);
    product.startServer();
    var _ = product.stop();
    OPEN.remove(product);
    return product.home;
  }

  /** A new one, running, whose OpenAI is a fake, which is asked for answers and not for titles. */
  static TestingProduct started(String name, TestingModelServer openAi) {
    return started(name, openAi, Map.of());
  }

  /** Such a one with further variables. */
  static TestingProduct started(
      String name, TestingModelServer openAi, Map<String, String> further) {
    Path config = LOGS.resolveSibling(name + ".yaml").toAbsolutePath();
    try {
      Files.writeString(config, "turn: {model_titles: false}\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> environment = new HashMap<>(further);
    environment.put("CHATDATA_CONFIG", config.toString());
    environment.put("OPENAI_API_KEY", TestingModelServer.KEY);
    environment.put("OPENAI_BASE_URL", openAi.baseUrl().toString());
    return started(name, environment);
  }

  /** Starts it on the data that it has. */
  void start() {
    startServer();
    gateway =
        launch(
            TestingProgram.GATEWAY,
            "gateway",
            "--server",
            serverAddress,
            "--ready-file",
            ready("gateway").toString());
    gatewayAddress = awaitReady(gateway, "gateway").replaceFirst("/chat$", "");
    channel = ManagedChannelBuilder.forTarget(serverAddress).usePlaintext().build();
  }

  private void startServer() {
    server = launch(TestingProgram.SERVER, "server", "--ready-file", ready("server").toString());
    serverAddress = awaitReady(server, "server");
  }

  private Path ready(String program) {
    return home.resolve(program + ".ready");
  }

  private Process launch(TestingProgram program, String log, String... arguments) {
    try {
      Files.createDirectories(LOGS);
      Files.deleteIfExists(ready(log));
      return program
          .with(environment, arguments)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log(log).toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String awaitReady(Process process, String program) {
    Path file = ready(program);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
    try {
      while (!Files.exists(file) || Files.size(file) == 0) {
        if (process.waitFor(10, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
          close();
          throw new IllegalStateException(
              "the %s is not ready:%n%s".formatted(program, Files.readString(log(program))));
        }
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What the server or the gateway has written. */
  Path log(String program) {
    return LOGS.resolve(name + "-" + program + ".log");
  }

  /** Stops both as ./chatdata down does; their exit statuses. */
  List<Integer> stop() {
    return end(Process::destroy);
  }

  /** Lets the server stand still meanwhile; after 10 s of that another would take it for dead. */
  void holdingServer(Runnable work) {
    signal("STOP");
    try {
      work.run();
    } finally {
      signal("CONT");
    }
  }

  private void signal(String name) {
    String pid = Long.toString(Objects.requireNonNull(server).pid());
    TestingCommand.run(new ProcessBuilder("kill", "-" + name, pid)).succeeded();
  }

  /** Ends both by SIGKILL. The embedded database goes on: nobody tells it. */
  void kill() {
    end(Process::destroyForcibly);
  }

  private List<Integer> end(java.util.function.Consumer<Process> signal) {
    if (channel != null) {
      channel.shutdownNow();
      channel = null;
    }
    List<Integer> statuses = new ArrayList<>();
    for (Process process : processes()) {
      signal.accept(process);
    }
    try {
      for (Process process : processes()) {
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
        statuses.add(process.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return statuses;
  }

  private List<Process> processes() {
    List<Process> processes = new ArrayList<>();
    Optional.ofNullable(gateway).ifPresent(processes::add);
    Optional.ofNullable(server).ifPresent(processes::add);
    return processes;
  }

  /** The process of the embedded database, where one runs. */
  Optional<ProcessHandle> postmaster() {
    return postmasterFile(0).flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)));
  }

  private Optional<String> postmasterFile(int line) {
    try {
      return Optional.of(
          Files.readAllLines(home.resolve("postgres", "postmaster.pid")).get(line).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * A database of the embedded PostgreSQL, for its superuser: chatdata is the store, demo the shop.
   */
  TestingSql database(String database) {
    String port = postmasterFile(3).orElseThrow();
    try {
      return new TestingSql(
          "jdbc:postgresql://localhost:%s/%s".formatted(port, database),
          "postgres",
          Files.readString(home.resolve("postgres.password")).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path home() {
    return home;
  }

  /** Host and port of the server. */
  String server() {
    return serverAddress;
  }

  /** Address of the gateway, without a path. */
  String gateway() {
    return gatewayAddress;
  }

  ChatServiceBlockingStub chat() {
    return ChatServiceGrpc.newBlockingStub(Objects.requireNonNull(channel));
  }

  DataServiceBlockingStub data() {
    return DataServiceGrpc.newBlockingStub(Objects.requireNonNull(channel));
  }

  /** Sends a request to the gateway; without a body it is a GET, with one a POST. */
  <T> HttpResponse<T> rest(
      String path, @Nullable String body, HttpResponse.BodyHandler<T> handler, String... headers) {
    var request = HttpRequest.newBuilder(URI.create(gatewayAddress + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    if (body != null) {
      request.header("Content-Type", "application/json");
      request.POST(HttpRequest.BodyPublishers.ofString(body, UTF_8));
    }
    try {
      return http.send(request.build(), handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The command line, with this server. */
  ProcessBuilder commandLine(String... arguments) {
    return TestingProgram.CLIENT.with(Map.of("CHATDATA_SERVER", serverAddress), arguments);
  }

  /** Ends it, and what a kill left of it. */
  @Override
  public void close() {
    stop();
    postmaster()
        .ifPresent(
            process -> {
              process.destroy();
              process.onExit().join();
            });
    TestingCommand.delete(home);
    OPEN.remove(this);
  }
}
