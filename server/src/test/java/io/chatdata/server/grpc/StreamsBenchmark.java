package io.chatdata.server.grpc;

import io.chatdata.server.llm.ProviderConfig;
import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingModelServer;
import io.chatdata.server.llm.TestingReply;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.TurnStatus;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How long so many concurrent streams of one second take from the provider's wire to the clients of
 * one server, and in the same rounds how long without the product: the same requests sent straight
 * to the provider. All of it shares this machine, so the processor time is told as well: that of
 * this JVM, which is the server, the provider and the clients, and that of PostgreSQL. Ends with 1
 * when the median is over its limit. Argument: how many streams.
 */
final class StreamsBenchmark {
  private static final double LIMIT_SECONDS = 3;
  private static final int ROUNDS = 5;

  /** Until the compiler has little left to do. */
  private static final int WARM_UP_ROUNDS = 10;

  /** With the two that end it, so many events of a stream that one second is waited for. */
  private static final int PIECES = 18;

  private static final Duration BEFORE_EACH = Duration.ofMillis(50);

  private StreamsBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int streams = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 400;
    List<Round> product = new ArrayList<>();
    List<Round> direct = new ArrayList<>();
    try (var models = new TestingModelServer();
        TestingServer server =
            TestingServer.start(models.provider(ProviderConfig.Wire.OPENAI, "openai"));
        HttpClient http = HttpClient.newHttpClient()) {
      for (int round = 0; round < WARM_UP_ROUNDS; round++) {
        Round _ = round(models, streams, number -> straight(http, models));
        System.out.println("warming up: " + round(models, streams, asking(server, streams)));
      }
      for (int round = 0; round < ROUNDS; round++) {
        direct.add(round(models, streams, number -> straight(http, models)));
        product.add(round(models, streams, asking(server, streams)));
        System.out.printf(
            "%d streams: %s through the server; %s straight from the provider%n",
            streams, product.getLast(), direct.getLast());
      }
    }
    Round median = median(product);
    System.out.printf(
        "%d streams of one second on %d processors: median %s (limit %.0f s), straight %s%n",
        streams, Runtime.getRuntime().availableProcessors(), median, LIMIT_SECONDS, median(direct));
    System.exit(median.seconds() <= LIMIT_SECONDS ? 0 : 1);
  }

  private static Round median(List<Round> rounds) {
    return rounds.stream()
        .sorted(Comparator.comparingDouble(Round::seconds))
        .toList()
        .get(rounds.size() / 2);
  }

  /** One round: how long it took, and the processor time of it. */
  private record Round(double seconds, double jvm, double postgres) {
    @Override
    public String toString() {
      return "%.2f s (processors: JVM %.2f s, PostgreSQL %.2f s)".formatted(seconds, jvm, postgres);
    }
  }

  /** One of the streams, by its number. */
  private interface Asking {
    void read(int number) throws Exception;
  }

  private static Round round(TestingModelServer models, int streams, Asking stream)
      throws Exception {
    TestingReply reply =
        TestingReply.saying(Collections.nCopies(PIECES, "word ").toArray(String[]::new));
    for (int i = 0; i < streams; i++) {
      models.answer(TestingDelivery.of(reply).delayed(BEFORE_EACH));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> reading =
          IntStream.range(0, streams)
              .<Callable<Boolean>>mapToObj(
                  number ->
                      () -> {
                        stream.read(number);
                        return true;
                      })
              .toList();
      Duration jvm = ProcessHandle.current().info().totalCpuDuration().orElseThrow();
      Duration postgres = postgres();
      long start = System.nanoTime();
      for (Future<Boolean> read : threads.invokeAll(reading)) {
        boolean _ = read.get();
      }
      return new Round(
          (System.nanoTime() - start) / 1e9,
          seconds(ProcessHandle.current().info().totalCpuDuration().orElseThrow().minus(jvm)),
          seconds(postgres().minus(postgres)));
    }
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }

  /** What the processes of the tests' PostgreSQL that live have used. */
  private static Duration postgres() throws Exception {
    ProcessHandle postmaster = ProcessHandle.of(TestingPostgres.process()).orElseThrow();
    return Stream.concat(Stream.of(postmaster), postmaster.descendants())
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** Each in a conversation of its own, which there is before the time counts. */
  private static Asking asking(TestingServer server, int streams) {
    List<String> conversations =
        IntStream.range(0, streams)
            .mapToObj(number -> server.conversation("openai", "gpt-4.1").getId())
            .toList();
    return number -> {
      List<ChatEvent> events = server.ask(conversations.get(number), "Go");
      if (events.getLast().getTurnFinished().getStatus() != TurnStatus.TURN_STATUS_COMPLETED
          || !TestingServer.text(events).equals("word ".repeat(PIECES))) {
        throw new IllegalStateException(events.toString());
      }
    };
  }

  private static void straight(HttpClient http, TestingModelServer models) throws Exception {
    HttpResponse<byte[]> response =
        http.send(
            HttpRequest.newBuilder(URI.create(models.baseUrl() + "/chat/completions"))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IllegalStateException("the provider answered " + response.statusCode());
    }
  }
}
