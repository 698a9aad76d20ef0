package io.chatdata.server.planner;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What was taken for granted in an answer, as its last paragraph. */
final class Assumptions {
  private static final Set<String> STATES = Set.of("status", "state", "stage");
  private static final Set<String> VOID =
      Set.of(
          "cancelled",
          "canceled",
          "refunded",
          "void",
          "voided",
          "deleted",
          "failed",
          "rejected",
          "returned",
          "draft");
  private static final Set<String> DELETED = Set.of("deleted", "archived", "delete", "archive");

  private final Query query;
  private final ZoneId zone;
  private final Set<String> sentences = new LinkedHashSet<>();

  private Assumptions(Query query, ZoneId zone) {
    this.query = query;
    this.zone = zone;
  }

  static String of(List<String> sentences) {
    return "Assumptions: " + String.join("; ", sentences) + ".";
  }

  static String of(Query query, ZoneId zone) {
    return of(query, zone, List.of());
  }

  /**
   * What is taken for granted of a query.
   *
   * @param more sentences that its answer adds
   */
  static String of(Query query, ZoneId zone, List<String> more) {
    Assumptions assumptions = new Assumptions(query, zone);
    assumptions.base();
    assumptions.measure(query.metric());
    query.order().flatMap(Query.Order::by).ifPresent(assumptions::order);
    query.dimensions().forEach(assumptions::dimension);
    assumptions.all(query.filters()).forEach(assumptions::filter);
    if (query.metric() instanceof Metric.Share(Metric whole, List<Filter> part)) {
      assumptions.all(part).forEach(assumptions::filter);
    }
    assumptions.concluded();
    assumptions.states();
    assumptions.deleted();
    assumptions.sentences.addAll(more);
    return of(List.copyOf(assumptions.sentences));
  }

  private void base() {
    sentences.add(
        "%s are the rows of %s"
            .formatted(query.base().plural(), Markdown.code(query.base().toString())));
  }

  private void measure(Metric metric) {
    switch (metric) {
      case Metric.Aggregate(Head head, Measure measure) -> {
        sentences.add("the amount is " + measure.spoken());
        if (measure instanceof Measure.OfColumn column
            && column.attribute().column().nullable()
            && head == Head.AVERAGE) {
          sentences.add("rows without a value are left out");
        }
        line(measure);
      }
      case Metric.CountAndSum(Measure measure) ->
          sentences.add("the amount is " + measure.spoken());
      case Metric.Share(Metric whole, List<Filter> filters) -> measure(whole);
      case Metric.Averaged(Metric each) -> measure(each);
      case Metric.Different different -> sentences.add("empty values are not counted");
      case Metric.Rows rows -> {}
      case Metric.Count count -> {}
    }
  }

  /** Says whether a discount is taken off. */
  private void line(Measure measure) {
    if (measure instanceof Measure.OfChildren(Hop down, Measure each)) {
      line(each);
    }
    if (measure instanceof Measure.OfLine line && line.discount().isEmpty()) {
      line.quantity().entity().attributes().stream()
          .filter(attribute -> attribute.words().contains("discount"))
          .findFirst()
          .ifPresent(
              discount ->
                  sentences.add("before the discount in " + Markdown.code(discount.name())));
    }
  }

  private void order(Measure measure) {
    sentences.add("compared by " + measure.spoken());
  }

  private void dimension(Dimension dimension) {
    switch (dimension) {
      case Dimension.ByColumn(List<Hop> path, Attribute attribute) ->
          sentences.add("grouped by " + Markdown.code(attribute.qualified()));
      case Dimension.ByEntity(List<Hop> path, Entity entity) ->
          sentences.add(
              "each %s counts by its key in %s, and those with none are not listed"
                  .formatted(entity.singular(), Markdown.code(entity.toString())));
      case Dimension.ByTime(List<Hop> path, Attribute attribute, TimeUnit unit) ->
          sentences.add(
              "the %s is that of %s (time zone %s%s)"
                  .formatted(
                      unit.spoken(),
                      Markdown.code(attribute.qualified()),
                      zone,
                      unit == TimeUnit.WEEK ? ", weeks start on Monday" : ""));
    }
  }

  private Stream<Filter> all(List<Filter> filters) {
    return filters.stream()
        .flatMap(
            filter ->
                switch (filter) {
                  case Filter.Has f -> Stream.concat(Stream.of(filter), all(f.filters()));
                  case Filter.HasCount f -> Stream.concat(Stream.of(filter), all(f.filters()));
                  case Filter.HasSum f -> Stream.concat(Stream.of(filter), all(f.filters()));
                  default -> Stream.of(filter);
                });
  }

  private void filter(Filter filter) {
    switch (filter) {
      case Filter.Within f -> period(f);
      case Filter.OneOf f -> {
        String spelled =
            f.loose()
                ? ", in any capitalisation and with blanks around it (%s)"
                    .formatted(
                        String.join(
                            ", ",
                            f.spellings().stream()
                                .map(s -> "“" + Markdown.escape(s) + "”")
                                .toList()))
                : "";
        sentences.add("only rows where " + Wording.filter(f) + spelled);
        if (f.negated() && f.attribute().column().nullable()) {
          sentences.add("rows without a value there are included");
        }
      }
      case Filter.HasCount f -> {
        sentences.add(Wording.filter(f));
        if (f.test().passes(java.math.BigDecimal.ZERO)) {
          sentences.add("those with none count as 0");
        }
      }
      case Filter.Is f -> {
        sentences.add("only rows where " + Wording.filter(f));
        if (f.flag().column().nullable()) {
          sentences.add("rows without a value there are left out");
        }
      }
      case Filter.Compared f -> sentences.add("only rows where " + Wording.filter(f));
      case Filter.Filled f -> sentences.add("only rows where " + Wording.filter(f));
      case Filter.Like f ->
          sentences.add("only rows where " + Wording.filter(f) + ", in upper or lower case");
      case Filter.KeyIs f -> sentences.add("only the row where " + Wording.filter(f));
      case Filter.Has f -> sentences.add(Wording.filter(f));
      case Filter.HasSum f -> sentences.add(Wording.filter(f));
    }
  }

  private void period(Filter.Within f) {
    Window window = f.window();
    String column = Markdown.code(f.attribute().qualified());
    String kind =
        window.kind() == Window.Kind.ROLLING
            ? ", counted back from now"
            : isWeek(window) ? ", weeks start on Monday" : "";
    String zoned = f.attribute().isDate() ? "" : ", time zone " + zone;
    sentences.add(
        "“%s” means %s by %s (%s)"
            .formatted(
                Markdown.escape(window.label()),
                days(f),
                column,
                (kind + zoned).isEmpty() ? "dates" : (kind + zoned).replaceFirst("^, ", "")));
  }

  /** For a column of dates a rolling window means whole days, the first and the last included. */
  private static String days(Filter.Within f) {
    Window window = f.window();
    if (f.attribute().isDate()
        && window.from() != null
        && window.to() != null
        && !window.isWholeDays()) {
      return Figures.date(window.from().toLocalDate())
          + " to "
          + Figures.date(window.to().toLocalDate());
    }
    return window.spoken();
  }

  private static boolean isWeek(Window window) {
    return window.label().toLowerCase(Locale.ROOT).contains("week");
  }

  /** Keys that nobody declared. */
  private void concluded() {
    List<Hop> hops = new ArrayList<>();
    query.dimensions().forEach(dimension -> hops.addAll(dimension.path()));
    query.filters().forEach(filter -> hops.addAll(filter.path()));
    for (Filter filter : query.filters()) {
      if (filter instanceof Filter.Has f) {
        hops.addAll(f.down());
      } else if (filter instanceof Filter.HasCount f) {
        hops.add(f.down());
      } else if (filter instanceof Filter.HasSum f) {
        hops.addAll(f.up());
      }
    }
    hops.stream()
        .filter(hop -> !hop.declared())
        .map(
            hop ->
                "%s refers to %s by its name; no foreign key says so"
                    .formatted(
                        Markdown.code(hop.child().name() + "." + hop.key().columns().getFirst()),
                        Markdown.code(hop.parent().name())))
        .distinct()
        .forEach(sentences::add);
  }

  /** Orders that were cancelled are orders too: says so. */
  private void states() {
    Optional<Attribute> state =
        query.base().attributes().stream()
            .filter(
                attribute -> attribute.isCategory() && STATES.contains(attribute.words().getLast()))
            .findFirst();
    boolean used =
        Stream.concat(query.filters().stream(), part())
                .anyMatch(
                    f ->
                        f instanceof Filter.OneOf one
                            && state.stream().anyMatch(one.attribute()::equals))
            || query.dimensions().stream()
                .anyMatch(
                    d ->
                        d instanceof Dimension.ByColumn by
                            && state.stream().anyMatch(by.attribute()::equals));
    if (state.isPresent() && !used && !(query.metric() instanceof Metric.Rows)) {
      List<String> odd =
          state.get().column().enumLabels().stream()
              .filter(label -> VOID.contains(label.toLowerCase(Locale.ROOT)))
              .map(label -> "“" + Markdown.escape(label) + "”")
              .toList();
      sentences.add(
          "every %s counts%s"
              .formatted(
                  Markdown.code(state.get().qualified()),
                  odd.isEmpty() ? "" : ", " + Markdown.and(odd) + " too"));
    }
  }

  private Stream<Filter> part() {
    return query.metric() instanceof Metric.Share(Metric whole, List<Filter> filters)
        ? filters.stream()
        : Stream.of();
  }

  private void deleted() {
    boolean filtered =
        query.filters().stream()
            .anyMatch(f -> f instanceof Filter.Filled filled && isDeletion(filled.attribute()));
    query.base().attributes().stream()
        .filter(Assumptions::isDeletion)
        .findFirst()
        .filter(attribute -> !filtered)
        .ifPresent(
            attribute ->
                sentences.add(
                    "rows that " + Markdown.code(attribute.qualified()) + " marks count as well"));
  }

  private static boolean isDeletion(Attribute attribute) {
    return (attribute.isTime() || attribute.isFlag())
        && attribute.words().stream().anyMatch(DELETED::contains);
  }
}
