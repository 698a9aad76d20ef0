package io.chatdata.server.planner;

import java.util.List;
import java.util.function.Consumer;

/** How a question or an order begins: show me, what are, which, find. */
final class LeadRule implements Rule {
  private static final List<Phrase> LEADS =
      Phrase.all(
          "show|display|list|find|get|give|fetch|return|see|view|print|provide|retrieve|name|identify"
              + " me|us?",
          "tell|inform me|us? about?",
          "pull|bring|look up",
          "look at|for|into?",
          "list|write|point out",
          "calculate|compute|determine|check|report",
          "work|figure out",
          "compare",
          "break|split|group down?",
          "how are|is|were|was",
          "what|which|who is|are|was|were",
          "what|which|who",
          "which of",
          "can|could|would you please? show|list|tell|give|find me|us?",
          "i want|need|would like to? see|know|find|get?",
          "search for",
          "a? list of",
          "the names|details of");

  /** Only before the first or last of something, whose time is told with it. */
  private static final List<Phrase> WHEN =
      Phrase.all(
          "when was|were|did|is|has|have the|our|my?",
          "on what|which date|day was|were|did the|our|my?",
          "what is|was the? date|time of the|our|my?",
          "the? date|time of the|our|my?");

  /** Only before a unit of time: on which day of the week. */
  private static final List<Phrase> IN_WHICH = Phrase.all("on|in|at|during what|which");

  @Override
  public void apply(State state, Sentence sentence, Consumer<State> next) {
    if (state.draft().hasTarget() || state.draft().head().isPresent()) {
      return;
    }
    int when = sentence.match(WHEN, state.at());
    if (when > 0 && SuperlativeRule.isTime(sentence, when)) {
      next.accept(state.to(when));
    }
    int inWhich = sentence.match(IN_WHICH, state.at());
    if (inWhich > 0 && GroupRule.unit(sentence, inWhich).isPresent()) {
      next.accept(state.to(inWhich));
    }
    int end = sentence.match(LEADS, state.at());
    if (end > 0) {
      next.accept(state.to(end));
    }
  }
}
