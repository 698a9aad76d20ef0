package io.chatdata.server.planner;

import io.chatdata.server.explorer.Words;
import io.chatdata.server.planner.Condition.Mention;
import io.chatdata.server.planner.Open.Connector;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Words that may be values of a column: enterprise customers, orders from Berlin, status shipped.
 * Whether they are is seen later, in the data.
 */
final class ValueRule implements Rule {
  private static final int MAX_WORDS = 4;
  private static final int MAX_VALUES = 8;

  /** What a word costs that means something else already. */
  private static final int KNOWN = 3;

  private static final Set<String> WITHIN =
      Set.of("of", "and", "&", "the", "de", "la", "-", "'", "/");
  private static final List<Phrase> OR = Phrase.all(",? or", ",? and", ",", "&");
  private static final List<Phrase> KIND =
      Phrase.all("called|named|titled", "with|of the? name|title of?", "is|are|=|equals|equal to?");

  /** Words that ask for something and so are no values unless they are quoted. */
  private static final Set<String> ASKING =
      Set.of(
          "average",
          "total",
          "sum",
          "number",
          "count",
          "top",
          "best",
          "worst",
          "highest",
          "lowest",
          "largest",
          "smallest",
          "biggest",
          "latest",
          "newest",
          "oldest",
          "last",
          "next",
          "previous",
          "today",
          "yesterday",
          "month",
          "year",
          "week",
          "day",
          "quarter",
          "monthly",
          "weekly",
          "daily",
          "yearly",
          "percentage",
          "percent",
          "share",
          "why",
          "table",
          "column",
          "row",
          "sorted",
          "ordered",
          "grouped",
          "median",
          "minimum",
          "maximum",
          "distinct",
          "unique",
          "different",
          "times",
          "once",
          "twice",
          "null",
          "empty",
          "missing",
          "trend",
          "pattern",
          "compare",
          "compared",
          "versus",
          "vs");

  /** Prepositions that a value may start with. */
  private static final Set<String> LEADING =
      Set.of("in", "on", "no", "not", "out", "off", "to", "under", "over", "at", "self", "non");

  private record Found(List<Mention> values, int end, int cost, boolean marked) {}

  @Override
  public void apply(State state, Sentence sentence, Consumer<State> next) {
    Open open = state.open();
    if (open.test().isPresent()) {
      return;
    }
    int kind = sentence.match(KIND, state.at());
    boolean named = kind > 0 && state.draft().hasTarget() && open.values().isEmpty();
    for (Found found : lists(sentence, named ? kind : state.at(), open)) {
      State after = state.to(found.end()).plus(found.cost());
      if (open.values().isEmpty()
          && !open.is(Connector.MONEY)
          && open.column().isEmpty()
          && !named) {
        // Before its noun.
        next.accept(after.open(open.value(found.values())));
      }
      if (state.draft().hasTarget() && open.values().isEmpty()) {
        complete(after, found, named, next);
      }
    }
    key(state, sentence, next);
  }

  private static void complete(State after, Found found, boolean named, Consumer<State> next) {
    Open open = after.open();
    boolean negated = open.negated() || open.is(Connector.EXCEPT);
    var condition = new Condition.Values(open.column(), found.values(), negated);
    if (open.column().isPresent()) {
      next.accept(after.when(open.focus(), condition).open(open.settled()));
      return;
    }
    switch (open.connector()) {
      case OF -> next.accept(after.when(open.focus(), condition).open(open.settled()));
      case IS -> next.accept(after.when(open.clause(), condition).open(open.settled()));
      case EXCEPT -> next.accept(after.when(open.clause(), condition).open(open.settled()));
      case OBJECT -> next.accept(after.when(open.clause(), condition).open(open.settled()).plus(2));
      case NONE -> {
        if (open.object()) {
          next.accept(after.when(open.clause(), condition).open(open.settled()).plus(1));
        } else if (found.marked() || named) {
          next.accept(after.when(open.focus(), condition).open(open.settled()));
        } else {
          // "How many orders were cancelled": told of the part whose clause it is.
          next.accept(after.when(open.clause(), condition).open(open.settled()).plus(1));
        }
      }
      case BY, WITH, WITHOUT, WHO, WHERE, MONEY -> {}
    }
  }

  /** A number after a noun is its key: order 1234. */
  private static void key(State state, Sentence sentence, Consumer<State> next) {
    Open open = state.open();
    int at = state.at();
    boolean sign =
        sentence.is(at, "#")
            || sentence.is(at, "no")
            || sentence.is(at, "id")
            || sentence.is(at, "number");
    int number = sign ? at + 1 : at;
    if (state.draft().hasTarget()
        && open.isFree()
        && number < sentence.size()
        && sentence.token(number).isNumber()
        && at > 0
        && sentence.token(at - 1).isWord()
        && state.draft().parts().get(open.focus()).noun().canBeTable()
        && !state.draft().parts().get(open.focus()).noun().plural()) {
      next.accept(
          state
              .to(number + 1)
              .when(open.focus(), new Condition.Key(sentence.token(number).text()))
              .open(open.settled()));
    }
  }

  /** One value, or several with or and and between them. */
  private static List<Found> lists(Sentence sentence, int position, Open open) {
    List<Found> found = new ArrayList<>();
    for (Found first : single(sentence, position, open)) {
      longer(sentence, first, open, found);
    }
    return found;
  }

  private static void longer(Sentence sentence, Found so, Open open, List<Found> found) {
    found.add(so);
    int or = so.end() < sentence.size() ? sentence.match(OR, so.end()) : -1;
    int next = or < 0 ? -1 : sentence.skipFillers(or);
    if (next < 0 || next >= sentence.size() || so.values().size() >= MAX_VALUES) {
      return;
    }
    for (Found more : single(sentence, next, open)) {
      List<Mention> values = new ArrayList<>(so.values());
      values.addAll(more.values());
      longer(
          sentence,
          new Found(values, more.end(), so.cost() + more.cost(), so.marked() && more.marked()),
          open,
          found);
    }
  }

  /** The longest first. */
  private static List<Found> single(Sentence sentence, int position, Open open) {
    List<Found> found = new ArrayList<>();
    int cost = 1;
    boolean marked = true;
    for (int end = position + 1; end <= sentence.size() && end - position <= MAX_WORDS; end++) {
      Token token = sentence.token(end - 1);
      boolean first = end == position + 1;
      if (token.kind() == Token.Kind.QUOTED) {
        if (first) {
          found.add(new Found(List.of(new Mention(token.text(), false)), end, 0, true));
        }
        break;
      }
      if (!first && WITHIN.contains(token.lower())) {
        continue;
      }
      boolean number = token.isNumber() || token.kind() == Token.Kind.DATE;
      if (first && LEADING.contains(token.lower()) && !capitalizedAt(token)) {
        // "In transit", "on hold": only with what follows.
        cost += 2;
        marked = false;
        continue;
      }
      if (number ? !first || open.column().isEmpty() : !isValueWord(token)) {
        break;
      }
      boolean capitalized = token.isCapitalized() && position > 0;
      marked &= capitalized;
      if (!capitalized && !number && sentence.linker().isKnown(token)) {
        cost += open.column().isEmpty() ? KNOWN : 1;
      } else if (!first && !capitalized) {
        cost += 1;
      }
      String text = sentence.text(position, end);
      found.addFirst(
          new Found(List.of(new Mention(text, first && isParticiple(token))), end, cost, marked));
    }
    return found;
  }

  static boolean isValueWord(Token token) {
    if (!token.isWord()) {
      return false;
    }
    boolean capitalized = Character.isUpperCase(token.text().codePointAt(0));
    String word = token.lower();
    return !(Lexicon.FUNCTION.contains(word)
            || Lexicon.FILLER.contains(word)
            || ASKING.contains(Words.singular(word)))
        || (capitalized
            && word.length() > 3
            && !ASKING.contains(word)
            && !Lexicon.FUNCTION.contains(word));
  }

  private static boolean capitalizedAt(Token token) {
    return Character.isUpperCase(token.text().codePointAt(0));
  }

  private static boolean isParticiple(Token token) {
    return token.lower().endsWith("ed") || Lexicon.isVerb(token.lower());
  }
}
