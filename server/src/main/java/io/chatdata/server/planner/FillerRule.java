package io.chatdata.server.planner;

import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Words and marks that change nothing. */
final class FillerRule implements Rule {
  private static final Set<String> MARKS =
      Set.of(",", ".", "?", "!", ":", ";", "(", ")", "-", "–", "…", "\"");

  /** What the rows of a table are called after its name: order records. */
  private static final Set<String> ROWS = Set.of("row", "record", "entry", "data");

  /**
   * Words after the first noun that add nothing to it: revenue trend by month, cities they live in.
   */
  private static final Set<String> AFTER =
      Set.of(
          "trend",
          "trends",
          "development",
          "live",
          "lives",
          "living",
          "reside",
          "resides",
          "located",
          "based",
          "involved");

  /** What each of some groups does, as the last word: how much revenue does each channel bring. */
  private static final Set<String> BRINGING =
      Set.of("bring", "generate", "make", "contribute", "have", "get", "earn", "produce", "see");

  /** Anything at all, as the object of a verb: who bought something. */
  private static final Set<String> ANYTHING = Set.of("something", "anything");

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
      if (state.draft().hasTarget() && takesSubject(token, state.draft().target().noun())) {
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
    boolean bringing =
        state.at() == lastWord(sentence)
            && !state.draft().groups().isEmpty()
            && BRINGING.contains(token.lower());
    boolean nothingNew =
        AFTER.contains(token.lower())
            || bringing
            || token.forms().stream().anyMatch(ROWS::contains)
            || (state.open().object() && ANYTHING.contains(token.lower()))
            || isOfEmail(sentence, state.at());
    if (afterNoun && nothingNew) {
      next.accept(state.to(state.at() + 1).plus(1));
    }
    if (!state.draft().hasTarget() && token.is(Lexicon.NEW) && state.open().verb().isEmpty()) {
      // Only with a period, in which they were.
      next.accept(state.to(state.at() + 1).open(state.open().verb(Optional.of(Lexicon.NEW))));
    }
  }

  /** An email address is an email. */
  private static boolean isOfEmail(Sentence sentence, int position) {
    return sentence.token(position).forms().contains("address")
        && (sentence.is(position - 1, "email") || sentence.is(position - 1, "mail"));
  }

  private static int lastWord(Sentence sentence) {
    int last = sentence.size() - 1;
    while (last > 0 && sentence.token(last).kind() == Token.Kind.SYMBOL) {
      last--;
    }
    return last;
  }

  /**
   * True where a subject may follow: how many orders did customers place. People are rather the
   * subject themselves: how many customers had orders.
   */
  private static boolean takesSubject(Token token, Noun target) {
    boolean person =
        target.links().stream()
            .anyMatch(
                link ->
                    link instanceof Link.ToTable table
                        && Lexicon.isPerson(table.entity().words().getLast()));
    return Set.of("did", "do", "does", "can", "will", "would").contains(token.lower())
        || (Set.of("have", "has", "had").contains(token.lower()) && !person);
  }

  private static boolean isBeing(Token token) {
    return Set.of("is", "are", "was", "were", "be", "been", "have", "has", "having")
        .contains(token.lower());
  }
}
