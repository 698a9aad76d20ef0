package io.chatdata.server.planner;

import io.chatdata.server.explorer.ToolOutcome;
import io.chatdata.server.sql.QueryResult;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells what a table shows along time and by category. */
final class PatternsAnswer implements Answerer {
  private static final int MOST_CATEGORIES = 3;

  /** Fewer days than this say nothing of weekdays. */
  private static final int LEAST_DAYS = 21;

  private final Entity entity;
  private final Reader reader;
  private final LocalDateTime now;
  private final Metric metric;
  private final Optional<Times.At> time;
  private final List<Dimension> categories;

  PatternsAnswer(Entity entity, Reader reader, LocalDateTime now) {
    this.entity = entity;
    this.reader = reader;
    this.now = now;
    Schema schema = reader.vocabulary().schema();
    Facts facts = Facts.of(reader.vocabulary(), Values.none());
    List<Worth.Priced> worth = facts.worth().of(entity);
    this.metric =
        worth.isEmpty() || worth.getFirst().cost() > 2
            ? new Metric.Count()
            : entity.isSummary()
                ? new Metric.Aggregate(Head.SUM, worth.getFirst().measure())
                : new Metric.CountAndSum(worth.getFirst().measure());
    this.time = facts.times().of(entity, Optional.empty()).stream().findFirst().map(Option::value);
    this.categories = categories(schema);
  }

  /** Its own categories, then those of what it refers to. */
  private List<Dimension> categories(Schema schema) {
    List<Dimension> found = new ArrayList<>();
    for (Attribute attribute : entity.attributes()) {
      if (isCategory(attribute)) {
        found.add(new Dimension.ByColumn(List.of(), attribute));
      }
    }
    for (Hop hop : schema.joins().parents(entity)) {
      hop.to().attributes().stream()
          .filter(PatternsAnswer::isCategory)
          .limit(1)
          .forEach(a -> found.add(new Dimension.ByColumn(List.of(hop), a)));
    }
    return found.stream().limit(MOST_CATEGORIES).toList();
  }

  private static boolean isCategory(Attribute attribute) {
    return (attribute.isCategory()
            && !attribute.isLabel()
            && !attribute.isIdentifier()
            && !attribute.words().contains("email")
            && !attribute.words().contains("address"))
        || attribute.isFlag();
  }

  @Override
  public Step next(Outcomes outcomes) {
    List<Query> queries = new ArrayList<>();
    time.ifPresent(at -> queries.add(by(TimeUnit.MONTH, at)));
    categories.forEach(category -> queries.add(base().by(List.of(category))));
    if (queries.isEmpty()) {
      return Step.answer(
          "%s has neither a column that tells when a row happened nor a category, so there is nothing to look for patterns by."
              .formatted(Markdown.code(entity.toString())),
          List.of("Show me statistics for the %s table".formatted(entity.name())));
    }
    if (!outcomes.hasAll(calls(queries))) {
      return new Step.Calls(
          "I look at %s by time and by category.".formatted(Markdown.code(entity.name())),
          calls(queries));
    }
    days(queries.getFirst(), outcomes).ifPresent(query -> queries.add(1, query));
    List<Call> calls = calls(queries);
    if (!outcomes.hasAll(calls)) {
      return new Step.Calls(
          "The days of the last two years of it may show more.", calls.subList(1, 2));
    }
    List<Compiled> compiled =
        queries.stream().map(query -> QuerySql.compile(query, reader.zone())).toList();
    List<String> findings = new ArrayList<>();
    boolean withheld = false;
    for (int i = 0; i < queries.size(); i++) {
      ToolOutcome outcome = outcomes.of(calls.get(i)).orElseThrow();
      if (!(outcome instanceof ToolOutcome.Query(var stored))) {
        findings.add(Failed.text(outcome));
        continue;
      }
      Optional<List<List<@Nullable Object>>> rows = Shown.rows(stored.result());
      withheld |= rows.isEmpty();
      if (rows.isPresent()) {
        findings(queries.get(i), compiled.get(i), stored.result(), findings);
      }
    }
    String text =
        withheld
            ? Shown.WITHHELD
            : findings.isEmpty()
                ? "%s has **no rows**, so there is no pattern."
                    .formatted(Markdown.code(entity.toString()))
                : "This is what I see in %s:\n\n%s"
                    .formatted(Markdown.code(entity.toString()), Markdown.bullets(findings));
    List<String> more =
        days(queries.getFirst(), outcomes)
            .flatMap(query -> Wording.within(query.filters()))
            .map(within -> within.window().from())
            .map(
                from ->
                    "weekdays and single days from %s on"
                        .formatted(Figures.date(from.toLocalDate())))
            .stream()
            .toList();
    return Step.answer(
        text + "\n\n" + Assumptions.of(queries.getFirst(), reader.zone(), more),
        FollowUps.verified(List.of(queries.getFirst(), queries.getLast()), reader));
  }

  private List<Call> calls(List<Query> queries) {
    return queries.stream()
        .map(query -> Call.query(QuerySql.compile(query, reader.zone()).sql()))
        .toList();
  }

  /** By day, over the last two years that there are rows of. */
  private Optional<Query> days(Query months, Outcomes outcomes) {
    if (time.isEmpty()
        || !(outcomes.of(calls(List.of(months)).getFirst()).orElse(null)
            instanceof ToolOutcome.Query(var stored))) {
      return Optional.empty();
    }
    return Shown.rows(stored.result())
        .flatMap(
            rows ->
                rows.stream()
                    .filter(row -> row.getFirst() != null)
                    .map(row -> LocalDate.parse(String.valueOf(row.getFirst()).substring(0, 10)))
                    .filter(month -> !month.isAfter(now.toLocalDate()))
                    .max(LocalDate::compareTo))
        .map(
            last -> {
              Times.At at = time.get();
              Window window =
                  Window.days(last.minusMonths(23), last.plusMonths(1), "the last two years of it");
              return by(TimeUnit.DAY, at)
                  .where(List.of(new Filter.Within(at.path(), at.attribute(), window)));
            });
  }

  private Query base() {
    return Query.of(entity, metric);
  }

  private Query by(TimeUnit unit, Times.At at) {
    return base().by(List.of(new Dimension.ByTime(at.path(), at.attribute(), unit)));
  }

  private void findings(Query query, Compiled compiled, QueryResult result, List<String> findings) {
    Dimension dimension = query.dimensions().getFirst();
    if (!(dimension instanceof Dimension.ByTime byTime)) {
      CategoryPattern.of(query, compiled, result).ifPresent(findings::add);
      return;
    }
    List<String> labels = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    int column = result.columns().size() - 1;
    for (List<@Nullable Object> row : result.rows()) {
      if (row.getFirst() != null) {
        labels.add(String.valueOf(row.getFirst()));
        values.add(Figures.number(row.get(column)).map(Number::doubleValue).orElse(0.0));
      }
    }
    TimePattern pattern = new TimePattern(new Series(labels, values), name(), now.toLocalDate());
    if (byTime.unit() == TimeUnit.MONTH) {
      findings.addAll(pattern.months());
    } else if (values.size() >= LEAST_DAYS) {
      findings.addAll(pattern.days());
    }
  }

  /** What is measured, for the findings. */
  private String name() {
    return switch (metric) {
      case Metric.Aggregate(Head head, Measure measure) -> measure.spoken();
      case Metric.CountAndSum(Measure measure) -> measure.spoken();
      default -> "the number of " + entity.plural();
    };
  }
}
