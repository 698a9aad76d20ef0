package io.chatdata.server.planner;

import io.chatdata.server.explorer.Words;
import io.chatdata.server.planner.Open.Connector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Verbs: what somebody did, and what happened to a thing. */
final class VerbRule implements Rule {
  private static final Set<String> TRANSITIVE =
      Set.of(
          "make",
          "place",
          "do",
          "have",
          "hold",
          "take",
          "get",
          "file",
          "submit",
          "create",
          "open",
          "book",
          "schedule",
          "write",
          "leave",
          "own",
          "receive",
          "give",
          "buy",
          "order",
          "purchase",
          "borrow",
          "rent",
          "generate",
          "bring",
          "complete",
          "request",
          "contain",
          "include",
          "see",
          "record",
          "attend",
          "sell",
          "visit",
          "pay",
          "produce",
          "handle",
          "process",
          "send");
  private static final Set<String> SPENDING = Set.of("spend", "pay");
  private static final Set<String> MONEY =
      Set.of(
          "spend",
          "pay",
          "earn",
          "make",
          "sell",
          "take",
          "generate",
          "collect",
          "receive",
          "get",
          "bring");
  private static final Set<String> PARTICLES =
      Set.of("up", "out", "in", "off", "down", "back", "place", "over");
  private static final Set<String> COMPOUND =
      Set.of(
          "sign", "check", "log", "take", "bring", "open", "close", "carry", "turn", "send", "come",
          "hand", "give");

  @Override
  public void apply(State state, Sentence sentence, Consumer<State> next) {
    Token token = sentence.token(state.at());
    Open open = state.open();
    boolean waits =
        !open.values().isEmpty() || open.test().isPresent() || open.column().isPresent();
    if (!token.isWord() || !state.draft().hasTarget() || waits) {
      return;
    }
    if (!Set.of(Connector.NONE, Connector.WHO, Connector.IS).contains(open.connector())) {
      return;
    }
    Set<String> bases = Words.bases(token.lower());
    int end = end(sentence, state.at(), bases);
    State after = state.to(end).open(open.connector(Connector.NONE));
    if (bases.stream().anyMatch(TRANSITIVE::contains)) {
      // "Do customers come" rather asks than tells what they do.
      int auxiliary = Set.of("do", "does", "did").contains(token.lower()) ? 3 : 0;
      next.accept(state.to(end).open(open.connector(Connector.OBJECT)).plus(auxiliary));
    }
    if (bases.stream().anyMatch(MONEY::contains) && !open.negated()) {
      money(state, end, bases, next);
    }
    // After a verb of a deed comes its object, not another verb: customers who bought books.
    if (!open.object()) {
      deed(state, sentence, token.lower(), end, next);
    }
    if (Lexicon.isVerb(token.lower()) && !isThirdPerson(token.lower()) && !open.object()) {
      if (!open.negated() && open.verb().isEmpty()) {
        next.accept(after.open(after.open().verb(Optional.of(token.lower()))));
      }
      if (!Lexicon.isCreation(token.lower()) || open.negated()) {
        next.accept(
            after
                .when(open.clause(), new Condition.Happened(token.lower(), !open.negated()))
                .open(after.open().settled().verb(Optional.empty()))
                .plus(1));
      }
    }
  }

  /** Books is rather a noun than the verb of one who books. */
  private static boolean isThirdPerson(String word) {
    return word.endsWith("s") && !word.endsWith("ss") && !Set.of("was", "has", "is").contains(word);
  }

  /** A verb that is followed by its particle, such as signed up. */
  private static int end(Sentence sentence, int position, Set<String> bases) {
    boolean particle =
        position + 1 < sentence.size()
            && PARTICLES.contains(sentence.token(position + 1).lower())
            && bases.stream().anyMatch(COMPOUND::contains)
            && (!sentence.is(position + 1, "in") || isCompoundIn(bases));
    return particle ? position + 2 : position + 1;
  }

  private static boolean isCompoundIn(Set<String> bases) {
    return bases.contains("log")
        || bases.contains("sign")
        || bases.contains("check")
        || bases.contains("bring");
  }

  private static void money(State state, int end, Set<String> bases, Consumer<State> next) {
    Open open = state.open();
    boolean spent = bases.stream().anyMatch(SPENDING::contains);
    if (spent) {
      next.accept(state.to(end).open(open.connector(Connector.MONEY)));
    }
    if (state.draft().target().noun().text().equals(AggregateRule.UNSAID)) {
      String word = spent ? "spend" : "revenue";
      Noun noun = new Noun(word, List.of(new Link.ToMoney(Optional.empty(), word, 2)), false);
      next.accept(
          state
              .to(end)
              .draft(state.draft().change(0, part -> part.called(noun)))
              .open(open.settled().subject(open.subject())));
    }
  }

  /** The verb tells of rows in another table: who ordered are customers with orders. */
  private static void deed(
      State state, Sentence sentence, String verb, int end, Consumer<State> next) {
    Set<String> deeds = Lexicon.deeds(verb);
    Open open = state.open();
    List<Link> links = new ArrayList<>();
    for (Entity entity : sentence.vocabulary().entities(deeds)) {
      String head = entity.words().getLast();
      if (deeds.contains(head)) {
        int cost = Words.bases(verb).contains(head) ? 0 : 1;
        links.add(new Link.ToTable(entity, cost + sentence.vocabulary().salience(entity)));
      }
    }
    if (links.isEmpty()) {
      return;
    }
    links.sort(java.util.Comparator.comparingInt(Link::cost));
    Noun noun = new Noun(verb, links, true);
    Part.Tie tie = open.negated() ? Part.Tie.MISSING : Part.Tie.EXISTS;
    Part part = new Part(noun, open.clause(), tie, List.of(), Optional.empty());
    int index = state.draft().parts().size();
    next.accept(
        state
            .to(end)
            .draft(state.draft().plus(part))
            .open(open.on(index, index).withObject())
            .plus(noun.cost()));
  }
}
