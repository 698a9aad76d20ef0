package io.chatdata.server.planner;

import java.util.List;

/** What a query computes of the rows that it selects, all together or by group. */
sealed interface Metric {
  /** Nothing: the rows themselves are wanted. */
  record Rows() implements Metric {}

  /** How many there are. */
  record Count() implements Metric {}

  /** How many different values a column has. */
  record Different(List<Hop> path, Attribute attribute) implements Metric {
    public Different {
      path = List.copyOf(path);
    }
  }

  record Aggregate(Head head, Measure measure) implements Metric {}

  /** Count and sum at once, for a word that may mean either, such as sales. */
  record CountAndSum(Measure measure) implements Metric {}

  /**
   * Which part, in percent, passes further filters.
   *
   * @param whole a count or a sum
   */
  record Share(Metric whole, List<Filter> filters) implements Metric {
    public Share {
      filters = List.copyOf(filters);
    }
  }

  /** The average, over the groups of a query, of what is computed for each. */
  record Averaged(Metric each) implements Metric {}
}
