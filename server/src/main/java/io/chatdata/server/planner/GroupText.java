package io.chatdata.server.planner;

import io.chatdata.server.sql.QueryResult;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells a result that has a row for each group. */
final class GroupText {
  private static final int MOST_ROWS = 10;

  private final Query query;
  private final Compiled compiled;
  private final QueryResult result;
  private final List<List<@Nullable Object>> rows;

  private GroupText(Query query, Compiled compiled, QueryResult result) {
    this.query = query;
    this.compiled = compiled;
    this.result = result;
    this.rows = result.rows();
  }

  static String of(Query query, Compiled compiled, QueryResult result) {
    return new GroupText(query, compiled, result).text();
  }

  private String text() {
    String scope = Wording.when(query.filters()) + Wording.where(query.filters());
    if (rows.isEmpty()) {
      return "There are **no** %s%s, so there is nothing to group."
          .formatted(query.base().plural(), scope);
    }
    boolean ranked = query.order().stream().anyMatch(order -> order.limit() > 0);
    String sentence = ranked ? ranked(scope) : grouped(scope);
    return rows.size() == 1 ? sentence : sentence + "\n\n" + table();
  }

  private String ranked(String scope) {
    Query.Order order = query.order().orElseThrow();
    String metric = Wording.metric(query);
    String thing = query.dimensions().getFirst().spoken();
    String most = order.descending() ? "highest" : "lowest";
    if (order.limit() == 1 && rows.size() == 1) {
      return "**%s** has the %s %s%s: **%s**."
          .formatted(label(rows.getFirst()), most, metric, scope, value(rows.getFirst()));
    }
    if (order.limit() == 1) {
      return "%s share the %s %s%s: **%s**."
          .formatted(
              Figures.count(rows.size(), thing), most, metric, scope, value(rows.getFirst()));
    }
    StringBuilder text = new StringBuilder();
    text.append(
        "The %s %s by %s%s; **%s** comes first with **%s**."
            .formatted(
                order.descending() ? "top" : "bottom",
                Figures.count(rows.size(), thing),
                metric,
                scope,
                label(rows.getFirst()),
                value(rows.getFirst())));
    if (rows.size() < order.limit()) {
      text.append(" There are no more than these %s.".formatted(Figures.of(rows.size())));
    } else if (rows.size() > order.limit()) {
      text.append(
          " You asked for %s; the last places are tied.".formatted(Figures.of(order.limit())));
    }
    return text.toString();
  }

  private String grouped(String scope) {
    StringBuilder text =
        new StringBuilder(
            "The %s%s%s: **%s**"
                .formatted(
                    Wording.metric(query),
                    Wording.by(query),
                    scope,
                    result.truncated()
                        ? Figures.of(rows.size()) + " groups shown, more exist"
                        : Figures.count(rows.size(), "group")));
    int column = metricColumn();
    if (isAdditive() && !result.truncated()) {
      BigDecimal total =
          rows.stream()
              .map(row -> Figures.number(row.get(column)).orElse(BigDecimal.ZERO))
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      text.append(", **%s** in total".formatted(Figures.of(total)));
    }
    text.append(".");
    List<List<@Nullable Object>> known =
        rows.stream()
            .filter(row -> Figures.number(row.get(column)).isPresent())
            .sorted(
                Comparator.comparing(
                    row -> Figures.number(row.get(column)).orElse(BigDecimal.ZERO)))
            .toList();
    if (known.size() > 1 && !result.truncated()) {
      text.append(
          " Highest: **%s** (%s); lowest: **%s** (%s)."
              .formatted(
                  label(known.getLast()),
                  value(known.getLast()),
                  label(known.getFirst()),
                  value(known.getFirst())));
    } else if (rows.size() == 1) {
      text.append(" %s: **%s**.".formatted(label(rows.getFirst()), value(rows.getFirst())));
    }
    return text.toString();
  }

  private boolean isAdditive() {
    return switch (query.metric()) {
      case Metric.Count count -> true;
      case Metric.CountAndSum both -> true;
      case Metric.Share share -> true;
      case Metric.Aggregate(Head head, Measure measure) -> head == Head.SUM;
      case Metric.Rows rowsWanted -> false;
      case Metric.Different different -> false;
      case Metric.Averaged averaged -> false;
    };
  }

  /** The column that groups are compared by. */
  private int metricColumn() {
    return compiled.groupColumns() + (query.metric() instanceof Metric.CountAndSum ? 1 : 0);
  }

  private String value(List<@Nullable Object> row) {
    Object value = row.get(metricColumn());
    return Figures.number(value).map(Figures::of).orElseGet(() -> Figures.text(value));
  }

  private String label(List<@Nullable Object> row) {
    return String.join(", ", labels(row));
  }

  private List<String> labels(List<@Nullable Object> row) {
    List<String> labels = new ArrayList<>();
    int column = 0;
    for (int i = 0; i < compiled.groups().size(); i++) {
      int columns = compiled.groups().get(i);
      Dimension dimension = query.dimensions().get(i);
      if (dimension instanceof Dimension.ByTime time) {
        labels.add(Figures.bucket(row.get(column), time.unit()));
      } else if (dimension instanceof Dimension.ByEntity entity) {
        labels.add(entity(entity.entity(), row.subList(column, column + columns)));
      } else {
        labels.add(Figures.text(row.get(column)));
      }
      column += columns;
    }
    return labels;
  }

  /** By its name, and its key where that is not all. */
  private static String entity(Entity entity, List<@Nullable Object> values) {
    int keys = entity.table().primaryKey().size();
    if (values.getFirst() == null) {
      return Figures.NONE;
    }
    if (values.size() <= keys || keys == 0) {
      return entity.singular() + " " + Figures.text(values.getFirst());
    }
    List<String> names = values.subList(keys, values.size()).stream().map(Figures::text).toList();
    return String.join(" ", names);
  }

  private String table() {
    boolean timeline =
        query.dimensions().getFirst() instanceof Dimension.ByTime && query.order().isEmpty();
    // Of a long time the latest is what matters.
    List<List<@Nullable Object>> shown =
        rows.size() <= MOST_ROWS
            ? rows
            : timeline
                ? rows.subList(rows.size() - MOST_ROWS, rows.size())
                : rows.subList(0, MOST_ROWS);
    List<String> headers = new ArrayList<>();
    query.dimensions().forEach(dimension -> headers.add(Markdown.escape(dimension.spoken())));
    for (int i = compiled.groupColumns(); i < result.columns().size(); i++) {
      headers.add(Markdown.escape(result.columns().get(i).name().replace('_', ' ')));
    }
    List<List<String>> cells = new ArrayList<>();
    for (List<@Nullable Object> row : shown) {
      List<String> line = new ArrayList<>(labels(row));
      for (int i = compiled.groupColumns(); i < row.size(); i++) {
        Object value = row.get(i);
        line.add(Figures.number(value).map(Figures::of).orElseGet(() -> Figures.text(value)));
      }
      cells.add(line);
    }
    String more =
        rows.size() > shown.size()
            ? "\n\nThese are the %s %d of %s; the result above has %s."
                .formatted(
                    timeline ? "last" : "first",
                    shown.size(),
                    Figures.of(rows.size()),
                    result.truncated() ? "1,000 of them and there are more" : "all")
            : "";
    return Markdown.table(headers, cells) + more;
  }
}
