package io.chatdata.server.planner;

import io.chatdata.server.planner.Open.Connector;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An order by size that stands after its noun: customers with the most orders, who spent the most,
 * top 5 products by revenue.
 */
final class MostRule implements Rule {
  private static final List<Phrase> MOST =
      Phrase.all("the? most|highest|largest|greatest|biggest|maximum|max|best");
  private static final List<Phrase> LEAST =
      Phrase.all("the? fewest|least|lowest|smallest|minimum|min|worst");
  private static final List<Phrase> OFTEN =
      Phrase.all("the? most often|frequently", "the? most", "the? best", "most of all");
  private static final List<Phrase> SELDOM =
      Phrase.all("the? least often|frequently", "the? least", "the? worst");
  private static final List<Phrase> SOLD_MOST =
      Phrase.all("sell|sells|sold|selling the? best|most");
  private static final List<Phrase> SOLD_LEAST =
      Phrase.all("sell|sells|sold|selling the? worst|least");
  private static final List<Phrase> MONEY_TAIL = Phrase.all("money|cash?", "money overall?");
  private static final List<Phrase> BY =
      Phrase.all(
          "by",
          "ranked|ordered|sorted|measured by|on",
          "in terms of",
          "in order of",
          "based on",
          "according to",
          "when it comes to",
          "for|in");
  private static final Set<Connector> BEFORE =
      Set.of(Connector.NONE, Connector.WITH, Connector.OBJECT, Connector.IS, Connector.WHERE);

  @Override
  public void apply(State state, Sentence sentence, Consumer<State> next) {
    Open open = state.open();
    boolean waits = !open.values().isEmpty() || open.test().isPresent() || open.negated();
    if (!state.draft().hasTarget() || waits || open.column().isPresent()) {
      return;
    }
    if (state.draft().rank().stream().allMatch(MostRule::isLater)) {
      predicate(state, sentence, next);
      superlative(state, sentence, MOST, true, next);
      superlative(state, sentence, LEAST, false, next);
      spoken(state, sentence, next);
      sold(state, sentence, next);
    } else if (open.isFree()) {
      measure(state, sentence, next);
    }
  }

  /** With the most orders; has the highest average price. */
  private static void superlative(
      State state,
      Sentence sentence,
      List<Phrase> words,
      boolean descending,
      Consumer<State> next) {
    Open open = state.open();
    int end = sentence.match(words, state.at());
    boolean introduced =
        open.is(Connector.WITH)
            || open.is(Connector.OBJECT)
            || open.is(Connector.WHERE)
            || isAfterVerb(state, sentence);
    if (end < 0 || !BEFORE.contains(open.connector()) || !introduced) {
      return;
    }
    for (MeasureReader.Found found : MeasureReader.at(sentence, end)) {
      next.accept(
          state
              .to(found.end())
              .draft(
                  state.draft().rank(new Rank(limit(state), descending, Optional.of(found.by()))))
              .open(open.connector(Connector.NONE))
              .plus(found.cost()));
    }
  }

  /** Which product is the cheapest. */
  private static void predicate(State state, Sentence sentence, Consumer<State> next) {
    boolean before = state.open().is(Connector.NONE) || state.open().is(Connector.IS);
    int at = sentence.is(state.at(), "the") ? state.at() + 1 : state.at();
    if (!before || !isAfterVerb(state, sentence) || at >= sentence.size()) {
      return;
    }
    for (SuperlativeRule.Found found : SuperlativeRule.at(sentence, at)) {
      if (found.rank().by().isPresent()) {
        next.accept(
            state
                .to(found.end())
                .draft(state.draft().rank(found.rank().limited(limit(state))))
                .open(state.open().settled()));
      }
    }
  }

  /** Spent the most; ordered most often. */
  private static void spoken(State state, Sentence sentence, Consumer<State> next) {
    Open open = state.open();
    int most = sentence.match(OFTEN, state.at());
    int least = sentence.match(SELDOM, state.at());
    int end = Math.max(most, least);
    if (end < 0) {
      return;
    }
    if (open.is(Connector.MONEY)) {
      int money = Math.max(end, sentence.match(MONEY_TAIL, end));
      next.accept(
          state
              .to(money)
              .draft(
                  state
                      .draft()
                      .rank(
                          new Rank(
                              limit(state), most > 0, Optional.of(new Rank.By.Money("spending")))))
              .open(open.connector(Connector.NONE)));
    } else if (open.object() && state.draft().parts().size() > 1) {
      Noun deed = state.draft().parts().get(open.clause()).noun();
      next.accept(
          state
              .to(end)
              .draft(
                  state
                      .draft()
                      .rank(new Rank(limit(state), most > 0, Optional.of(new Rank.By.Count(deed)))))
              .open(open.settled()));
    }
  }

  /** Which products sell best. */
  private static void sold(State state, Sentence sentence, Consumer<State> next) {
    int most = sentence.match(SOLD_MOST, state.at());
    int end = Math.max(most, sentence.match(SOLD_LEAST, state.at()));
    if (end > 0 && state.open().isFree()) {
      Rank rank = new Rank(limit(state), most > 0, Optional.of(new Rank.By.Sold()));
      next.accept(state.to(end).draft(state.draft().rank(rank)));
    }
  }

  /** Top 5 customers by spending. */
  private static void measure(State state, Sentence sentence, Consumer<State> next) {
    Optional<Rank> rank = state.draft().rank();
    int by = sentence.match(BY, state.at());
    if (by < 0 || rank.isEmpty()) {
      return;
    }
    boolean open =
        rank.get().by().isEmpty()
            || rank.get().by().get() instanceof Rank.By.Sold
            || rank.get().by().get() instanceof Rank.By.Money;
    boolean loose = sentence.is(state.at(), "for") || sentence.is(state.at(), "in");
    if (!open || (loose && rank.get().by().isPresent())) {
      return;
    }
    for (MeasureReader.Found found : MeasureReader.at(sentence, by)) {
      next.accept(
          state
              .to(found.end())
              .draft(state.draft().rank(rank.get().by(found.by())))
              .plus(found.cost() + (loose ? 1 : 0)));
    }
  }

  private static boolean isLater(Rank rank) {
    return rank.by().stream().anyMatch(Rank.By.Later.class::isInstance);
  }

  /** How many: as a number before the noun said, or not said. */
  private static int limit(State state) {
    return state.draft().rank().map(Rank::limit).orElse(Rank.UNSAID);
  }

  private static boolean isAfterVerb(State state, Sentence sentence) {
    int before = state.at() - 1;
    while (before >= 0 && sentence.is(before, "the")) {
      before--;
    }
    if (before < 0 || !sentence.token(before).isWord()) {
      return false;
    }
    String word = sentence.token(before).lower();
    return Lexicon.isVerb(word)
        || Set.of("have", "has", "had", "got", "is", "are", "was", "were").contains(word);
  }
}
