package io.chatdata.server.grpc;

import io.chatdata.server.base.Cancellation;
import io.chatdata.server.llm.FinishReason;
import io.chatdata.server.llm.ModelEvent;
import io.chatdata.server.llm.ModelRequest;
import io.chatdata.server.llm.Prompt;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import io.chatdata.server.turn.TestingProvider;
import io.chatdata.server.turn.TestingProvider.Script;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.ChatServiceGrpc.ChatServiceBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A server in a process of its own, to be killed, stopped and continued. Its model does what a
 * message tells it, one word after the other: {@code say}, {@code stream} until cancelled, {@code
 * call} a quick tool, {@code sleep} in a slow one, {@code hang}. Behind the word {@code random} it
 * gives one of {@link RandomAnswers}.
 */
final class TestingServerProcess implements AutoCloseable {
  private static final String READY = "ready at ";

  private final Process process;
  private final ManagedChannel channel;
  private final int port;
  final ChatServiceBlockingStub chat;

  private TestingServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
    channel = ManagedChannelBuilder.forAddress("localhost", port).usePlaintext().build();
    chat = ChatServiceGrpc.newBlockingStub(channel);
  }

  static TestingServerProcess start(TestingDatabase store, TestingDatabase data)
      throws IOException {
    return start(System.getProperty("java.class.path"), store, data);
  }

  /** Starts one that reaches its databases through a port of the test's. */
  static TestingServerProcess startThrough(
      int postgresPort, TestingDatabase store, TestingDatabase data) throws IOException {
    return start(System.getProperty("java.class.path"), postgresPort, store, data);
  }

  /** Starts one of the classes on a path, which may be those of another version. */
  static TestingServerProcess start(String classPath, TestingDatabase store, TestingDatabase data)
      throws IOException {
    return start(classPath, TestingPostgres.port(), store, data);
  }

  private static TestingServerProcess start(
      String classPath, int postgresPort, TestingDatabase store, TestingDatabase data)
      throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-D%s=%d".formatted(TestingPostgres.PARENTS_PORT, postgresPort),
                "-cp",
                classPath,
                TestingServerProcess.class.getName(),
                store.name(),
                store.reader(),
                data.name(),
                data.reader())
            .redirectErrorStream(true)
            .start();
    var out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    var said = new StringJoiner("\n");
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      said.add(line);
      if (line.startsWith(READY)) {
        Thread.ofPlatform().daemon().start(() -> out.lines().forEach(logged -> {}));
        return new TestingServerProcess(process, Integer.parseInt(line.substring(READY.length())));
      }
    }
    throw new IllegalStateException("the server did not start: " + said);
  }

  public static void main(String[] arguments) throws InterruptedException {
    TestingServer server =
        TestingServer.startOn(
            new TestingDatabase(arguments[0], arguments[1]),
            new TestingDatabase(arguments[2], arguments[3]));
    server.provider.answer(TestingServerProcess::script);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    System.out.println(READY + server.port());
    new CountDownLatch(1).await();
  }

  private static Script script(ModelRequest request) {
    List<Prompt> prompts = request.prompts();
    int asked = prompts.size() - 1;
    while (!(prompts.get(asked) instanceof Prompt.User)) {
      asked--;
    }
    List<String> words = List.of(((Prompt.User) prompts.get(asked)).text().split(" ", -1));
    if (words.getFirst().equals("random")) {
      return RandomAnswers.to(request);
    }
    // Each tool call so far was a word, after which the model was asked again.
    long calls =
        prompts.subList(asked, prompts.size()).stream()
            .filter(Prompt.ToolOutput.class::isInstance)
            .count();
    int first = 0;
    for (long seen = 0; seen < calls; first++) {
      seen += words.get(first).equals("call") || words.get(first).equals("sleep") ? 1 : 0;
    }
    List<String> rest = words.subList(first, words.size());
    return (events, cancellation) -> play(rest, events, cancellation);
  }

  private static FinishReason play(
      List<String> words, Consumer<ModelEvent> events, Cancellation cancellation) {
    for (String word : words) {
      switch (word) {
        case "stream" -> {
          for (int i = 0; !cancellation.isCancelled(); i++) {
            events.accept(new ModelEvent.Text(i + " "));
            LockSupport.parkNanos(10_000_000);
          }
        }
        case "call" -> {
          events.accept(new ModelEvent.ToolCall("quick", "list_tables", "{}", ""));
          return FinishReason.TOOL_CALLS;
        }
        case "sleep" -> {
          events.accept(
              new ModelEvent.ToolCall(
                  "slow", "run_query", "{\"sql\": \"%s\"}".formatted(SLOW), ""));
          return FinishReason.TOOL_CALLS;
        }
        case "hang" -> {
          var cancelled = new CountDownLatch(1);
          try (var _ = cancellation.onCancel(cancelled::countDown)) {
            TestingProvider.await(cancelled);
          }
          return FinishReason.CANCELLED;
        }
        default -> events.accept(new ModelEvent.Text(word));
      }
    }
    return FinishReason.STOP;
  }

  /** Takes far longer than a test. */
  private static final String SLOW =
      "select count(*) from generate_series(1, 100000) a, generate_series(1, 100000) b";

  /** Sends it a signal, such as KILL, STOP, CONT or TERM. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  int port() {
    return port;
  }

  Process process() {
    return process;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    process.destroyForcibly();
  }
}
