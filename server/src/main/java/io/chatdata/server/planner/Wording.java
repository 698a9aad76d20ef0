package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says in words what a query selects. */
final class Wording {
  private Wording() {}

  /** What is counted or listed, such as orders. */
  static String things(Query query) {
    return query.base().plural();
  }

  /** What is computed, such as the average `orders.total_amount`. */
  static String metric(Query query) {
    return metric(query.metric(), query);
  }

  private static String metric(Metric metric, Query query) {
    return switch (metric) {
      case Metric.Rows rows -> things(query);
      case Metric.Count count -> "number of " + things(query);
      case Metric.Different(List<Hop> path, Attribute attribute) ->
          "number of different values of " + Markdown.code(attribute.qualified());
      case Metric.Aggregate(Head head, Measure measure) -> spoken(head, measure) + measure.spoken();
      case Metric.CountAndSum(Measure measure) ->
          "number of " + things(query) + " and total " + measure.spoken();
      case Metric.Share(Metric whole, List<Filter> filters) ->
          "share of "
              + (whole instanceof Metric.Count
                  ? "the " + things(query)
                  : "the " + metric(whole, query));
      case Metric.Averaged(Metric each) -> "average " + metric(each, query);
    };
  }

  private static String spoken(Head head, Measure measure) {
    boolean time = measure instanceof Measure.OfColumn column && column.attribute().isTime();
    if (time) {
      return head == Head.MINIMUM ? "earliest " : "latest ";
    }
    return head == Head.LIST ? "" : head.spoken() + " ";
  }

  /** All filters but the periods, as a clause; empty where there are none. */
  static String where(List<Filter> filters) {
    List<String> clauses =
        filters.stream()
            .filter(filter -> !(filter instanceof Filter.Within))
            .map(Wording::filter)
            .toList();
    if (!clauses.isEmpty() && clauses.stream().allMatch(clause -> clause.startsWith("they "))) {
      return " that " + Markdown.and(clauses.stream().map(clause -> clause.substring(5)).toList());
    }
    return clauses.isEmpty() ? "" : " where " + Markdown.and(clauses);
  }

  /** The periods, as they were called; empty where there are none. */
  static String when(List<Filter> filters) {
    return filters.stream()
        .filter(Filter.Within.class::isInstance)
        .map(filter -> period(((Filter.Within) filter).window()))
        .collect(Collectors.joining(" and "));
  }

  /** With a blank in front, such as: last month (1 October 2026 to 31 October 2026). */
  static String period(Window window) {
    String label = Markdown.escape(window.label());
    String lower = label.toLowerCase(java.util.Locale.ROOT);
    boolean bare =
        lower.matches("(last|this|past|previous|next|current|the|prior|preceding) .*")
            || lower.matches(
                "today|yesterday|tomorrow|.* ago|since .*|before .*|after .*|until .*|between"
                    + " .*|from .*|older .*|newer .*|up to .*|through .*");
    return (bare ? " " : " in ") + label + " (" + window.spoken() + ")";
  }

  static String filter(Filter filter) {
    return switch (filter) {
      case Filter.OneOf f ->
          Markdown.code(f.attribute().qualified())
              + (f.negated() ? " is not " : " is ")
              + values(f);
      case Filter.Is f -> Markdown.code(f.flag().qualified()) + " is " + f.value();
      case Filter.Compared f -> f.measure().spoken() + " is " + f.test().spoken();
      case Filter.Filled f ->
          Markdown.code(f.attribute().qualified()) + (f.filled() ? " is filled" : " is empty");
      case Filter.Within f ->
          Markdown.code(f.attribute().qualified()) + " falls" + period(f.window());
      case Filter.Like f ->
          Markdown.code(f.attribute().qualified())
              + switch (f.place()) {
                case ANYWHERE -> " contains ";
                case START -> " starts with ";
                case END -> " ends with ";
              }
              + "“"
              + Markdown.escape(f.text())
              + "”";
      case Filter.KeyIs f ->
          Markdown.code(f.key().qualified()) + " is " + Markdown.escape(f.value());
      case Filter.Has f ->
          (f.exists() ? "they have rows in " : "they have no rows in ")
              + Markdown.code(f.down().getLast().to().name())
              + inner(f.filters());
      case Filter.HasCount f ->
          "they have "
              + f.test().spoken()
              + " rows in "
              + Markdown.code(f.down().to().name())
              + inner(f.filters());
      case Filter.HasSum f ->
          "their sum of " + f.measure().spoken() + " is " + f.test().spoken() + inner(f.filters());
    };
  }

  private static String inner(List<Filter> filters) {
    return filters.isEmpty()
        ? ""
        : " (" + Markdown.and(filters.stream().map(Wording::filter).toList()) + ")";
  }

  private static String values(Filter.OneOf f) {
    List<String> shown = new ArrayList<>();
    for (String value :
        f.loose() ? f.spellings().stream().map(Values::key).distinct().toList() : f.spellings()) {
      shown.add("“" + Markdown.escape(value) + "”");
    }
    return String.join(f.negated() ? " nor " : " or ", shown);
  }

  /** The dimensions, such as: by segment and month. */
  static String by(Query query) {
    return query.dimensions().isEmpty()
        ? ""
        : " by " + Markdown.and(query.dimensions().stream().map(Dimension::spoken).toList());
  }

  /** The only period of a query. */
  static Optional<Filter.Within> within(List<Filter> filters) {
    return filters.stream()
        .filter(Filter.Within.class::isInstance)
        .map(Filter.Within.class::cast)
        .findFirst();
  }
}
