package io.chatdata.server.planner;

import io.chatdata.server.explorer.ToolOutcome;
import java.util.List;

/** The answer where a tool failed. */
final class Failed {
  private Failed() {}

  static Step.Answer answer(ToolOutcome outcome) {
    return Step.answer(text(outcome), List.of());
  }

  static String text(ToolOutcome outcome) {
    return outcome instanceof ToolOutcome.Failure failure
        ? Shown.failure(failure)
        : "The tool returned something that I can't read.";
  }
}
