package io.chatdata.server.planner;

import io.chatdata.server.explorer.ToolOutcome;
import io.chatdata.server.sql.QueryResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells the values of columns and how often each occurs. */
final class TopValuesAnswer implements Answerer {
  /** A name that more tables share is asked back for. */
  static final int MOST_TABLES = 4;

  private static final int MOST_ROWS = 10;

  private final List<Attribute> attributes;
  private final int limit;

  TopValuesAnswer(Reading.TopValues reading) {
    this.attributes =
        reading.attributes().stream()
            .sorted(
                Comparator.comparing((Attribute a) -> a.entity().isView())
                    .thenComparing(
                        Comparator.comparingLong(
                                (Attribute a) -> a.entity().table().estimatedRows())
                            .reversed())
                    .thenComparing(Attribute::qualified))
            .toList();
    this.limit = Math.clamp(reading.limit(), 1, 100);
  }

  @Override
  public Step next(Outcomes outcomes) {
    List<Attribute> wanted = tables();
    if (wanted.size() > MOST_TABLES) {
      List<String> choices =
          wanted.stream()
              .limit(3)
              .map(a -> "What are the most common values of %s?".formatted(a.qualified()))
              .toList();
      return new Step.Answer(
          "The column %s is in **%d tables**: %s. Which one do you mean?"
              .formatted(
                  Markdown.code(wanted.getFirst().name()),
                  wanted.size(),
                  Markdown.and(
                      wanted.stream().map(a -> Markdown.code(a.entity().name())).toList())),
          List.of(),
          choices);
    }
    List<Call> calls = wanted.stream().map(this::call).toList();
    if (!outcomes.hasAll(calls)) {
      return new Step.Calls(
          "I count the values of %s."
              .formatted(
                  Markdown.and(wanted.stream().map(a -> Markdown.code(a.qualified())).toList())),
          calls);
    }
    List<String> parts = new ArrayList<>();
    if (wanted.size() > 1) {
      parts.add(
          "The column %s is in **%d tables**, so here are all of them."
              .formatted(Markdown.code(wanted.getFirst().name()), wanted.size()));
    }
    for (int i = 0; i < wanted.size(); i++) {
      parts.add(part(wanted.get(i), outcomes.of(calls.get(i))));
    }
    parts.add(
        Assumptions.of(
            List.of(
                "counted over all rows of "
                    + Markdown.and(
                        wanted.stream().map(a -> Markdown.code(a.entity().toString())).toList()),
                "values that differ in capitals or blanks count as different",
                "(none) means that there is no value")));
    return Step.answer(String.join("\n\n", parts), followUps(wanted));
  }

  /** Views only where no table has the column. */
  private List<Attribute> tables() {
    List<Attribute> tables = attributes.stream().filter(a -> !a.entity().isView()).toList();
    return tables.isEmpty() ? attributes : tables;
  }

  private Call call(Attribute attribute) {
    String column = Sql.name(attribute.name());
    return Call.query(
        "SELECT %s AS %s, count(*) AS rows_counted, round(100.0 * count(*) / sum(count(*)) OVER (), 2) AS \"percent\"\nFROM %s\nGROUP BY 1\nORDER BY 2 DESC, 1"
            .formatted(column, column, Sql.table(attribute.entity().table())));
  }

  private String part(Attribute attribute, Optional<ToolOutcome> outcome) {
    String name = Markdown.code(attribute.qualified());
    if (!(outcome.orElseThrow() instanceof ToolOutcome.Query(var stored))) {
      return name + ": " + Failed.text(outcome.get());
    }
    QueryResult result = stored.result();
    Optional<List<List<@Nullable Object>>> shown = Shown.rows(result);
    if (shown.isEmpty()) {
      return name
          + ": "
          + Figures.count(result.rows().size(), "different value")
          + ". "
          + Shown.WITHHELD;
    }
    List<List<@Nullable Object>> rows = shown.get();
    if (rows.isEmpty()) {
      return name + ": the table has **no rows**.";
    }
    long different = rows.stream().filter(row -> row.getFirst() != null).count();
    StringBuilder text =
        new StringBuilder(
            "%s has %s**%s**; the most common is **%s** (%s of the rows)."
                .formatted(
                    name,
                    result.truncated() ? "more than " : "",
                    Figures.count(different, "different value"),
                    Figures.text(rows.getFirst().getFirst()),
                    Figures.number(rows.getFirst().get(2)).map(Figures::of).orElse("?") + " %"));
    int most = Math.min(MOST_ROWS, limit);
    List<List<String>> cells =
        rows.stream()
            .limit(most)
            .map(
                row ->
                    List.of(
                        Figures.text(row.get(0)),
                        Figures.number(row.get(1)).map(Figures::of).orElse("?"),
                        Figures.number(row.get(2)).map(Figures::of).orElse("?") + " %"))
            .toList();
    text.append("\n\n")
        .append(Markdown.table(List.of(Markdown.escape(attribute.name()), "rows", "share"), cells));
    if (rows.size() > most) {
      text.append(
          "\n\nThese are the first %d; the result above has %s."
              .formatted(
                  most, result.truncated() ? "1,000 of them" : "all " + Figures.of(rows.size())));
    }
    return text.toString();
  }

  private static List<String> followUps(List<Attribute> attributes) {
    Entity entity = attributes.getFirst().entity();
    return entity.name().matches("[A-Za-z_][A-Za-z0-9_]*")
        ? List.of(
            "Profile the %s table".formatted(entity.name()),
            "What patterns do you see in the %s table?".formatted(entity.name()))
        : List.of();
  }
}
