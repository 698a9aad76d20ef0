package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * One way to understand something.
 *
 * @param cost how daring it is
 */
record Option<T>(T value, int cost) {
  /** More than so many ways are not followed. */
  private static final int MOST = 24;

  static <T> Option<T> of(T value) {
    return new Option<>(value, 0);
  }

  Option<T> plus(int more) {
    return new Option<>(value, cost + more);
  }

  <R> Option<R> map(Function<T, R> function) {
    return new Option<>(function.apply(value), cost);
  }

  /** All ways to take one of each, as lists. */
  static <T> List<Option<List<T>>> all(List<List<Option<List<T>>>> choices) {
    List<Option<List<T>>> combined = List.of(Option.of(List.of()));
    for (List<Option<List<T>>> choice : choices) {
      List<Option<List<T>>> longer = new ArrayList<>();
      for (Option<List<T>> so : combined) {
        for (Option<List<T>> one : choice) {
          List<T> joined = new ArrayList<>(so.value());
          joined.addAll(one.value());
          longer.add(new Option<>(joined, so.cost() + one.cost()));
        }
      }
      combined = cheapest(longer);
    }
    return combined;
  }

  static <T> List<Option<T>> cheapest(List<Option<T>> options) {
    return options.stream().sorted(Comparator.comparingInt(Option::cost)).limit(MOST).toList();
  }
}
