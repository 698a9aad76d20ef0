package io.chatdata.e2e.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/**
 * What relaying a model's answers costs. All targets take turns in each round, the direct
 * connection to the model first: all of them share this machine, so only what stands in one table
 * can be compared.
 */
final class Streams {
  private static final int WARM_UP_ROUNDS = 40;
  private static final int SECONDS = 2;
  private static final int MANY = 500;
  private static final int RATE = 50;
  private static final int FIRSTS = 100;

  private final List<Target> targets;
  private final int rounds;
  private final Progress progress;
  private final List<Figure> figures = new ArrayList<>();

  /** The first of the targets is the direct connection. */
  Streams(List<Target> targets, int rounds, Progress progress) {
    this.targets = targets;
    this.rounds = rounds;
    this.progress = progress;
  }

  /** Says what is being done. */
  interface Progress {
    void say(String what);
  }

  List<Figure> measure() throws Exception {
    for (Target target : targets) {
      progress.say("warming up: " + target.name());
      for (int round = 0; round < WARM_UP_ROUNDS; round++) {
        Load.Result _ = Load.atOnce(50, 200).on(target);
      }
    }
    mostTokens();
    firstToken();
    for (int streams : List.of(1, 50, MANY)) {
      pace(streams);
    }
    var ladder = new Ladder(targets.getFirst(), progress);
    for (Target target : targets.subList(1, targets.size())) {
      figures.add(ladder.most(target));
    }
    return figures;
  }

  private Map<Target, List<Load.Result>> rounds(Load load, String what) throws Exception {
    Map<Target, List<Load.Result>> results = new LinkedHashMap<>();
    for (int round = 1; round <= rounds; round++) {
      for (Target target : targets) {
        Load.Result result = load.on(target);
        progress.say("%s, round %d: %s: %s".formatted(what, round, target.name(), result));
        results.computeIfAbsent(target, _ -> new ArrayList<>()).add(result);
      }
    }
    return results;
  }

  private static List<Double> samples(
      List<Load.Result> results, ToDoubleFunction<Load.Result> figure) {
    return results.stream().map(figure::applyAsDouble).toList();
  }

  /** A figure of all targets, in which those that come after the first are compared with it. */
  private Map<String, Figure> note(
      String group,
      String unit,
      Map<Target, List<Load.Result>> results,
      ToDoubleFunction<Load.Result> figure) {
    Map<String, Figure> noted = new LinkedHashMap<>();
    double direct = Double.NaN;
    for (Map.Entry<Target, List<Load.Result>> target : results.entrySet()) {
      String name = target.getKey().name();
      Figure one = Figure.of(group, name, unit, samples(target.getValue(), figure));
      if (noted.isEmpty()) {
        direct = one.value();
      } else if (direct > 0) {
        one = one.over(direct);
      }
      noted.put(name, one);
    }
    return noted;
  }

  private void mostTokens() throws Exception {
    String group = "50 streams of 1,000 tokens at once";
    Map<Target, List<Load.Result>> results = rounds(Load.atOnce(50, 1000), group);
    Map<String, Figure> perSecond =
        note(group + ": tokens a second", "/s", results, Load.Result::perSecond);
    figures.addAll(perSecond.values());
    versus(perSecond, "ai-sdk", "tokens a second over gRPC", 10);
    versus(perSecond, "portkey", "tokens a second over gRPC", 2);
    figures.addAll(whole(group, 50, results));
  }

  /**
   * Ours over gRPC beside a peer's, where it takes part.
   *
   * @param times at least so many times the peer's, or at most where it is less than one
   */
  private void versus(Map<String, Figure> measured, String peer, String what, double times) {
    Figure theirs = measured.get(peer);
    Figure ours = measured.get(Benchmark.GRPC);
    if (theirs != null && ours != null) {
      Figure figure =
          Figure.of(
              "compared with others",
              "%s, times that of %s".formatted(what, peer),
              "×",
              List.of(ours.value() / theirs.value()));
      figures.add(times < 1 ? figure.atMost(times) : figure.atLeast(times));
    }
  }

  private List<Figure> whole(String group, int streams, Map<Target, List<Load.Result>> results) {
    return results.entrySet().stream()
        .filter(target -> isOurs(target.getKey().name()))
        .map(
            target ->
                Figure.of(
                        group + ": streams that were whole",
                        target.getKey().name(),
                        "",
                        List.of(
                            samples(target.getValue(), Load.Result::ended).stream()
                                .min(Double::compare)
                                .orElseThrow()))
                    .atLeast(streams))
        .toList();
  }

  static boolean isOurs(String name) {
    return name.equals(Benchmark.GRPC) || name.equals(Benchmark.GATEWAY);
  }

  private void firstToken() throws Exception {
    Map<Target, List<Double>> p50 = new LinkedHashMap<>();
    Map<Target, List<Double>> p99 = new LinkedHashMap<>();
    for (int round = 1; round <= rounds; round++) {
      for (Target target : targets) {
        progress.say("first token, round %d: %s".formatted(round, target.name()));
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < FIRSTS; i++) {
          millis.add(Load.atOnce(1, 1).on(target).first().median());
        }
        Times times = Times.of(millis);
        p50.computeIfAbsent(target, _ -> new ArrayList<>()).add(times.median());
        p99.computeIfAbsent(target, _ -> new ArrayList<>()).add(times.quantile(0.99));
      }
    }
    figures.addAll(added("first token, p50 added", p50));
    figures.addAll(added("first token, p99 added", p99));
  }

  /** What each adds to the direct connection, which comes first with all that it takes. */
  private static List<Figure> added(String group, Map<Target, List<Double>> samples) {
    List<Figure> noted = new ArrayList<>();
    List<Double> direct = List.of();
    for (Map.Entry<Target, List<Double>> target : samples.entrySet()) {
      String name = target.getKey().name();
      List<Double> added = new ArrayList<>(target.getValue());
      if (noted.isEmpty()) {
        direct = target.getValue();
        noted.add(Figure.of(group, name, "ms", added).noting("all that it takes"));
        continue;
      }
      for (int i = 0; i < added.size(); i++) {
        added.set(i, added.get(i) - direct.get(i));
      }
      noted.add(Figure.of(group, name, "ms", added));
    }
    return noted;
  }

  private void pace(int streams) throws Exception {
    String group = "%d stream%s at %d/s".formatted(streams, streams == 1 ? "" : "s", RATE);
    Map<Target, List<Load.Result>> results = rounds(Load.paced(streams, RATE, SECONDS), group);
    Map<Target, List<Double>> p50 = new LinkedHashMap<>();
    Map<Target, List<Double>> p99 = new LinkedHashMap<>();
    results.forEach(
        (target, all) -> {
          p50.put(target, samples(all, one -> one.latency().median()));
          p99.put(target, samples(all, one -> one.latency().quantile(0.99)));
        });
    figures.addAll(added(group + ": latency, p50 added", p50));
    List<Figure> late = added(group + ": latency, p99 added", p99);
    figures.addAll(streams < MANY ? late : ours(late, figure -> figure.atMost(10)));
    figures.addAll(
        note(group + ": arrived in time", "%", results, one -> 100 * one.delivered()).values());
    Map<String, Figure> cpu =
        note(group + ": processor time of a million tokens", "s", results, Load.Result::cpu);
    cpu.forEach(
        (name, figure) -> {
          if (!name.equals(Benchmark.DIRECT) && figure.value() > 0) {
            figures.add(figure.noting(storePart(results, name)));
          }
        });
    if (streams == MANY) {
      figures.addAll(whole(group, MANY, results));
      versus(cpu, "ai-sdk", "processor time of a token over gRPC", 1 / 8.0);
    }
  }

  private static List<Figure> ours(List<Figure> all, UnaryOperator<Figure> limited) {
    return all.stream().map(one -> isOurs(one.name()) ? limited.apply(one) : one).toList();
  }

  private static String storePart(Map<Target, List<Load.Result>> results, String name) {
    return results.entrySet().stream()
        .filter(target -> target.getKey().name().equals(name) && isOurs(target.getKey().name()))
        .map(
            target ->
                "of these PostgreSQL %.1f s"
                    .formatted(
                        Times.of(samples(target.getValue(), Load.Result::storeCpu)).median()))
        .findFirst()
        .orElse("");
  }
}
