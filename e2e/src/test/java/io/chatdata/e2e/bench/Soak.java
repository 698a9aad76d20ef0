package io.chatdata.e2e.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Streams for a long time, half of them over gRPC and half through the gateway. Readers leave half
 * of the turns once and read on from where they were, and cancel a tenth. What the product holds is
 * compared before and after, when nothing streams.
 */
final class Soak {
  private static final int STREAMS = 300;
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration SAY = Duration.ofSeconds(30);

  /** The server keeps connections to a model for half a minute. */
  private static final Duration SETTLE = Duration.ofSeconds(35);

  private final Product product;
  private final int minutes;
  private final Streams.Progress progress;
  private final AtomicInteger turns = new AtomicInteger();
  private final AtomicInteger cancelled = new AtomicInteger();
  private final AtomicInteger returned = new AtomicInteger();
  private final List<String> failures = new ArrayList<>();

  Soak(Product product, int minutes, Streams.Progress progress) {
    this.product = product;
    this.minutes = minutes;
    this.progress = progress;
  }

  List<Figure> measure() throws Exception {
    progress.say("warming up: %d streams".formatted(STREAMS));
    stream(WARM_UP);
    Map<String, Double> before = held();
    turns.set(0);
    cancelled.set(0);
    returned.set(0);
    stream(Duration.ofMinutes(minutes));
    Map<String, Double> after = held();
    List<Figure> figures = new ArrayList<>();
    String group = "%d streams for %d minute(s)".formatted(STREAMS, minutes);
    figures.add(Figure.of(group, "turns", "", List.of((double) turns.get())));
    figures.add(Figure.of(group, "cancelled", "", List.of((double) cancelled.get())));
    figures.add(Figure.of(group, "left and read on", "", List.of((double) returned.get())));
    synchronized (failures) {
      Figure broken =
          Figure.of(group, "that were not whole", "", List.of((double) failures.size())).atMost(0);
      figures.add(failures.isEmpty() ? broken : broken.noting(failures.getFirst()));
    }
    after.forEach(
        (name, value) -> {
          double began = before.getOrDefault(name, 0.0);
          // Collectors, compilers and pools move by a few.
          double room = name.endsWith("MB") ? 5 : 10;
          figures.add(
              Figure.of(group + ": held at the end", name, "", List.of(value))
                  .atMost(began + room)
                  .noting("at the beginning " + Report.number(began)));
        });
    return figures;
  }

  private Map<String, Double> held() throws IOException, InterruptedException {
    progress.say("waiting until nothing is held for the next one");
    Thread.sleep(SETTLE);
    Map<String, Double> held = new LinkedHashMap<>();
    for (String name : List.of("server", "gateway")) {
      Processes process = product.process(name);
      held.put(name + ": heap after a collection, MB", process.liveBytes() / 1e6);
      held.put(name + ": threads", (double) process.threads());
      held.put(name + ": files and connections", (double) process.files());
    }
    held.put("PostgreSQL: processes", (double) product.postgres().count());
    return held;
  }

  private void stream(Duration time) throws Exception {
    long start = System.nanoTime();
    long end = start + time.toNanos();
    try (var grpc = new SoakReader.Grpc(product);
        var gateway = new SoakReader.Gateway(product);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> streams = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        SoakReader reader = i % 2 == 0 ? grpc : gateway;
        streams.add(threads.submit(() -> turnAfterTurn(reader, end)));
      }
      for (long now = start; now < end; now = System.nanoTime()) {
        Thread.sleep(Duration.ofNanos(Math.min(end - now, SAY.toNanos())));
        progress.say(
            "%,d turns, %,d cancelled, %,d left and read on, %d not whole"
                .formatted(turns.get(), cancelled.get(), returned.get(), failures()));
      }
      for (Future<?> stream : streams) {
        Object _ = stream.get();
      }
    }
  }

  private int failures() {
    synchronized (failures) {
      return failures.size();
    }
  }

  private void turnAfterTurn(SoakReader reader, long end) {
    while (System.nanoTime() < end) {
      var course = SoakReader.Course.any();
      try {
        reader.read(course);
        turns.incrementAndGet();
        cancelled.addAndGet(course.isCancelled() ? 1 : 0);
        returned.addAndGet(course.isLeft() ? 1 : 0);
      } catch (Exception e) {
        synchronized (failures) {
          failures.add(e.toString());
        }
      }
    }
  }
}
