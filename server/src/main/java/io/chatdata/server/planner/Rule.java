package io.chatdata.server.planner;

import java.util.function.Consumer;

/** A way in which a reading of a question can go on. */
interface Rule {
  /** Gives each state that follows from a state; none where the rule doesn't apply. */
  void apply(State state, Sentence sentence, Consumer<State> next);
}
