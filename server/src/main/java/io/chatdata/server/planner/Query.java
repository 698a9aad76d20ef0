package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a question asks of the data, with its tables and columns decided.
 *
 * @param base the table whose rows are selected, counted or added up
 * @param dimensions what they are grouped by
 * @param shown for a list, the one column that was asked for; empty means the row
 * @param order empty means the natural one
 * @param yesNo the question was whether there are any
 */
record Query(
    Entity base,
    Metric metric,
    List<Dimension> dimensions,
    List<Filter> filters,
    Optional<Attribute> shown,
    Optional<Order> order,
    boolean yesNo) {
  Query {
    dimensions = List.copyOf(dimensions);
    filters = List.copyOf(filters);
  }

  /**
   * In which order rows or groups come.
   *
   * @param limit how many are wanted; 0 means all
   * @param by for a list of rows, what is compared; empty for groups, where it is the metric
   */
  record Order(int limit, boolean descending, Optional<Measure> by) {}

  static Query of(Entity base, Metric metric) {
    return new Query(base, metric, List.of(), List.of(), Optional.empty(), Optional.empty(), false);
  }

  Query by(List<Dimension> newDimensions) {
    return new Query(base, metric, newDimensions, filters, shown, order, yesNo);
  }

  Query where(List<Filter> more) {
    Set<Filter> all = new java.util.LinkedHashSet<>(filters);
    all.addAll(more);
    return new Query(base, metric, dimensions, new ArrayList<>(all), shown, order, yesNo);
  }

  Query filters(List<Filter> newFilters) {
    return new Query(base, metric, dimensions, newFilters, shown, order, yesNo);
  }

  Query metric(Metric newMetric) {
    return new Query(base, newMetric, dimensions, filters, shown, order, yesNo);
  }

  Query ordered(Order newOrder) {
    return new Query(base, metric, dimensions, filters, shown, Optional.of(newOrder), yesNo);
  }

  Query showing(Attribute attribute) {
    return new Query(base, metric, dimensions, filters, Optional.of(attribute), order, yesNo);
  }

  Query asYesNo(boolean asked) {
    return new Query(base, metric, dimensions, filters, shown, order, asked);
  }
}
