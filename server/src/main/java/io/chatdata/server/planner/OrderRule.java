package io.chatdata.server.planner;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** In which order rows are wanted: sorted by price, highest first, in descending order. */
final class OrderRule implements Rule {
  private static final List<Phrase> SORTED =
      Phrase.all(
          "and? sorted|ordered|sort|order|ranked|rank|arranged|arrange it|them|these? by|on");
  private static final List<Phrase> DESCENDING =
      Phrase.all(
          "descending|desc|descendingly",
          "in descending order",
          "largest|highest|biggest|newest|latest|most first",
          "from high|highest|largest to low|lowest|smallest",
          "high to low");
  private static final List<Phrase> ASCENDING =
      Phrase.all(
          "ascending|asc|ascendingly",
          "in ascending order",
          "smallest|lowest|oldest|earliest|least first",
          "from low|lowest|smallest to high|highest|largest",
          "low to high",
          "alphabetically");

  private static final List<Phrase> TOP = Phrase.all("only|just? the? top|first|highest|best");
  private static final List<Phrase> ONLY = Phrase.all("only");

  @Override
  public void apply(State state, Sentence sentence, Consumer<State> next) {
    Draft draft = state.draft();
    if (!draft.hasTarget() || !state.open().isFree()) {
      return;
    }
    int sorted = sentence.match(SORTED, state.at());
    if (sorted > 0 && draft.rank().stream().allMatch(rank -> rank.by().isEmpty())) {
      for (MeasureReader.Found found : MeasureReader.at(sentence, sorted)) {
        Rank rank =
            draft.rank().orElse(new Rank(Rank.ALL, isLargestFirst(found.by()), Optional.empty()));
        next.accept(
            state.to(found.end()).draft(draft.rank(rank.by(found.by()))).plus(found.cost()));
      }
      names(state, sentence, sorted, next);
    }
    top(state, sentence, next);
    int descending = sentence.match(DESCENDING, state.at());
    int ascending = sentence.match(ASCENDING, state.at());
    int end = Math.max(descending, ascending);
    if (end > 0 && (draft.rank().isPresent() || !draft.groups().isEmpty())) {
      Rank rank = draft.rank().orElse(new Rank(Rank.ALL, true, Optional.of(new Rank.By.Result())));
      next.accept(
          state.to(end).draft(draft.rank(new Rank(rank.limit(), descending > 0, rank.by()))));
    }
  }

  /** By country, top 5. */
  private static void top(State state, Sentence sentence, Consumer<State> next) {
    int at = sentence.match(TOP, state.at());
    if (at < 0 || state.draft().groups().isEmpty() || state.draft().rank().isPresent()) {
      return;
    }
    sentence
        .number(at)
        .ifPresent(
            number ->
                number
                    .whole()
                    .filter(n -> n > 0 && n <= 1000)
                    .ifPresent(
                        limit -> {
                          Rank rank = new Rank(limit, true, Optional.of(new Rank.By.Result()));
                          int end = Math.max(number.end(), sentence.match(ONLY, number.end()));
                          next.accept(state.to(end).draft(state.draft().rank(rank)));
                        }));
  }

  /** Texts are put in the order of the alphabet. */
  private static void names(State state, Sentence sentence, int position, Consumer<State> next) {
    int start = sentence.skipFillers(position);
    if (start >= sentence.size() || state.draft().rank().isPresent()) {
      return;
    }
    for (Linker.Found found : sentence.linker().at(start)) {
      if (found.noun().canBeColumn() && !found.noun().canBeNumber() && !found.noun().canBeTime()) {
        Rank.By by = new Rank.By.Measure(Head.LIST, found.noun());
        next.accept(
            state
                .to(found.end())
                .draft(state.draft().rank(new Rank(Rank.ALL, false, Optional.of(by))))
                .plus(found.noun().cost()));
      }
    }
  }

  private static boolean isLargestFirst(Rank.By by) {
    return by instanceof Rank.By.Count
        || by instanceof Rank.By.Money
        || by instanceof Rank.By.Sold
        || by instanceof Rank.By.Frequency
        || (by instanceof Rank.By.Measure measure && measure.head() != Head.LIST);
  }
}
