package io.chatdata.server.planner;

import java.util.ArrayList;
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

  static List<Filter> at(List<Hop> path, List<Filter> filters) {
    return filters.stream().map(filter -> at(path, filter)).toList();
  }
}
