package io.chatdata.server.planner;

import io.chatdata.server.explorer.Names;
import io.chatdata.server.explorer.TableProfile;
import io.chatdata.server.explorer.ToolOutcome;
import io.chatdata.server.sql.RowsToModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells figures of a table: how many rows, over what time, and of each number its range and mean.
 */
final class StatisticsAnswer implements Answerer {
  private static final int MOST_NUMBERS = 8;
  private static final int MOST_TIMES = 4;
  private static final int MOST_CATEGORIES = 5;

  private final Entity entity;
  private final boolean all;
  private final List<Attribute> numbers;
  private final List<Attribute> times;
  private final List<Attribute> categories;
  private final RowsToModel rowsToModel;

  StatisticsAnswer(Reading.Statistics reading, RowsToModel rowsToModel) {
    this.entity = reading.entity();
    this.all = reading.attributes().isEmpty();
    this.rowsToModel = rowsToModel;
    List<Attribute> attributes = all ? entity.attributes() : reading.attributes();
    this.numbers =
        attributes.stream()
            .filter(a -> all ? a.isMeasure() : a.isNumber())
            .limit(MOST_NUMBERS)
            .toList();
    this.times = attributes.stream().filter(Attribute::isTime).limit(MOST_TIMES).toList();
    this.categories =
        attributes.stream()
            .filter(a -> (a.isCategory() && !a.isLabel() && !a.isIdentifier()) || a.isFlag())
            .limit(MOST_CATEGORIES)
            .toList();
  }

  @Override
  public Step next(Outcomes outcomes) {
    Call figures = Call.query(sql());
    Call profile =
        Call.profile(
            entity.table(),
            all
                ? List.of()
                : java.util.stream.Stream.of(numbers, times, categories)
                    .flatMap(List::stream)
                    .map(Attribute::name)
                    .toList());
    List<Call> calls = List.of(figures, profile);
    if (!outcomes.hasAll(calls)) {
      return new Step.Calls(
          "I compute the figures of %s.".formatted(Markdown.code(entity.name())), calls);
    }
    if (!(outcomes.of(figures).orElseThrow() instanceof ToolOutcome.Query(var stored))) {
      return Failed.answer(outcomes.of(figures).orElseThrow());
    }
    Optional<List<List<@Nullable Object>>> rows = Shown.rows(stored.result());
    String text =
        rows.filter(found -> !found.isEmpty())
            .map(found -> text(found.getFirst(), outcomes.of(profile)))
            .orElse(Shown.WITHHELD);
    return Step.answer(
        text
            + "\n\n"
            + Assumptions.of(
                List.of(
                    "the table is " + Markdown.code(entity.toString()),
                    "all its rows, whatever they say",
                    "keys and codes are left out, empty values too")),
        followUps());
  }

  private String sql() {
    List<String> items = new ArrayList<>(List.of("count(*) AS rows_counted"));
    for (Attribute number : numbers) {
      String column = Sql.name(number.name());
      String alias = Names.column(number.name());
      items.add("min(%s) AS %s".formatted(column, Sql.name("min_" + alias)));
      items.add("max(%s) AS %s".formatted(column, Sql.name("max_" + alias)));
      items.add("round(avg(%s)::numeric, 2) AS %s".formatted(column, Sql.name("mean_" + alias)));
      items.add(
          "round((percentile_cont(0.5) WITHIN GROUP (ORDER BY %s))::numeric, 2) AS %s"
              .formatted(column, Sql.name("median_" + alias)));
      items.add("sum(%s) AS %s".formatted(column, Sql.name("sum_" + alias)));
    }
    for (Attribute time : times) {
      String column = Sql.name(time.name());
      String alias = Names.column(time.name());
      items.add("min(%s) AS %s".formatted(column, Sql.name("first_" + alias)));
      items.add("max(%s) AS %s".formatted(column, Sql.name("last_" + alias)));
    }
    return "SELECT " + String.join(",\n  ", items) + "\nFROM " + Sql.table(entity.table());
  }

  private String text(List<@Nullable Object> row, Optional<ToolOutcome> profiled) {
    StringBuilder text = new StringBuilder();
    long rows = Figures.number(row.getFirst()).map(java.math.BigDecimal::longValue).orElse(0L);
    text.append(
        "%s has **%s**.".formatted(Markdown.code(entity.toString()), Figures.count(rows, "row")));
    if (rows == 0) {
      return text.toString();
    }
    int column = 1 + numbers.size() * 5;
    for (Attribute time : times) {
      Object first = row.get(column++);
      Object last = row.get(column++);
      if (first != null) {
        text.append(
            " %s runs from **%s** to **%s**."
                .formatted(Markdown.code(time.name()), day(first), day(last)));
      }
    }
    if (!numbers.isEmpty()) {
      text.append("\n\n").append(numbers(row));
    }
    if (profiled.orElse(null) instanceof ToolOutcome.Profile(TableProfile profile)) {
      categories(profile).ifPresent(lines -> text.append("\n\n").append(lines));
    }
    return text.toString();
  }

  private String numbers(List<@Nullable Object> row) {
    List<List<String>> cells = new ArrayList<>();
    int column = 1;
    for (Attribute number : numbers) {
      List<String> line = new ArrayList<>();
      line.add(Markdown.code(number.name()));
      for (int i = 0; i < 5; i++) {
        Object value = row.get(column++);
        boolean sum = i == 4 && !Worth.isAdditive(number);
        line.add(sum ? "–" : Figures.number(value).map(Figures::of).orElse(Figures.NONE));
      }
      cells.add(line);
    }
    return Markdown.table(List.of("column", "lowest", "highest", "mean", "median", "total"), cells);
  }

  private Optional<String> categories(TableProfile profile) {
    List<String> lines = new ArrayList<>();
    for (Attribute category : categories) {
      profile.columns().stream()
          .filter(column -> column.name().equals(category.name()) && column.distinctCount() > 0)
          .findFirst()
          .ifPresent(column -> lines.add(line(column)));
    }
    return lines.isEmpty() ? Optional.empty() : Optional.of(Markdown.bullets(lines));
  }

  private String line(TableProfile.ColumnProfile column) {
    List<String> top =
        Shown.tellsValues(rowsToModel)
            ? column.topValues().stream()
                .filter(value -> value.count() > 1)
                .limit(3)
                .map(v -> Figures.text(v.value()) + " (" + Figures.of(v.count()) + ")")
                .toList()
            : List.of();
    return "%s: %s%s"
        .formatted(
            Markdown.code(column.name()),
            Figures.count(column.distinctCount(), "different value"),
            top.isEmpty() ? "" : ", most often " + String.join(", ", top));
  }

  private static String day(@Nullable Object value) {
    String text = Figures.text(value);
    return text.length() >= 10 ? text.substring(0, 10) : text;
  }

  private List<String> followUps() {
    return entity.name().matches("[A-Za-z_][A-Za-z0-9_]*")
        ? List.of(
            "What patterns do you see in the %s table?".formatted(entity.name()),
            "Are there any data quality issues in the %s table?".formatted(entity.name()))
        : List.of();
  }
}
