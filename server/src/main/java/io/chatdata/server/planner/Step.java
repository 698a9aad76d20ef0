package io.chatdata.server.planner;

import java.util.List;

/** What the planner does in a round. */
sealed interface Step {
  /**
   * Calls tools.
   *
   * @param text what it says before
   */
  record Calls(String text, List<Call> calls) implements Step {
    public Calls {
      calls = List.copyOf(calls);
    }
  }

  /**
   * Answers.
   *
   * @param followUps questions that may follow
   * @param choices where it asks back, what to choose from
   */
  record Answer(String text, List<String> followUps, List<String> choices) implements Step {
    public Answer {
      followUps = List.copyOf(followUps);
      choices = List.copyOf(choices);
    }
  }

  static Answer answer(String text, List<String> followUps) {
    return new Answer(text, followUps, List.of());
  }
}
