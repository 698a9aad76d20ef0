package io.chatdata.server.planner;

import java.util.List;

/**
 * A query as a statement.
 *
 * @param sql the text
 * @param groups for each dimension, how many columns of the result it takes; they come first
 * @param metrics names of the columns that come after
 */
record Compiled(String sql, List<Integer> groups, List<String> metrics) {
  Compiled {
    groups = List.copyOf(groups);
    metrics = List.copyOf(metrics);
  }

  /** How many columns of the result say which group a row is. */
  int groupColumns() {
    return groups.stream().mapToInt(Integer::intValue).sum();
  }
}
