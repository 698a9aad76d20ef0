package io.chatdata.server.planner;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Questions that may follow. Each reads as it is meant, which is tried before it is offered. */
final class FollowUps {
  private static final int MOST = 3;

  private FollowUps() {}

  /** The questions for some queries. */
  static List<String> verified(List<Query> queries, Reader reader) {
    List<String> questions = new ArrayList<>();
    for (Query query : queries) {
      if (questions.size() < MOST) {
        Phrasing.question(query, reader)
            .filter(question -> !questions.contains(question))
            .ifPresent(questions::add);
      }
    }
    return questions;
  }

  /** What a person may want to know next. */
  static List<String> of(Query query, Reader reader) {
    List<Query> next = new ArrayList<>();
    Facts facts = Facts.of(reader.vocabulary(), Values.none());
    Metric metric =
        switch (query.metric()) {
          case Metric.Rows rows -> new Metric.Count();
          case Metric.Different different -> new Metric.Count();
          case Metric.Share share -> new Metric.Count();
          case Metric.Averaged averaged -> new Metric.Count();
          default -> query.metric();
        };
    List<Filter> filters = query.filters();
    Query base = Query.of(query.base(), metric).where(filters);
    if (query.metric() instanceof Metric.Rows && !filters.isEmpty()) {
      next.add(base);
    }
    Optional<Times.At> time =
        facts.times().of(query.base(), Optional.empty()).stream().findFirst().map(Option::value);
    boolean timeline = query.dimensions().stream().anyMatch(d -> d instanceof Dimension.ByTime);
    if (time.isPresent() && !timeline) {
      Times.At at = time.get();
      next.add(base.by(List.of(new Dimension.ByTime(at.path(), at.attribute(), unit(filters)))));
    }
    category(query, facts).ifPresent(category -> next.add(base.by(List.of(category))));
    if (!query.dimensions().isEmpty() || filters.isEmpty()) {
      next.add(base);
    }
    return verified(next, reader);
  }

  /** Days for a short period, months for a long one. */
  private static TimeUnit unit(List<Filter> filters) {
    return Wording.within(filters)
        .map(Filter.Within::window)
        .filter(window -> window.from() != null && window.to() != null)
        .filter(window -> ChronoUnit.DAYS.between(window.from(), window.to()) <= 70)
        .map(window -> TimeUnit.DAY)
        .orElse(TimeUnit.MONTH);
  }

  /** A category that the query is not grouped or filtered by. */
  static Optional<Dimension> category(Query query, Facts facts) {
    List<Dimension> found = new ArrayList<>();
    List<List<Hop>> paths = new ArrayList<>(List.of(List.of()));
    facts.joins().parents(query.base()).forEach(hop -> paths.add(List.of(hop)));
    for (List<Hop> path : paths) {
      Entity entity = path.isEmpty() ? query.base() : path.getLast().to();
      for (Attribute attribute : entity.attributes()) {
        boolean category =
            attribute.isEnum()
                || (attribute.isText()
                    && attribute.isCategory()
                    && !attribute.isLabel()
                    && !attribute.isIdentifier()
                    && attribute.words().stream()
                        .anyMatch(
                            word ->
                                List.of(
                                        "status",
                                        "state",
                                        "type",
                                        "category",
                                        "segment",
                                        "tier",
                                        "country",
                                        "region",
                                        "channel",
                                        "kind",
                                        "level",
                                        "gender",
                                        "city",
                                        "role",
                                        "class",
                                        "genre")
                                    .contains(word)));
        if (category) {
          found.add(new Dimension.ByColumn(path, attribute));
        }
      }
    }
    return found.stream()
        .filter(dimension -> !query.dimensions().contains(dimension))
        .filter(
            dimension ->
                query.filters().stream()
                    .noneMatch(
                        filter ->
                            filter instanceof Filter.OneOf one
                                && dimension instanceof Dimension.ByColumn by
                                && one.attribute().equals(by.attribute())))
        .findFirst();
  }
}
