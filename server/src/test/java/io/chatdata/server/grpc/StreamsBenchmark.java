package io.chatdata.server.grpc;

import io.chatdata.server.llm.ProviderConfig;
import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingModelServer;
import io.chatdata.server.llm.TestingReply;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.TurnStatus;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * How long so many concurrent streams of one second take from the provider's wire to the clients of
 * one server, and in the same rounds how long without the product: the same requests sent straight
 * to the provider. All of it shares this machine. Ends with 1 when the median is over its limit.
 * Argument: how many streams.
 */
final class StreamsBenchmark {
  private static final double LIMIT_SECONDS = 3;
  private static final int ROUNDS = 7;
  private static final int WARM_UP_ROUNDS = 2;

  /** With the two that end it, so many events of a stream that one second is waited for. */
  private static final int PIECES = 18;

  private static final Duration BEFORE_EACH = Duration.ofMillis(50);

  private StreamsBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int streams = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 400;
    double[] product = new double[ROUNDS - WARM_UP_ROUNDS];
    double[] direct = new double[ROUNDS - WARM_UP_ROUNDS];
    try (var models = new TestingModelServer();
        TestingServer server =
            TestingServer.start(models.provider(ProviderConfig.Wire.OPENAI, "openai"));
        HttpClient http = HttpClient.newHttpClient()) {
      for (int round = 0; round < ROUNDS; round++) {
        double straight = seconds(models, streams, number -> straight(http, models));
        double through = seconds(models, streams, asking(server, streams));
        System.out.printf(
            "%s%d streams: %.2f s through the server, %.2f s straight from the provider%n",
            round < WARM_UP_ROUNDS ? "warming up, " : "", streams, through, straight);
        if (round >= WARM_UP_ROUNDS) {
          product[round - WARM_UP_ROUNDS] = through;
          direct[round - WARM_UP_ROUNDS] = straight;
        }
      }
    }
    Arrays.sort(product);
    Arrays.sort(direct);
    double median = product[product.length / 2];
    System.out.printf(
        "%d streams of one second on %d processors: median %.2f s (limit %.0f s), straight %.2f"
            + " s%n",
        streams,
        Runtime.getRuntime().availableProcessors(),
        median,
        LIMIT_SECONDS,
        direct[direct.length / 2]);
    System.exit(median <= LIMIT_SECONDS ? 0 : 1);
  }

  /** One of the streams, by its number. */
  private interface Stream {
    void read(int number) throws Exception;
  }

  private static double seconds(TestingModelServer models, int streams, Stream stream)
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
      long start = System.nanoTime();
      for (Future<Boolean> read : threads.invokeAll(reading)) {
        boolean _ = read.get();
      }
      return (System.nanoTime() - start) / 1e9;
    }
  }

  /** Each in a conversation of its own, which there is before the time counts. */
  private static Stream asking(TestingServer server, int streams) {
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
