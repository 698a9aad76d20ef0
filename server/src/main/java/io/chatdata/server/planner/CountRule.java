package io.chatdata.server.planner;

import java.util.List;
import java.util.function.Consumer;

/** How many there are, and whether there are any. */
final class CountRule implements Rule {
  private static final List<Phrase> COUNTS =
      Phrase.all(
          "how many",
          "how many of the?",
          "the? total|overall|exact|current|combined? number|count of",
          "count of? all? the?",
          "count up|how? many");
  private static final List<Phrase> ROWS =
      Phrase.all(
          "how many rows|records|entries are|is? there? in|of|does|do|for",
          "the? total? number|count of rows|records|entries in|of|for",
          "how many rows|records|entries",
          "row|record count of|in|for",
          "count all? the? rows|records|entries in|of|for");
  private static final List<Phrase> ANY =
      Phrase.all(
          "are|is|were|was there any|a|an?",
          "do|does|did we|i|you have|get any|a|an?",
          "have|has any|anyone|anybody",
          "did any|anyone|anybody",
          "has there been any|a?",
          "have there been any?");
  private static final List<Phrase> DISTINCT =
      Phrase.all("different|distinct|unique", "distinct|unique|different values|kinds|types of");
  private static final List<Phrase> TAIL =
      Phrase.all("count|counts|volume|volumes", "how many are|were|is? there?");
  private static final Phrase ON_AVERAGE = Phrase.of("on average");

  @Override
  public void apply(State state, Sentence sentence, Consumer<State> next) {
    Draft draft = state.draft();
    if (draft.head().isEmpty() && !draft.hasTarget()) {
      int count = sentence.match(COUNTS, state.at());
      if (count > 0) {
        next.accept(state.to(count).draft(draft.head(Head.COUNT)));
      }
      int rows = sentence.match(ROWS, state.at());
      if (rows > 0) {
        next.accept(state.to(rows).draft(draft.head(Head.ROWS)));
      }
      int any = sentence.match(ANY, state.at());
      if (any > 0) {
        next.accept(state.to(any).draft(draft.asYesNo()));
      }
    }
    if (!draft.hasTarget()) {
      int distinct = sentence.match(DISTINCT, state.at());
      if (distinct > 0) {
        next.accept(state.to(distinct).draft(draft.asDistinct()));
      }
    }
    boolean onlyTarget =
        draft.parts().size() == 1
            && draft.head().stream().allMatch(Head.LIST::equals)
            && draft.target().noun().canBeTable();
    int tail = sentence.match(TAIL, state.at());
    if (onlyTarget && tail > 0 && state.open().isFree()) {
      next.accept(state.to(tail).draft(draft.head(Head.COUNT)));
    }
    int onAverage = ON_AVERAGE.match(sentence.tokens(), state.at());
    if (onAverage > 0) {
      next.accept(state.to(onAverage).draft(draft.averaged(true)));
    }
  }
}
