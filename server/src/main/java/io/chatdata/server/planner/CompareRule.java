package io.chatdata.server.planner;

import io.chatdata.server.planner.NumberTest.Op;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Comparisons with a number: over 100, more than five orders, between 10 and 20. */
final class CompareRule implements Rule {
  private static final Map<Op, List<Phrase>> BEFORE = before();
  private static final Map<Op, List<Phrase>> AFTER =
      Map.of(
          Op.AT_LEAST, Phrase.all("or|and more|above|over|higher|greater|up", "+"),
          Op.AT_MOST, Phrase.all("or|and less|fewer|below|under|lower"));
  private static final List<Phrase> UNITS =
      Phrase.all(
          "dollars|dollar|euros|euro|pounds|usd|eur|gbp|bucks|units|percent|%|$|€|£",
          "years old?", "in total");
  private static final List<Phrase> TIMES = Phrase.all("times|time");
  private static final List<Phrase> ONCE = Phrase.all("once");
  private static final List<Phrase> TWICE = Phrase.all("twice");
  private static final List<Phrase> SEVERAL =
      Phrase.all("several|multiple", "more than one|once|a single?");

  /** Adjectives that say themselves what they compare. */
  private static final Map<String, Compared> COMPARED =
      Map.ofEntries(
          Map.entry("older", new Compared(List.of("age"), Op.MORE)),
          Map.entry("younger", new Compared(List.of("age"), Op.LESS)),
          Map.entry("cheaper", new Compared(List.of("price", "cost", "fee", "rate"), Op.LESS)),
          Map.entry("pricier", new Compared(List.of("price", "cost", "fee", "rate"), Op.MORE)),
          Map.entry("heavier", new Compared(List.of("weight", "mass"), Op.MORE)),
          Map.entry("lighter", new Compared(List.of("weight", "mass"), Op.LESS)),
          Map.entry("longer", new Compared(List.of("length", "duration"), Op.MORE)),
          Map.entry("shorter", new Compared(List.of("length", "duration"), Op.LESS)));

  /** Participles that name the column whose comparison follows. */
  private static final Map<String, List<String>> MEASURED =
      Map.of(
          "priced", List.of("price", "rate", "fee"),
          "costing", List.of("price", "cost", "fee"),
          "earning", List.of("salary", "wage", "pay"),
          "costs", List.of("price", "cost", "fee"),
          "cost", List.of("price", "cost", "fee"),
          "rated", List.of("rating", "score"),
          "weighing", List.of("weight", "mass"),
          "aged", List.of("age"));

  private record Compared(List<String> columns, Op op) {}

  /**
   * A comparison.
   *
   * @param bare only a number stands there
   */
  private record Found(NumberTest test, int end, boolean bare) {}

  @Override
  public void apply(State state, Sentence sentence, Consumer<State> next) {
    Open open = state.open();
    if (open.test().isPresent() || open.negated() || !open.values().isEmpty()) {
      return;
    }
    for (Found found : tests(sentence, state.at())) {
      use(state, sentence, found, next);
    }
    if (state.draft().hasTarget() && open.column().isEmpty()) {
      adjective(state, sentence, next);
    }
  }

  private static void adjective(State state, Sentence sentence, Consumer<State> next) {
    String word = sentence.token(state.at()).lower();
    Compared compared = COMPARED.get(word);
    if (compared != null && sentence.is(state.at() + 1, "than")) {
      number(sentence, state.at() + 2)
          .ifPresent(
              number ->
                  sentence
                      .column(word, compared.columns())
                      .ifPresent(
                          noun -> {
                            NumberTest test = NumberTest.of(compared.op(), number.value());
                            int end = Math.max(number.end(), sentence.match(UNITS, number.end()));
                            next.accept(
                                state
                                    .to(end)
                                    .when(
                                        state.open().focus(),
                                        new Condition.Compares(Optional.of(noun), test))
                                    .open(state.open().settled()));
                          }));
    }
    List<String> measured = MEASURED.get(word);
    if (sentence.is(state.at(), "worth") && state.open().isFree()) {
      next.accept(state.to(state.at() + 1));
    }
    if (measured != null && (state.open().isFree() || isRelative(state.open()))) {
      sentence
          .column(word, measured)
          .ifPresent(
              noun -> {
                int at = sentence.is(state.at() + 1, "at") ? state.at() + 2 : state.at() + 1;
                next.accept(state.to(at).open(state.open().column(noun)));
              });
    }
  }

  private static boolean isRelative(Open open) {
    return open.is(Open.Connector.WHO) && open.values().isEmpty() && !open.negated();
  }

  private static void use(State state, Sentence sentence, Found found, Consumer<State> next) {
    Open open = state.open();
    int end = Math.max(found.end(), sentence.match(UNITS, found.end()));
    State after = state.to(end);
    if (open.column().isPresent()) {
      next.accept(
          after
              .when(open.focus(), new Condition.Compares(open.column(), found.test()))
              .open(open.settled()));
      return;
    }
    switch (open.connector()) {
      case MONEY ->
          next.accept(
              after.when(open.clause(), new Condition.Spent(found.test())).open(open.settled()));
      case WITH, OBJECT -> next.accept(state.to(found.end()).open(open.test(found.test())));
      case NONE, OF, IS -> {
        int times = sentence.match(TIMES, found.end());
        boolean once = isOnce(sentence, found.end());
        if ((times > 0 || once) && state.draft().parts().size() > 1 && open.object()) {
          next.accept(
              state
                  .to(once ? found.end() : times)
                  .draft(state.draft().change(open.clause(), part -> part.with(found.test())))
                  .open(open.settled()));
        } else if (state.draft().hasTarget() && !once && !found.bare()) {
          next.accept(
              after
                  .when(open.focus(), new Condition.Compares(Optional.empty(), found.test()))
                  .open(open.settled())
                  .plus(1));
        }
      }
      case BY, WITHOUT, WHO, WHERE, EXCEPT -> {}
    }
  }

  private static boolean isOnce(Sentence sentence, int end) {
    return sentence.is(end - 1, "once") || sentence.is(end - 1, "twice");
  }

  private static List<Found> tests(Sentence sentence, int position) {
    List<Found> found = new ArrayList<>();
    BEFORE.forEach(
        (op, phrases) -> {
          int number = sentence.match(phrases, position);
          if (number > 0) {
            number(sentence, number)
                .ifPresent(n -> found.add(new Found(NumberTest.of(op, n.value()), n.end(), false)));
          }
        });
    if (sentence.is(position, "between") || sentence.is(position, "from")) {
      number(sentence, position + 1)
          .filter(low -> sentence.is(low.end(), "and") || sentence.is(low.end(), "to"))
          .ifPresent(
              low ->
                  number(sentence, low.end() + 1)
                      .filter(high -> high.value().compareTo(low.value()) >= 0)
                      .ifPresent(
                          high ->
                              found.add(
                                  new Found(
                                      new NumberTest(Op.BETWEEN, low.value(), high.value()),
                                      high.end(),
                                      false))));
    }
    number(sentence, position)
        .ifPresent(
            n -> {
              boolean bounded = false;
              for (Map.Entry<Op, List<Phrase>> entry : AFTER.entrySet()) {
                int end = sentence.match(entry.getValue(), n.end());
                if (end > 0) {
                  bounded = true;
                  found.add(new Found(NumberTest.of(entry.getKey(), n.value()), end, false));
                }
              }
              if (!bounded) {
                found.add(new Found(NumberTest.of(Op.EQUAL, n.value()), n.end(), true));
              }
            });
    int several = sentence.match(SEVERAL, position);
    if (several > 0) {
      found.add(new Found(NumberTest.of(Op.MORE, BigDecimal.ONE), several, false));
    }
    return found;
  }

  private static Optional<NumberWords.Found> number(Sentence sentence, int position) {
    if (position < sentence.size()) {
      if (sentence.match(ONCE, position) > 0) {
        return Optional.of(new NumberWords.Found(BigDecimal.ONE, position + 1));
      }
      if (sentence.match(TWICE, position) > 0) {
        return Optional.of(new NumberWords.Found(BigDecimal.TWO, position + 1));
      }
    }
    return sentence.number(position);
  }

  private static Map<Op, List<Phrase>> before() {
    Map<Op, List<Phrase>> before = new EnumMap<>(Op.class);
    before.put(
        Op.MORE,
        Phrase.all(
            "more|greater|higher|larger|bigger than",
            "over|above|exceeding|beyond|>",
            "in excess of",
            "exceed|exceeds"));
    before.put(
        Op.AT_LEAST,
        Phrase.all(
            "at least",
            "no less|fewer than",
            "not less|fewer than",
            "a? minimum|min of",
            ">=",
            "upwards of"));
    before.put(
        Op.LESS, Phrase.all("less|fewer|lower|smaller than", "under|below|<", "up to but not"));
    before.put(
        Op.AT_MOST,
        Phrase.all(
            "at most",
            "no more|greater than",
            "not more than",
            "up to",
            "a? maximum|max of",
            "<="));
    before.put(Op.EQUAL, Phrase.all("exactly|precisely|=|==", "equal|equals to?", "only|just"));
    before.put(Op.NOT_EQUAL, Phrase.all("!=|<>", "not equal to"));
    return before;
  }
}
