package io.chatdata.server.planner;

import io.chatdata.server.sql.QueryResult;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which categories have the most of a measure, and how much of all that is. */
final class CategoryPattern {
  private CategoryPattern() {}

  static Optional<String> of(Query query, Compiled compiled, QueryResult result) {
    int column = result.columns().size() - 1;
    List<List<@Nullable Object>> rows = result.rows();
    double total = rows.stream().mapToDouble(row -> value(row.get(column))).sum();
    if (rows.size() < 2 || rows.size() > 200 || total <= 0) {
      return Optional.empty();
    }
    List<String> top =
        rows.stream()
            .limit(3)
            .map(
                row ->
                    "**%s** (%s, %s)"
                        .formatted(
                            Figures.text(row.getFirst()),
                            Figures.number(row.get(column)).map(Figures::of).orElse("?"),
                            Figures.percent(value(row.get(column)) / total)))
            .toList();
    List<@Nullable Object> last = rows.getLast();
    String least =
        rows.size() > 3
            ? "; least: %s (%s)"
                .formatted(
                    Figures.text(last.getFirst()), Figures.percent(value(last.get(column)) / total))
            : "";
    Dimension dimension = query.dimensions().getFirst();
    return Optional.of(
        "**By %s:** %s%s."
            .formatted(Markdown.escape(dimension.spoken()), Markdown.and(top), least));
  }

  private static double value(@Nullable Object value) {
    return Figures.number(value).map(BigDecimal::doubleValue).orElse(0.0);
  }
}
