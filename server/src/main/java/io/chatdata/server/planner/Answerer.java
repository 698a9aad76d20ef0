package io.chatdata.server.planner;

/** Answers one kind of question: says which calls it needs, then what they came to. */
interface Answerer {
  /** The next step, given what is known so far. */
  Step next(Outcomes outcomes);
}
