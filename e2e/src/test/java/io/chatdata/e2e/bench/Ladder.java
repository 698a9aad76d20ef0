package io.chatdata.e2e.bench;

import java.util.List;

/** The largest number of slow streams that a target brings whole and in time. */
final class Ladder {
  private static final int RATE = 20;
  private static final int SECONDS = 2;
  private static final double LONGEST_ADDED = 100;
  private static final List<Integer> STEPS =
      List.of(50, 100, 200, 300, 400, 500, 600, 800, 1000, 1250, 1500, 1750, 2000, 2500, 3000);

  private final Target direct;
  private final Target target;
  private final Streams.Progress progress;

  Ladder(Target direct, Target target, Streams.Progress progress) {
    this.direct = direct;
    this.target = target;
    this.progress = progress;
  }

  /** From the goal upwards, or downwards where that is too many. */
  Figure most() throws Exception {
    int goal = target.name().equals(Benchmark.GRPC) ? 1000 : 500;
    int at = STEPS.indexOf(goal);
    if (holds(STEPS.get(at))) {
      while (at + 1 < STEPS.size() && holds(STEPS.get(at + 1))) {
        at++;
      }
    } else {
      do {
        at--;
      } while (at >= 0 && !holds(STEPS.get(at)));
    }
    Figure most =
        Figure.of(
            "most streams at %d/s, whole, p99 added under %.0f ms".formatted(RATE, LONGEST_ADDED),
            target.name(),
            "",
            List.of(at < 0 ? 0.0 : STEPS.get(at)));
    return Streams.isOurs(target.name()) ? most.atLeast(goal) : most;
  }

  /** The better of two attempts decides: other work shares the machine. */
  private boolean holds(int streams) throws Exception {
    Load load = Load.paced(streams, RATE, SECONDS);
    for (int attempt = 1; attempt <= 2; attempt++) {
      double least = load.on(direct).latency().quantile(0.99);
      Load.Result result = load.on(target);
      double added = result.latency().quantile(0.99) - least;
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
