package io.chatdata.server.planner;

import io.chatdata.server.explorer.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Puts queries into questions that read as these queries and as nothing else. */
final class Phrasing {
  private static final Pattern SIMPLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** How things are called. */
  private enum Style {
    PLAIN,
    /** By the names of tables and columns. */
    EXACT,
    /** The same, and a period with the column that it is told by. */
    DATED
  }

  private final Query query;
  private final boolean exact;
  private final boolean dated;

  /** Where the query has something that no question can say. */
  private static final class Unsayable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unsayable() {
      super("", null, false, false);
    }
  }

  private Phrasing(Query query, Style style) {
    this.query = query;
    this.exact = style != Style.PLAIN;
    this.dated = style == Style.DATED;
  }

  /** A question in plain words, or with the names of tables and columns where these are needed. */
  static Optional<String> question(Query query, Reader reader) {
    String sql = QuerySql.compile(query, reader.zone()).sql();
    for (Style style : Style.values()) {
      try {
        String question = new Phrasing(query, style).question();
        if (reader.read(question) instanceof Reading.Ask ask
            && QuerySql.compile(ask.query(), reader.zone()).sql().equals(sql)) {
          return Optional.of(question);
        }
      } catch (Unsayable e) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private String question() {
    if (query.order().stream().anyMatch(order -> order.limit() > 0)) {
      return ranked(query.order().orElseThrow());
    }
    if (query.order().isPresent()) {
      throw new Unsayable();
    }
    String scope = filters(query.filters());
    return switch (query.metric()) {
      case Metric.Rows rows when query.shown().isEmpty() -> "Show " + things(query.base()) + scope;
      case Metric.Rows rows -> throw new Unsayable();
      case Metric.Count count when query.dimensions().isEmpty() ->
          "How many " + things(query.base()) + " are there" + scope + "?";
      case Metric.Count count -> "Number of " + things(query.base()) + by() + scope;
      case Metric.Different(List<Hop> path, Attribute attribute) ->
          "How many different values of " + column(attribute) + " are there" + scope + "?";
      case Metric.Aggregate(Head head, Measure measure) ->
          "What is the " + head(head, measure) + " " + measure(measure) + by() + scope + "?";
      case Metric.CountAndSum both -> capital(things(query.base())) + by() + scope;
      case Metric.Share share -> throw new Unsayable();
      case Metric.Averaged(Metric each) when each instanceof Metric.Count ->
          "What is the average number of "
              + things(query.base())
              + by().replaceFirst(" by ", " per ")
              + scope
              + "?";
      case Metric.Averaged averaged -> throw new Unsayable();
    };
  }

  private String ranked(Query.Order order) {
    String scope = filters(query.filters());
    String top = (order.descending() ? "Top " : "Bottom ") + order.limit() + " ";
    if (query.metric() instanceof Metric.Rows) {
      Measure by = order.by().orElseThrow(Unsayable::new);
      boolean time = by instanceof Measure.OfColumn column && column.attribute().isTime();
      return time
          ? "Show the "
              + (order.descending() ? "latest " : "earliest ")
              + order.limit()
              + " "
              + things(query.base())
              + scope
          : top + things(query.base()) + " by " + measure(by) + scope;
    }
    if (query.dimensions().size() != 1) {
      throw new Unsayable();
    }
    String of =
        switch (query.dimensions().getFirst()) {
          case Dimension.ByEntity(List<Hop> path, Entity entity) -> things(entity);
          case Dimension.ByColumn(List<Hop> path, Attribute attribute) ->
              exact ? column(attribute) : Words.plural(column(attribute));
          case Dimension.ByTime time -> throw new Unsayable();
        };
    String by =
        switch (query.metric()) {
          case Metric.Count count -> "number of " + things(query.base());
          case Metric.Aggregate(Head head, Measure measure) ->
              head(head, measure) + " " + measure(measure);
          default -> throw new Unsayable();
        };
    return top + of + " by " + by + scope;
  }

  private static String head(Head head, Measure measure) {
    if (measure instanceof Measure.OfColumn column && column.attribute().isTime()) {
      return head == Head.MINIMUM ? "earliest" : "latest";
    }
    return head.spoken();
  }

  private String measure(Measure measure) {
    return switch (measure) {
      case Measure.OfColumn(List<Hop> path, Attribute attribute) -> column(attribute);
      case Measure.OfLine line -> value(line.quantity().entity());
      case Measure.OfChildren children -> value(children.down().from());
    };
  }

  private String value(Entity entity) {
    return exact ? identifier(entity) + " value" : entity.singular() + " value";
  }

  private String by() {
    List<String> terms = new ArrayList<>();
    for (Dimension dimension : query.dimensions()) {
      terms.add(
          switch (dimension) {
            case Dimension.ByColumn(List<Hop> path, Attribute attribute) -> column(attribute);
            case Dimension.ByEntity(List<Hop> path, Entity entity) ->
                exact ? identifier(entity) : entity.singular();
            case Dimension.ByTime(List<Hop> path, Attribute attribute, TimeUnit unit) ->
                unit.spoken();
          });
    }
    return terms.isEmpty() ? "" : " by " + String.join(" and ", terms);
  }

  private String things(Entity entity) {
    return exact ? identifier(entity) : entity.plural();
  }

  private String column(Attribute attribute) {
    if (exact) {
      if (!SIMPLE.matcher(attribute.name()).matches()) {
        throw new Unsayable();
      }
      return identifier(attribute.entity()) + "." + attribute.name();
    }
    String spoken = String.join(" ", attribute.words());
    return attribute.entity().singular() + " " + spoken;
  }

  private static String identifier(Entity entity) {
    if (!SIMPLE.matcher(entity.name()).matches()) {
      throw new Unsayable();
    }
    return entity.schema().equals("public") ? entity.name() : entity.schema() + "." + entity.name();
  }

  private String filters(List<Filter> filters) {
    StringBuilder text = new StringBuilder();
    StringBuilder periods = new StringBuilder();
    String and = "";
    for (Filter filter : filters) {
      if (filter instanceof Filter.Within within && !dated) {
        periods.append(period(within.window()));
      } else {
        text.append(and).append(filter(filter));
        and = " and";
      }
    }
    return text.append(periods).toString();
  }

  private String filter(Filter filter) {
    return switch (filter) {
      case Filter.OneOf f -> {
        List<String> values =
            f.loose()
                ? List.of(quoted(Values.key(f.spellings().getFirst())))
                : f.spellings().stream().map(Phrasing::quoted).toList();
        yield f.negated() && values.size() > 1
            ? unsayable()
            : (f.negated()
                    ? " where " + column(f.attribute()) + " is not "
                    : " with " + column(f.attribute()) + " ")
                + String.join(" or ", values);
      }
      case Filter.Is f -> " where " + column(f.flag()) + " is " + f.value();
      case Filter.Within f -> " where " + column(f.attribute()) + " is" + period(f.window());
      case Filter.Compared f when f.measure() instanceof Measure.OfColumn c ->
          " with " + column(c.attribute()) + " " + f.test().spoken();
      case Filter.Filled f ->
          " where " + column(f.attribute()) + (f.filled() ? " is not empty" : " is empty");
      case Filter.Like f when f.place() == Condition.Place.ANYWHERE ->
          " where " + column(f.attribute()) + " contains " + quoted(f.text());
      case Filter.HasCount f when f.path().isEmpty() && arePeriods(f.filters()) ->
          " with " + f.test().spoken() + " " + things(f.down().to()) + filters(f.filters());
      case Filter.Has f
          when f.path().isEmpty() && f.down().size() == 1 && arePeriods(f.filters()) ->
          (f.exists() ? " with " : " without ")
              + things(f.down().getFirst().to())
              + filters(f.filters());
      default -> unsayable();
    };
  }

  private static String unsayable() {
    throw new Unsayable();
  }

  private static boolean arePeriods(List<Filter> filters) {
    return filters.stream().allMatch(Filter.Within.class::isInstance);
  }

  private static String period(Window window) {
    String label = window.label();
    String lower = label.toLowerCase(Locale.ROOT);
    boolean bare =
        lower.matches(
            "(last|this|past|previous|next|current|today|yesterday|tomorrow|since|before|after|until|between|from|older|newer|prior|up|through|the).*|.*ago");
    return (bare ? " " : " in ") + label;
  }

  private static String quoted(String value) {
    if (value.contains("\"")) {
      throw new Unsayable();
    }
    return "\"" + value + "\"";
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
