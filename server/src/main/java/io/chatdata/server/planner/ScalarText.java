package io.chatdata.server.planner;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells a result that is one number. */
final class ScalarText {
  private ScalarText() {}

  /**
   * The answer in words.
   *
   * @param everyone for an average per thing, how many things there are
   */
  static String of(
      Query query, Compiled compiled, List<List<@Nullable Object>> rows, Optional<Long> everyone) {
    List<@Nullable Object> row = rows.isEmpty() ? List.of() : rows.getFirst();
    String scope = Wording.when(query.filters()) + Wording.where(query.filters());
    BigDecimal value = row.isEmpty() ? null : Figures.number(row.getFirst()).orElse(null);
    return switch (query.metric()) {
      case Metric.Count count -> counted(query, value, scope);
      case Metric.Different(List<Hop> path, Attribute attribute) ->
          "There are **%s** different values of %s%s."
              .formatted(
                  value == null ? "0" : Figures.of(value),
                  Markdown.code(attribute.qualified()),
                  scope);
      case Metric.Aggregate aggregate -> aggregated(query, row, scope);
      case Metric.CountAndSum both -> aggregated(query, row, scope);
      case Metric.Share(Metric whole, List<Filter> part) -> share(query, row, part);
      case Metric.Averaged(Metric each) -> averaged(query, each, row, everyone);
      case Metric.Rows rowsWanted -> throw new IllegalStateException("Rows are no number");
    };
  }

  private static String counted(Query query, @Nullable BigDecimal value, String scope) {
    long count = value == null ? 0 : value.longValue();
    String things = count == 1 ? query.base().singular() : query.base().plural();
    if (query.yesNo()) {
      return count == 0
          ? "**No**: there are no %s%s.".formatted(things, scope)
          : "**Yes**: I count **%s** %s%s.".formatted(Figures.of(count), things, scope);
    }
    if (count == 0) {
      return "There are **no** %s%s.".formatted(query.base().plural(), scope);
    }
    return scope.isEmpty()
        ? "There %s **%s** %s.".formatted(count == 1 ? "is" : "are", Figures.of(count), things)
        : "I count **%s** %s%s.".formatted(Figures.of(count), things, scope);
  }

  private static String aggregated(Query query, List<@Nullable Object> row, String scope) {
    Object value = row.isEmpty() ? null : row.getFirst();
    if (value == null) {
      return "There is nothing to compute the %s from%s: no row has a value."
          .formatted(Wording.metric(query), scope);
    }
    String shown = Figures.number(value).map(Figures::of).orElseGet(() -> Figures.text(value));
    String over = "";
    if (row.size() > 1) {
      over =
          Figures.number(row.get(1))
              .map(n -> ", over " + Figures.count(n.longValue(), query.base().singular()))
              .orElse("");
    }
    return "The %s is **%s**%s%s.".formatted(Wording.metric(query), shown, scope, over);
  }

  private static String share(Query query, List<@Nullable Object> row, List<Filter> part) {
    String when = Wording.when(query.filters());
    BigDecimal some = Figures.number(row.get(0)).orElse(BigDecimal.ZERO);
    BigDecimal all = Figures.number(row.get(1)).orElse(BigDecimal.ZERO);
    if (row.get(2) == null) {
      return "There is nothing to take a share of%s.".formatted(when);
    }
    String percent = Figures.number(row.get(2)).map(Figures::of).orElse("0");
    return "**%s %%** of the %s%s: %s of %s%s."
        .formatted(
            percent,
            query.metric() instanceof Metric.Share(Metric whole, List<Filter> f)
                    && whole instanceof Metric.Count
                ? query.base().plural()
                : "total",
            when,
            Figures.of(some),
            Figures.of(all),
            Wording.where(part));
  }

  private static String averaged(
      Query query, Metric each, List<@Nullable Object> row, Optional<Long> everyone) {
    String when = Wording.when(query.filters()) + Wording.where(query.filters());
    Optional<BigDecimal> average =
        row.isEmpty() ? Optional.empty() : Figures.number(row.getFirst());
    if (average.isEmpty()) {
      return "There is nothing to take an average of%s.".formatted(when);
    }
    long groups = Figures.number(row.get(1)).orElse(BigDecimal.ZERO).longValue();
    BigDecimal total = Figures.number(row.get(2)).orElse(BigDecimal.ZERO);
    String thing = query.dimensions().getFirst().spoken();
    String what =
        each instanceof Metric.Count
            ? query.base().plural()
            : "of " + Wording.metric(query.metric(each));
    StringBuilder text =
        new StringBuilder(
            "On average **%s** %s per %s%s: %s over %s with at least one of the %s."
                .formatted(
                    Figures.of(average.get()),
                    what,
                    thing,
                    when,
                    Figures.of(total),
                    Figures.count(groups, thing),
                    query.base().plural()));
    everyone
        .filter(all -> all > groups)
        .ifPresent(
            all ->
                text.append(
                    " Over all %s, those with none included, it is **%s**."
                        .formatted(
                            Figures.count(all, thing),
                            Figures.of(
                                total.divide(
                                    BigDecimal.valueOf(all), 2, java.math.RoundingMode.HALF_UP)))));
    return text.toString();
  }
}
