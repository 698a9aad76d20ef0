package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.List;

/** Asks back where a question can be taken in several ways. */
final class ChooseAnswer implements Answerer {
  private static final int MOST = 3;

  private final List<Query> ways;
  private final Reader reader;

  ChooseAnswer(List<Query> ways, Reader reader) {
    this.ways = ways.stream().limit(MOST).toList();
    this.reader = reader;
  }

  @Override
  public Step next(Outcomes outcomes) {
    List<String> choices = new ArrayList<>();
    boolean same = ways.stream().map(ChooseAnswer::way).distinct().count() < ways.size();
    List<String> words = new ArrayList<>();
    for (Query query : ways) {
      Phrasing.question(query, reader)
          .filter(text -> !choices.contains(text))
          .ifPresent(choices::add);
      words.add(way(query) + (same ? " of " + table(query) : ""));
    }
    String text =
        "That can be taken in more than one way. Which do you mean?\n\n"
            + Markdown.bullets(words.stream().distinct().toList());
    return new Step.Answer(text, List.of(), choices.size() > 1 ? choices : List.of());
  }

  private static String table(Query query) {
    return Markdown.code(Sql.table(query.base().table()));
  }

  private static String way(Query query) {
    String by =
        query.order().flatMap(Query.Order::by).map(m -> ", compared by " + m.spoken()).orElse("");
    return "the "
        + Wording.metric(query)
        + Wording.by(query)
        + by
        + Wording.when(query.filters())
        + column(query)
        + Wording.where(query.filters());
  }

  /** By which column a period is told, which may be all the difference. */
  private static String column(Query query) {
    return Wording.within(query.filters())
        .map(within -> ", by " + Markdown.code(within.attribute().qualified()))
        .orElse("");
  }
}
