package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A kind of thing that a question speaks of.
 *
 * @param noun what it is called
 * @param governor index of the part that it belongs to; -1 for the first
 * @param tie how it belongs to it
 * @param conditions what the question says about it
 * @param test how many of them there must be; empty where one is enough
 */
record Part(
    Noun noun, int governor, Tie tie, List<Condition> conditions, Optional<NumberTest> test) {
  enum Tie {
    /** It is what the question is about. */
    TARGET,
    /** The governor belongs to it, or it to the governor. */
    OF,
    /** The governor has some. */
    EXISTS,
    /** The governor has none. */
    MISSING
  }

  Part {
    conditions = List.copyOf(conditions);
  }

  static Part target(Noun noun) {
    return new Part(noun, -1, Tie.TARGET, List.of(), Optional.empty());
  }

  Part with(Condition condition) {
    List<Condition> more = new ArrayList<>(conditions);
    more.add(condition);
    return new Part(noun, governor, tie, more, test);
  }

  Part with(List<Condition> newConditions) {
    return new Part(noun, governor, tie, newConditions, test);
  }

  Part with(NumberTest newTest) {
    return new Part(noun, governor, tie, conditions, Optional.of(newTest));
  }

  Part called(Noun newNoun) {
    return new Part(newNoun, governor, tie, conditions, test);
  }
}
