package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Averages, sums, highest and lowest values, and shares. */
final class AggregateRule implements Rule {
  private static final Map<Head, List<Phrase>> AGGREGATES =
      Map.of(
          Head.AVERAGE,
          Phrase.all("average|avg|mean|typical of? the?"),
          Head.SUM,
          Phrase.all(
              "total|overall|combined|cumulative|aggregate|summed of? the?",
              "sum of? the?",
              "sum up the?",
              "add up the?"),
          Head.MINIMUM,
          Phrase.all("minimum|min|lowest|smallest|least of? the?"),
          Head.MAXIMUM,
          Phrase.all("maximum|max|highest|largest|biggest|greatest|peak of? the?"),
          Head.MEDIAN,
          Phrase.all("median of? the?"));

  /** Where the question says value, it never means how many there are. */
  private static final Map<Head, List<Phrase>> VALUES =
      Map.of(
          Head.AVERAGE, Phrase.all("average|avg|mean|typical value of the?"),
          Head.SUM, Phrase.all("total? sum|amount|value|worth of the?"),
          Head.MINIMUM, Phrase.all("minimum|min|lowest|smallest value of the?"),
          Head.MAXIMUM, Phrase.all("maximum|max|highest|largest|biggest value of the?"),
          Head.MEDIAN, Phrase.all("median value of the?"));

  private static final Map<Head, List<Phrase>> MOMENTS =
      Map.of(
          Head.MINIMUM, Phrase.all("earliest|first|oldest"),
          Head.MAXIMUM, Phrase.all("latest|last|newest", "most recent"));

  /** What "how much" asks for until a verb says whether it was spent or earned. */
  static final String UNSAID = "?";

  private static final List<Phrase> TOTAL = Phrase.all("total|overall of? the?");
  private static final List<Phrase> COUNTED = Phrase.all("number|count of the?");
  private static final List<Phrase> HOW_MUCH = Phrase.all("how much");
  private static final List<Phrase> SHARE =
      Phrase.all(
          "the? percentage|percent|share|proportion|fraction|part of all? the?",
          "% of all? the?",
          "what|which percentage|percent|share|proportion|fraction|part|% of all? the?",
          "how many percent of all? the?");

  @Override
  public void apply(State state, Sentence sentence, Consumer<State> next) {
    Draft draft = state.draft();
    if (draft.hasTarget() || draft.head().isPresent()) {
      return;
    }
    AGGREGATES.forEach((head, phrases) -> aggregate(state, sentence, head, phrases, next));
    VALUES.forEach(
        (head, phrases) -> {
          int end = sentence.match(phrases, state.at());
          if (end > 0) {
            value(state, sentence, end, head, next);
          }
        });
    MOMENTS.forEach(
        (head, phrases) -> {
          int end = sentence.match(phrases, state.at());
          if (end > 0 && end < sentence.size() && startsTime(sentence, end)) {
            next.accept(state.to(end).draft(draft.head(head)));
          }
        });
    int howMuch = sentence.match(HOW_MUCH, state.at());
    if (howMuch > 0) {
      next.accept(state.to(howMuch).draft(draft.head(Head.SUM)));
      Noun money = new Noun(UNSAID, List.of(new Link.ToMoney(Optional.empty(), UNSAID, 2)), false);
      next.accept(state.to(howMuch).draft(draft.head(Head.SUM).plus(Part.target(money))).plus(2));
    }
    int share = sentence.match(SHARE, state.at());
    if (share > 0) {
      next.accept(state.to(share).draft(draft.head(Head.SHARE)));
    }
  }

  private static void aggregate(
      State state, Sentence sentence, Head head, List<Phrase> phrases, Consumer<State> next) {
    int end = sentence.match(phrases, state.at());
    if (end < 0) {
      return;
    }
    next.accept(state.to(end).draft(state.draft().head(head)));
    int counted = sentence.match(COUNTED, end);
    if (counted > 0 && head == Head.AVERAGE) {
      next.accept(state.to(counted).draft(state.draft().head(Head.COUNT).averaged(true)));
    }
    int total = sentence.match(TOTAL, end);
    if (total > 0 && head == Head.AVERAGE) {
      // "Average total spend": the total is of each, the average over them.
      next.accept(state.to(total).draft(state.draft().head(Head.AVERAGE)).plus(1));
    }
  }

  /** The total amount of payments: their money, not their number. */
  private static void value(
      State state, Sentence sentence, int position, Head head, Consumer<State> next) {
    int start = sentence.skipFillers(position);
    for (Linker.Found found :
        start < sentence.size() ? sentence.linker().at(start) : List.<Linker.Found>of()) {
      List<Link> links = new ArrayList<>();
      for (Link link : found.noun().links()) {
        switch (link) {
          case Link.ToTable(Entity entity, int cost) ->
              links.add(new Link.ToMoney(Optional.of(entity), "amount", cost));
          case Link.ToColumn column -> links.add(column);
          case Link.ToMoney money -> {}
          case Link.ToUnit unit -> {}
        }
      }
      if (!links.isEmpty()) {
        Noun noun = new Noun(found.noun().text(), links, true);
        next.accept(
            state
                .to(found.end())
                .draft(state.draft().head(head).plus(Part.target(noun)))
                .plus(noun.cost()));
      }
    }
  }

  private static boolean startsTime(Sentence sentence, int position) {
    return sentence.linker().at(position).stream().anyMatch(found -> found.noun().canBeTime());
  }
}
