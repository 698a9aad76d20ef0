package io.chatdata.server.planner;

import io.chatdata.server.sql.QueryResult;
import io.chatdata.server.sql.ResultColumn;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells a result that is a list of rows. */
final class ListText {
  private static final int MOST_ROWS = 10;
  private static final int MOST_COLUMNS = 6;

  private ListText() {}

  /**
   * The answer in words.
   *
   * @param all how many there are, where the result has not all
   */
  static String of(Query query, QueryResult result, Optional<Long> all) {
    String scope = Wording.when(query.filters()) + Wording.where(query.filters());
    List<List<@Nullable Object>> rows = result.rows();
    if (rows.isEmpty()) {
      return "I found **no** %s%s.".formatted(query.base().plural(), scope);
    }
    long count = all.orElse((long) rows.size());
    StringBuilder text = new StringBuilder();
    if (query.order().stream().anyMatch(order -> order.limit() > 0)) {
      Query.Order order = query.order().orElseThrow();
      String by = order.by().map(Measure::spoken).orElse("");
      text.append(ranked(query, order, by, count, scope));
    } else {
      text.append(
          "I found **%s** %s%s."
              .formatted(
                  Figures.of(count),
                  count == 1 ? query.base().singular() : query.base().plural(),
                  scope));
    }
    text.append("\n\n").append(table(query, result));
    int shown = Math.min(MOST_ROWS, rows.size());
    if (result.truncated()) {
      text.append(
          "\n\nThese are the first %d; the result above has %s of the %s."
              .formatted(shown, Figures.of(rows.size()), Figures.of(count)));
    } else if (rows.size() > shown) {
      text.append(
          "\n\nThese are the first %d; the result above has all %s."
              .formatted(shown, Figures.of(rows.size())));
    }
    return text.toString();
  }

  private static String ranked(
      Query query, Query.Order order, String by, long count, String scope) {
    boolean time =
        order.by().stream()
            .anyMatch(m -> m instanceof Measure.OfColumn c && c.attribute().isTime());
    String most =
        time
            ? (order.descending() ? "latest" : "earliest")
            : order.descending() ? "highest" : "lowest";
    String tied =
        count > order.limit()
            ? " The last places are tied, so there are more than you asked for."
            : "";
    return "The **%s** with the %s %s%s.%s"
        .formatted(Figures.count(count, query.base().singular()), most, by, scope, tied);
  }

  /** The first rows, with the columns that say most. */
  private static String table(Query query, QueryResult result) {
    List<Integer> columns = columns(query, result.columns());
    List<String> headers =
        columns.stream().map(i -> Markdown.escape(result.columns().get(i).name())).toList();
    List<List<String>> cells = new ArrayList<>();
    for (List<@Nullable Object> row : result.rows().stream().limit(MOST_ROWS).toList()) {
      cells.add(
          columns.stream()
              .map(
                  i ->
                      Figures.cell(
                          row.get(i),
                          result.columns().get(i).type(),
                          !isIdentifier(query, result.columns().get(i).name())))
              .toList());
    }
    return Markdown.table(headers, cells);
  }

  private static boolean isIdentifier(Query query, String column) {
    return query.base().attribute(column).stream().anyMatch(Attribute::isIdentifier);
  }

  /** Key and name first, then what was compared or filtered, then the rest. */
  private static List<Integer> columns(Query query, List<ResultColumn> columns) {
    Set<String> wanted = new LinkedHashSet<>();
    Labels.of(query.base()).forEach(attribute -> wanted.add(attribute.name()));
    query.shown().ifPresent(attribute -> wanted.add(attribute.name()));
    query
        .order()
        .flatMap(Query.Order::by)
        .ifPresent(
            measure -> {
              if (measure instanceof Measure.OfColumn column) {
                wanted.add(column.attribute().name());
              }
            });
    for (Filter filter : query.filters()) {
      switch (filter) {
        case Filter.OneOf f when f.path().isEmpty() -> wanted.add(f.attribute().name());
        case Filter.Within f when f.path().isEmpty() -> wanted.add(f.attribute().name());
        case Filter.Compared f
            when f.measure() instanceof Measure.OfColumn c && f.path().isEmpty() ->
            wanted.add(c.attribute().name());
        default -> {}
      }
    }
    List<String> names = columns.stream().map(ResultColumn::name).toList();
    List<Integer> chosen = new ArrayList<>();
    for (String name : wanted) {
      if (names.contains(name)) {
        chosen.add(names.indexOf(name));
      }
    }
    for (int i = names.size() - 1; i >= 0; i--) {
      boolean computed = query.base().attribute(names.get(i)).isEmpty();
      if (computed && !chosen.contains(i)) {
        chosen.add(i);
      }
    }
    for (int i = 0; i < names.size() && chosen.size() < MOST_COLUMNS; i++) {
      if (!chosen.contains(i)) {
        chosen.add(i);
      }
    }
    return chosen.stream().limit(MOST_COLUMNS).toList();
  }
}
