package io.chatdata.e2e.bench;

import io.chatdata.e2e.TestingCommand;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.ChatServiceGrpc.ChatServiceBlockingStub;
import io.chatdata.v1.DataServiceGrpc;
import io.chatdata.v1.DataServiceGrpc.DataServiceBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The product as {@code ./chatdata up} starts it, with a data folder and ports of its own. */
final class Product implements AutoCloseable {
  static final String PROVIDER = "paced";

  private static final Pattern METRICS = Pattern.compile("Metrics are at (http\\S+)");
  private static final Pattern OPEN =
      Pattern.compile("(?m)^chatdata_server_streams_open ([\\d.]+)$");

  private final Path root;
  private final Path home;
  private final ManagedChannel channel;

  /**
   * Starts it.
   *
   * @param root the folder of ./chatdata
   * @param model the base URL of the model that answers
   */
  Product(Path root, URI model) throws IOException, InterruptedException {
    this.root = root;
    Path folder = Files.createDirectories(root.resolve("target", "bench"));
    home = Files.createTempDirectory(folder, "home").toAbsolutePath();
    Files.writeString(
        home.resolve("chatdata.yaml"),
        """
        providers:
          - id: %s
            base_url: %s
            models: [fake]
        turn: {max_running: 10000}
        """
            .formatted(PROVIDER, model));
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    if (launcher("up", "--detach") != 0) {
      throw new IOException("the product did not start; it says why above");
    }
    channel = ManagedChannelBuilder.forTarget(server()).usePlaintext().build();
  }

  private int launcher(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(root.resolve("chatdata").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder launcher =
        TestingCommand.of(
                command,
                Map.of(
                    "CHATDATA_HOME", home.toString(),
                    "CHATDATA_CONFIG", home.resolve("chatdata.yaml").toString(),
                    "CHATDATA_GRPC_PORT", "0",
                    "CHATDATA_METRICS_PORT", "0",
                    "CHATDATA_PORT", "0"))
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("launcher.log").toFile());
    int status = launcher.start().waitFor();
    if (status != 0) {
      System.err.print(Files.readString(home.resolve("launcher.log")));
    }
    return status;
  }

  private String read(String file) throws IOException {
    return Files.readString(home.resolve(file)).strip();
  }

  /** Host and port of the server. */
  String server() throws IOException {
    return read("run/server.ready");
  }

  /** Address of the gateway, without a path. */
  URI gateway() throws IOException {
    return URI.create(read("run/gateway.ready")).resolve("/");
  }

  /** A process of it: server or gateway. */
  Processes process(String name) throws IOException {
    return new Processes(List.of(Long.parseLong(read("run/%s.pid".formatted(name)))));
  }

  /** PostgreSQL with all its processes. */
  Processes postgres() throws IOException {
    return new Processes(List.of(Long.parseLong(postmaster(0))));
  }

  private String postmaster(int line) throws IOException {
    return Files.readAllLines(home.resolve("postgres", "postmaster.pid")).get(line).strip();
  }

  /** How psql and JDBC reach a database of the embedded PostgreSQL. */
  record Database(int port, String name, String password) {
    String jdbcUrl() {
      return "jdbc:postgresql://localhost:%d/%s?user=postgres&password=%s"
          .formatted(port, name, password);
    }
  }

  Database database(String name) throws IOException {
    return new Database(Integer.parseInt(postmaster(3)), name, read("postgres.password"));
  }

  ChatServiceBlockingStub chat() {
    return ChatServiceGrpc.newBlockingStub(channel);
  }

  DataServiceBlockingStub data() {
    return DataServiceGrpc.newBlockingStub(channel);
  }

  /** How many streams of events the server has open. */
  int openStreams() throws IOException {
    Matcher address = METRICS.matcher(read("run/server.log"));
    if (!address.find()) {
      throw new IOException("the server's log does not say where its metrics are");
    }
    try (InputStream metrics = URI.create(address.group(1)).toURL().openStream()) {
      Matcher open = OPEN.matcher(new String(metrics.readAllBytes(), StandardCharsets.UTF_8));
      if (!open.find()) {
        throw new IOException("the server's metrics have no count of open streams");
      }
      return (int) Double.parseDouble(open.group(1));
    }
  }

  private void stop() {
    try {
      if (Files.exists(home.resolve("run"))) {
        int _ = launcher("down");
      }
      TestingCommand.delete(home);
    } catch (IOException | UncheckedIOException e) {
      System.err.println("What was measured may still run in " + home + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
