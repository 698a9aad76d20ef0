package io.chatdata.server.turn;

import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.llm.FinishReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a turn ends.
 *
 * @param error null when COMPLETED
 * @param followUps questions that may follow
 * @param choices where the answer asks back, the answers to choose from
 */
record Finish(
    TurnStatus status,
    FinishReason reason,
    @Nullable Problem error,
    List<String> followUps,
    List<String> choices) {
  static Finish completed(FinishReason reason, List<String> followUps, List<String> choices) {
    return new Finish(TurnStatus.COMPLETED, reason, null, followUps, choices);
  }

  static Finish cancelled() {
    return new Finish(
        TurnStatus.CANCELLED,
        FinishReason.CANCELLED,
        Problem.of(Reason.TURN_CANCELLED, "The turn was cancelled"),
        List.of(),
        List.of());
  }

  static Finish failed(Problem error) {
    return new Finish(TurnStatus.FAILED, FinishReason.ERROR, error, List.of(), List.of());
  }

  static Finish interrupted() {
    return new Finish(
        TurnStatus.INTERRUPTED,
        FinishReason.INTERRUPTED,
        Problem.of(
            Reason.TURN_INTERRUPTED,
            "The server stopped while this turn ran; regenerate the answer to go on"),
        List.of(),
        List.of());
  }

  /** What an open tool call is answered with. */
  String openCallMessage() {
    return status == TurnStatus.CANCELLED
        ? "The turn was cancelled before the tool had answered"
        : "The turn ended before the tool had answered";
  }
}
