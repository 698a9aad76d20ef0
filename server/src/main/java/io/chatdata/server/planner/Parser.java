package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a question from left to right, along all ways that the rules allow. Each word must be used
 * by a rule: what a reading leaves out it has not understood.
 */
final class Parser {
  /** The most states that are followed from one position. */
  private static final int BEAM = 160;

  private static final List<Rule> RULES =
      List.of(
          new FillerRule(),
          new LeadRule(),
          new CountRule(),
          new AggregateRule(),
          new SuperlativeRule(),
          new MostRule(),
          new OrderRule(),
          new TimeRule(),
          new GroupRule(),
          new ConnectorRule(),
          new NounRule(),
          new ValueRule(),
          new CompareRule(),
          new PresenceRule(),
          new VerbRule());

  private final Sentence sentence;
  private int furthest;

  Parser(Sentence sentence) {
    this.sentence = sentence;
  }

  /** The states in which the whole question is read, the least daring first. */
  List<State> read(State start) {
    List<Map<State, Integer>> byPosition = new ArrayList<>();
    for (int i = 0; i <= sentence.size(); i++) {
      byPosition.add(new LinkedHashMap<>());
    }
    byPosition.get(start.at()).put(start, start.cost());
    furthest = start.at();
    for (int position = start.at(); position < sentence.size(); position++) {
      for (State state : cheapest(byPosition.get(position))) {
        furthest = Math.max(furthest, position);
        for (Rule rule : RULES) {
          rule.apply(state, sentence, next -> add(byPosition, next));
        }
      }
    }
    return cheapest(byPosition.get(sentence.size())).stream()
        .filter(state -> state.open().isDone() && state.draft().hasTarget())
        .toList();
  }

  /** The first position that no reading got beyond. */
  int furthest() {
    return furthest;
  }

  /** Keeps a state unless the same reading was reached at less cost. */
  private static void add(List<Map<State, Integer>> byPosition, State state) {
    State key = new State(state.at(), 0, state.draft(), state.open());
    byPosition.get(state.at()).merge(key, state.cost(), Math::min);
  }

  private static List<State> cheapest(Map<State, Integer> states) {
    Map<State, Integer> costs = new HashMap<>(states);
    return costs.entrySet().stream()
        .map(
            entry ->
                new State(
                    entry.getKey().at(),
                    entry.getValue(),
                    entry.getKey().draft(),
                    entry.getKey().open()))
        .sorted(Comparator.comparingInt(State::cost))
        .limit(BEAM)
        .toList();
  }
}
