package io.chatdata.server.planner;

import io.chatdata.server.planner.Open.Connector;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Prepositions, relative pronouns and negations: what the next noun or value will be. */
final class ConnectorRule implements Rule {
  private static final Map<Connector, List<Phrase>> WORDS = words();
  private static final Set<Connector> RELATIVE = Set.of(Connector.WHO, Connector.IS);
  private static final List<Phrase> NOT =
      Phrase.all("not|never", "not ever|yet|been", "never been");
  private static final List<Phrase> NO = Phrase.all("no|zero", "not any|a|an?");
  private static final List<Phrase> AND = Phrase.all("and|but|& also?");

  @Override
  public void apply(State state, Sentence sentence, Consumer<State> next) {
    Open open = state.open();
    WORDS.forEach(
        (connector, phrases) -> {
          int end = sentence.match(phrases, state.at());
          if (end > 0 && follows(state, connector)) {
            next.accept(state.to(end).open(open.connector(connector)));
          }
        });
    int not = sentence.match(NOT, state.at());
    if (not > 0 && !open.negated() && open.values().isEmpty() && open.test().isEmpty()) {
      next.accept(state.to(not).open(open.negate()));
    }
    int no = sentence.match(NO, state.at());
    if (no > 0 && (open.is(Connector.WITH) || open.is(Connector.OBJECT)) && isEmpty(open)) {
      next.accept(state.to(no).open(open.connector(Connector.WITHOUT)));
    }
    int and = sentence.match(AND, state.at());
    if (and > 0 && state.draft().hasTarget() && open.isFree()) {
      next.accept(state.to(and));
    }
  }

  private static boolean follows(State state, Connector connector) {
    Open open = state.open();
    if (!isEmpty(open) || open.column().isPresent()) {
      return false;
    }
    return switch (connector) {
      case OF ->
          open.is(Connector.NONE)
              || RELATIVE.contains(open.connector())
              || open.is(Connector.EXCEPT);
      case BY -> open.is(Connector.NONE) && state.draft().hasTarget();
      case WITH, WITHOUT -> open.is(Connector.NONE) || RELATIVE.contains(open.connector());
      case WHO, WHERE, EXCEPT -> open.is(Connector.NONE) && state.draft().hasTarget();
      case IS -> open.is(Connector.WHO) || open.is(Connector.NONE);
      case NONE, OBJECT, MONEY -> false;
    };
  }

  private static boolean isEmpty(Open open) {
    return open.values().isEmpty() && open.test().isEmpty();
  }

  private static Map<Connector, List<Phrase>> words() {
    Map<Connector, List<Phrase>> words = new EnumMap<>(Connector.class);
    words.put(
        Connector.OF,
        Phrase.all(
            "of|from|for|in|at|on|within|to|among|inside|under|regarding|about",
            "of|from|for|in|to|among all?",
            "belonging|related|associated|assigned|linked|sold|shipped|sent to|with",
            "located|based|living|situated|residing in|at?",
            "coming|originating from",
            "out of"));
    words.put(
        Connector.BY,
        Phrase.all(
            "by", "made|placed|bought|ordered|purchased|created|done|given|written|submitted by"));
    words.put(
        Connector.WITH,
        Phrase.all(
            "with|having|including|containing",
            "who|that|which have|has|had|having|contain|include",
            "where there is|are"));
    words.put(
        Connector.WITHOUT,
        Phrase.all(
            "without|lacking|missing",
            "without any|a|an?",
            "with no|zero",
            "who|that|which have|has|had no|zero",
            "who|that|which have|has|had never|not had any|a|an?",
            "having no|zero"));
    words.put(Connector.WHO, Phrase.all("who|that|which|whom", "and who|that|which"));
    words.put(
        Connector.WHERE,
        Phrase.all("where|whose", "where|for|in which the?", "such that", "with|having a|an|the"));
    words.put(Connector.IS, Phrase.all("is|are|was|were|be|been", "have|has|had been"));
    words.put(
        Connector.EXCEPT,
        Phrase.all(
            "except|excluding|besides|without",
            "except for",
            "other|apart than|from",
            "but not",
            "not counting|including",
            "leaving out"));
    return words;
  }
}
