package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Moves filters. */
final class Filters {
  private Filters() {}

  /** A filter of the row at the end of a path, as one of the row at its start. */
  static Filter at(List<Hop> path, Filter filter) {
    if (path.isEmpty()) {
      return filter;
    }
    List<Hop> joined = new ArrayList<>(path);
    joined.addAll(filter.path());
    return switch (filter) {
      case Filter.OneOf f ->
          new Filter.OneOf(joined, f.attribute(), f.spellings(), f.loose(), f.negated());
      case Filter.Is f -> new Filter.Is(joined, f.flag(), f.value());
      case Filter.Compared f -> new Filter.Compared(joined, f.measure(), f.test());
      case Filter.Filled f -> new Filter.Filled(joined, f.attribute(), f.filled());
      case Filter.Within f -> new Filter.Within(joined, f.attribute(), f.window());
      case Filter.Like f -> new Filter.Like(joined, f.attribute(), f.place(), f.text());
      case Filter.KeyIs f -> new Filter.KeyIs(joined, f.key(), f.value());
      case Filter.Has f -> new Filter.Has(joined, f.down(), f.filters(), f.exists());
      case Filter.HasCount f -> new Filter.HasCount(joined, f.down(), f.filters(), f.test());
      case Filter.HasSum f ->
          new Filter.HasSum(joined, f.base(), f.up(), f.measure(), f.filters(), f.test());
    };
  }

  /**
   * The same filters in fewer words: customers with orders with lines of books are customers with
   * lines of books.
   */
  static List<Filter> simplified(List<Filter> filters) {
    return filters.stream()
        .filter(filter -> !isImplied(filter, filters))
        .map(Filters::simplified)
        .toList();
  }

  /** True for "refers to something" where another filter says what. */
  private static boolean isImplied(Filter filter, List<Filter> filters) {
    return filter instanceof Filter.Filled filled
        && filled.filled()
        && filled.attribute().reference()
        && filters.stream()
            .anyMatch(
                other ->
                    other.path().size() > filled.path().size()
                        && other.path().subList(0, filled.path().size()).equals(filled.path())
                        && other
                            .path()
                            .get(filled.path().size())
                            .key()
                            .columns()
                            .contains(filled.attribute().name()));
  }

  private static Filter simplified(Filter filter) {
    if (filter instanceof Filter.Has has) {
      List<Filter> inner = simplified(has.filters());
      if (inner.size() == 1
          && inner.getFirst() instanceof Filter.Has only
          && only.exists()
          && only.path().isEmpty()) {
        List<Hop> down = new ArrayList<>(has.down());
        down.addAll(only.down());
        return new Filter.Has(has.path(), down, only.filters(), has.exists());
      }
      return new Filter.Has(has.path(), has.down(), inner, has.exists());
    }
    return filter;
  }

  /**
   * True where no row can pass: a column has two values at once, or lies in two periods that have
   * no time in common. A question that seems to want that means something else.
   */
  static boolean contradict(List<Filter> filters) {
    for (int i = 0; i < filters.size(); i++) {
      for (int j = i + 1; j < filters.size(); j++) {
        if (contradict(filters.get(i), filters.get(j))) {
          return true;
        }
      }
    }
    return filters.stream()
        .anyMatch(
            filter ->
                switch (filter) {
                  case Filter.Has f -> contradict(f.filters());
                  case Filter.HasCount f -> contradict(f.filters());
                  case Filter.HasSum f -> contradict(f.filters());
                  default -> false;
                });
  }

  private static boolean contradict(Filter one, Filter other) {
    if (one instanceof Filter.OneOf a && other instanceof Filter.OneOf b) {
      return !a.negated()
          && !b.negated()
          && a.path().equals(b.path())
          && a.attribute().equals(b.attribute())
          && Collections.disjoint(a.spellings(), b.spellings());
    }
    if (one instanceof Filter.Within a && other instanceof Filter.Within b) {
      Window both = a.window().and(b.window());
      return a.path().equals(b.path())
          && a.attribute().equals(b.attribute())
          && both.from() != null
          && both.to() != null
          && !both.from().isBefore(both.to());
    }
    return false;
  }

  static List<Filter> at(List<Hop> path, List<Filter> filters) {
    return filters.stream().map(filter -> at(path, filter)).toList();
  }
}
