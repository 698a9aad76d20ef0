package io.chatdata.server.planner;

import java.util.Set;
import java.util.function.Consumer;

/** Words and marks that change nothing. */
final class FillerRule implements Rule {
  private static final Set<String> MARKS =
      Set.of(",", ".", "?", "!", ":", ";", "(", ")", "-", "–", "…", "\"");

  /** What the rows of a table are called after its name: order records. */
  private static final Set<String> ROWS = Set.of("row", "record", "entry", "data");

  @Override
  public void apply(State state, Sentence sentence, Consumer<State> next) {
    Token token = sentence.token(state.at());
    if (token.kind() == Token.Kind.SYMBOL && MARKS.contains(token.text())) {
      next.accept(state.to(state.at() + 1));
    }
    if (!token.isWord()) {
      return;
    }
    if (Lexicon.FILLER.contains(token.lower())) {
      State after = state.to(state.at() + 1);
      next.accept(after);
      if (isAuxiliary(token) && state.draft().hasTarget()) {
        next.accept(after.open(state.open().subject(true)));
      }
    } else if (isBeing(token) && state.open().connector() != Open.Connector.WHO) {
      next.accept(state.to(state.at() + 1));
    }
    int end = sentence.match(Lexicon.FILLER_PHRASES, state.at());
    if (end > 0) {
      next.accept(state.to(end));
    }
    if (state.at() == lastWord(sentence) && state.draft().hasTarget() && state.open().isFree()) {
      // "Which countries do customers come from?"
      if (Set.of("from", "in", "of", "to", "for", "at", "by").contains(token.lower())) {
        next.accept(state.to(state.at() + 1).plus(1));
      }
    }
    boolean afterNoun = state.draft().hasTarget() && state.open().isFree();
    if (afterNoun && Words.forms(token.lower()).stream().anyMatch(ROWS::contains)) {
      next.accept(state.to(state.at() + 1).plus(1));
    }
  }

  private static int lastWord(Sentence sentence) {
    int last = sentence.size() - 1;
    while (last > 0 && sentence.token(last).kind() == Token.Kind.SYMBOL) {
      last--;
    }
    return last;
  }

  private static boolean isAuxiliary(Token token) {
    return Set.of("did", "do", "does", "have", "has", "had", "can", "will", "would")
        .contains(token.lower());
  }

  private static boolean isBeing(Token token) {
    return Set.of("is", "are", "was", "were", "be", "been", "have", "has", "having")
        .contains(token.lower());
  }
}
