package io.chatdata.server.planner;

import io.chatdata.server.sql.Catalog;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes starter questions from a schema. The planner itself answers each of them. */
public final class SuggestQuestions {
  private static final int MOST_TABLES = 4;

  private SuggestQuestions() {}

  /**
   * Questions to start with, the most telling first.
   *
   * @param limit the most that are wanted
   */
  public static List<String> suggest(Catalog catalog, int limit) {
    return suggest(new Vocabulary(new Schema(catalog)), limit);
  }

  static List<String> suggest(Vocabulary vocabulary, int limit) {
    // No question depends on the day.
    LocalDateTime noon = LocalDateTime.of(2025, 6, 15, 12, 0);
    Reader reader = new Reader(vocabulary, Values.none(), noon, ZoneId.of("UTC"));
    Facts facts = Facts.of(vocabulary, Values.none());
    List<List<String>> byTable = new ArrayList<>();
    for (Entity entity : events(vocabulary.schema(), facts)) {
      byTable.add(about(entity, facts, reader));
    }
    Set<String> questions = new LinkedHashSet<>();
    // The best of each table, then the second best.
    for (int i = 0; questions.size() < limit && i < 6; i++) {
      for (List<String> own : byTable) {
        if (i < own.size() && questions.size() < limit - 1) {
          questions.add(own.get(i));
        }
      }
    }
    for (String general :
        List.of(
            "Are there any data quality issues I should know about?",
            "What tables are available?")) {
      if (questions.size() < limit && !vocabulary.schema().entities().isEmpty()) {
        questions.add(general);
      }
    }
    return questions.stream().limit(limit).toList();
  }

  /** Tables whose rows are events or amounts, the most connected first. */
  private static List<Entity> events(Schema schema, Facts facts) {
    return schema.entities().stream()
        .filter(entity -> !entity.isView() && entity.table().estimatedRows() != 0)
        .sorted(
            Comparator.comparingInt((Entity entity) -> -score(entity, schema, facts))
                .thenComparing(entity -> -entity.table().estimatedRows(), Comparator.naturalOrder())
                .thenComparing(Entity::toString))
        .limit(MOST_TABLES)
        .toList();
  }

  private static int score(Entity entity, Schema schema, Facts facts) {
    int score = 0;
    score += facts.times().best(entity).size() == 1 ? 3 : 0;
    score += facts.worth().of(entity).isEmpty() ? 0 : 2;
    score += Math.min(2, schema.joins().parents(entity).size());
    score += Math.min(2, schema.joins().children(entity).size());
    return score;
  }

  private static List<String> about(Entity entity, Facts facts, Reader reader) {
    List<Query> queries = new ArrayList<>();
    Optional<Times.At> time =
        facts.times().of(entity, Optional.empty()).stream().findFirst().map(Option::value);
    Optional<Worth.Priced> worth = facts.worth().of(entity).stream().findFirst();
    Query count = Query.of(entity, new Metric.Count());
    Query amount =
        worth
            .map(
                w ->
                    Query.of(
                        entity,
                        new Metric.Aggregate(
                            entity.isSummary() ? Head.SUM : Head.AVERAGE, w.measure())))
            .orElse(count);
    List<String> questions = new ArrayList<>();
    if (!entity.isSummary()) {
      time.ifPresent(
          at ->
              accepted("How many %s were there last month?".formatted(entity.plural()), reader)
                  .ifPresent(questions::add));
    }
    FollowUps.category(amount, facts)
        .ifPresent(category -> queries.add(amount.by(List.of(category))));
    facts.joins().parents(entity).stream()
        .filter(hop -> Lexicon.isPerson(hop.to().words().getLast()))
        .findFirst()
        .ifPresent(
            hop ->
                queries.add(
                    count
                        .by(List.of(new Dimension.ByEntity(List.of(hop), hop.to())))
                        .ordered(new Query.Order(5, true, Optional.empty()))));
    time.ifPresent(
        at ->
            queries.add(
                (entity.isSummary() ? amount : count)
                    .by(List.of(new Dimension.ByTime(at.path(), at.attribute(), TimeUnit.MONTH)))));
    if (queries.isEmpty()) {
      queries.add(count);
    }
    questions.addAll(FollowUps.verified(queries, reader));
    if (time.isPresent()) {
      accepted("What patterns do you see in the %s data?".formatted(entity.plural()), reader)
          .ifPresent(questions::add);
    }
    return questions;
  }

  /** A question, if the planner has an answer to it. */
  private static Optional<String> accepted(String question, Reader reader) {
    return switch (reader.read(question)) {
      case Reading.Ask ask -> Optional.of(question);
      case Reading.Patterns patterns -> Optional.of(question);
      default -> Optional.empty();
    };
  }
}
