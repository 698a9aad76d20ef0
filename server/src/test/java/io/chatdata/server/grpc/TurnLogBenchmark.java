package io.chatdata.server.grpc;

import io.chatdata.log.v1.LogEntry;
import io.chatdata.server.base.Json;
import io.chatdata.server.conversation.ConversationDao.NewConversation;
import io.chatdata.server.conversation.Conversations;
import io.chatdata.server.explorer.ConnectionConfig;
import io.chatdata.server.explorer.Connections;
import io.chatdata.server.explorer.Results;
import io.chatdata.server.explorer.Tools;
import io.chatdata.server.llm.FinishReason;
import io.chatdata.server.llm.ModelEvent;
import io.chatdata.server.llm.ModelMetrics;
import io.chatdata.server.llm.Providers;
import io.chatdata.server.sql.TestingConfig;
import io.chatdata.server.store.Store;
import io.chatdata.server.store.StoreConfig;
import io.chatdata.server.turn.Chunk;
import io.chatdata.server.turn.StartRequest;
import io.chatdata.server.turn.TestingProvider;
import io.chatdata.server.turn.TurnReader;
import io.chatdata.server.turn.Turns;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/**
 * How long a token takes from when it is due until it is committed and a reader has it: turns that
 * each get tokens at a steady rate, on the embedded store. Arguments: turns, tokens a second of
 * each, seconds.
 */
final class TurnLogBenchmark {
  private static final int WARM_UP_SECONDS = 5;

  private TurnLogBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int turns = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 500;
    int rate = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 50;
    int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20;
    Path home = Files.createTempDirectory("turn-log-benchmark");
    System.out.printf("fsync of 8 KiB: %d µs median%n", fsyncMicros(home));
    try (Store store = Store.open(new StoreConfig(home.resolve("home"), null, true))) {
      long[] nanos = run(store, turns, rate, seconds);
      Arrays.sort(nanos);
      System.out.printf(
          "%d turns × %d tokens/s, %d tokens: due to committed and read %s%n",
          turns,
          rate,
          nanos.length,
          LongStream.of(500, 900, 990, 999)
              .mapToObj(
                  part ->
                      "p%s %.2f ms"
                          .formatted(part / 10.0, nanos[(int) (nanos.length * part / 1000)] / 1e6))
              .toList());
    }
  }

  private static long[] run(Store store, int turns, int rate, int seconds) throws Exception {
    var provider = new TestingProvider();
    int tokens = rate * (WARM_UP_SECONDS + seconds);
    long period = 1_000_000_000L / rate;
    var phases = new AtomicInteger();
    provider.answer(
        request ->
            (events, cancellation) -> {
              long start = System.nanoTime() + period * phases.getAndIncrement() / turns;
              for (int i = 0; i < tokens; i++) {
                long due = start + i * period;
                for (long left = due - System.nanoTime(); left > 0; ) {
                  LockSupport.parkNanos(left);
                  left = due - System.nanoTime();
                }
                events.accept(new ModelEvent.Text(due + " "));
              }
              return FinishReason.STOP;
            });
    var connections =
        Connections.open(
            List.of(
                new ConnectionConfig("data", "", "", "", TestingConfig.of(store.url()).build())));
    try (connections;
        var log =
            new Turns(
                store,
                new Events(),
                new Providers(List.of(provider), ""),
                new Tools(connections, new Results(store)),
                connections,
                new ModelMetrics(new PrometheusRegistry()),
                TestingServer.LIMITS,
                Clock.systemUTC());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      log.start();
      var conversations = new Conversations(store.general());
      List<Future<long[]>> reading =
          LongStream.range(0, turns)
              .mapToObj(
                  i ->
                      threads.submit(
                          () ->
                              read(
                                  log.start(
                                      new StartRequest(
                                          conversation(conversations),
                                          new StartRequest.Input.Content("go"),
                                          new StartRequest.Parent.Head(),
                                          null,
                                          null,
                                          null,
                                          null)),
                                  tokens)))
              .toList();
      var all = LongStream.builder();
      for (Future<long[]> reader : reading) {
        Arrays.stream(reader.get()).skip((long) rate * WARM_UP_SECONDS).forEach(all);
      }
      return all.build().toArray();
    }
  }

  private static UUID conversation(Conversations conversations) {
    return conversations
        .create(new NewConversation("t", "testing", "model", "data", "", Json.object(), null))
        .id();
  }

  private static long[] read(TurnReader reader, int tokens) throws InterruptedException {
    long[] nanos = new long[tokens];
    int seen = 0;
    long cursor = 0;
    try (reader) {
      while (!reader.isAtEnd(cursor)) {
        List<Chunk> chunks = reader.next(cursor, Duration.ofSeconds(1));
        long now = System.nanoTime();
        for (Chunk chunk : chunks) {
          for (LogEntry entry : Chunks.entries(chunk.events())) {
            cursor = entry.getEvent().getSequence();
            for (String due : entry.getEvent().getToken().getText().split(" ", -1)) {
              if (!due.isEmpty()) {
                nanos[seen++] = now - Long.parseLong(due);
              }
            }
            if (entry.getEvent().hasTurnFinished()) {
              return nanos;
            }
          }
        }
      }
    }
    return nanos;
  }

  private static long fsyncMicros(Path folder) throws IOException {
    long[] nanos = new long[200];
    try (FileChannel file =
        FileChannel.open(
            folder.resolve("fsync"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < nanos.length; i++) {
        long start = System.nanoTime();
        file.write(ByteBuffer.allocate(8192), 0);
        file.force(false);
        nanos[i] = System.nanoTime() - start;
      }
    }
    Arrays.sort(nanos);
    return nanos[nanos.length / 2] / 1000;
  }
}
