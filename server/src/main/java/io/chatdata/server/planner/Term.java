package io.chatdata.server.planner;

/** What a question groups by. */
sealed interface Term {
  /** True for "per" and "each", which also say what an average is taken over. */
  boolean per();

  record ByNoun(Noun noun, boolean per) implements Term {}

  record ByTime(TimeUnit unit, boolean per) implements Term {}
}
