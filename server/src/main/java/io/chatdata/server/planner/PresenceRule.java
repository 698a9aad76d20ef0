package io.chatdata.server.planner;

import io.chatdata.server.planner.Open.Connector;
import java.util.List;
import java.util.function.Consumer;

/** Whether a column is filled, and what a text contains. */
final class PresenceRule implements Rule {
  private static final List<Phrase> EMPTY =
      Phrase.all(
          "is|are|was|were? missing|null|empty|unknown|blank|unset",
          "is|are|was|were not set|given|known|filled|available|there|present|recorded in?",
          "is|are not|never set|given|known|filled|recorded in?");
  private static final List<Phrase> FILLED =
      Phrase.all(
          "is|are|was|were? not null|empty|missing|blank|unknown",
          "is|are|was|were set|given|known|filled|available|present|recorded in?");
  private static final List<Phrase> CONTAINS =
      Phrase.all(
          "contains|contain|containing|includes|including|like|matching|matches",
          "has|have|with the? word?|text?",
          "that|which contains|contain");
  private static final List<Phrase> STARTS =
      Phrase.all("starts|start|starting|begins|begin|beginning with");
  private static final List<Phrase> ENDS = Phrase.all("ends|end|ending with|in");

  @Override
  public void apply(State state, Sentence sentence, Consumer<State> next) {
    Open open = state.open();
    if (open.column().isEmpty() || !open.is(Connector.WHERE) || open.negated()) {
      return;
    }
    Noun column = open.column().get();
    int empty = sentence.match(EMPTY, state.at());
    int filled = sentence.match(FILLED, state.at());
    if (filled > 0 && filled >= empty) {
      next.accept(settle(state.to(filled), new Condition.Filled(column, true)));
    } else if (empty > 0) {
      next.accept(settle(state.to(empty), new Condition.Filled(column, false)));
    }
    contains(state, sentence, CONTAINS, Condition.Place.ANYWHERE, next);
    contains(state, sentence, STARTS, Condition.Place.START, next);
    contains(state, sentence, ENDS, Condition.Place.END, next);
  }

  private static void contains(
      State state,
      Sentence sentence,
      List<Phrase> words,
      Condition.Place place,
      Consumer<State> next) {
    int at = sentence.match(words, state.at());
    if (at < 0 || at >= sentence.size()) {
      return;
    }
    Token token = sentence.token(at);
    if (token.kind() != Token.Kind.SYMBOL) {
      Noun column = state.open().column().orElseThrow();
      next.accept(settle(state.to(at + 1), new Condition.Contains(column, place, token.text())));
    }
  }

  private static State settle(State state, Condition condition) {
    Open open = state.open();
    return state.when(open.focus(), condition).open(open.settled());
  }
}
