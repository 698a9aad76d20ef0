package io.chatdata.server.planner;

import java.util.function.UnaryOperator;

/**
 * How far the reading of a question has come.
 *
 * @param at the next token
 * @param cost how daring the reading was so far
 * @param draft what has been understood
 * @param open what waits for more
 */
record State(int at, int cost, Draft draft, Open open) {
  State to(int end) {
    return new State(end, cost, draft, open);
  }

  State plus(int more) {
    return new State(at, cost + more, draft, open);
  }

  State draft(Draft next) {
    return new State(at, cost, next, open);
  }

  State open(Open next) {
    return new State(at, cost, draft, next);
  }

  /** A condition on a part; on the first noun to come where there is none yet. */
  State when(int part, Condition condition) {
    return draft.hasTarget()
        ? draft(draft.change(part, old -> old.with(condition)))
        : open(open.early(condition));
  }

  State change(UnaryOperator<Draft> change) {
    return draft(change.apply(draft));
  }
}
