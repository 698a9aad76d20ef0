package io.chatdata.cli;

import io.chatdata.v1.TurnFinished;
import picocli.CommandLine.Option;

/** How a turn is shown, and how its end becomes the command's. */
final class TurnOptions {
  @Option(
      names = "--json",
      description = "Print every event as one line of JSON, and nothing else, on standard output.")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print no tool calls.")
  private boolean quiet;

  boolean json() {
    return json;
  }

  EventPrinter printer(Shell shell) {
    return json ? new JsonPrinter(shell) : new TextPrinter(shell, quiet, false);
  }

  /** Says why the turn has no complete answer, if so. */
  static ExitCode ended(Shell shell, TurnFinished end) {
    if (end.hasError()) {
      Failure.print(shell.err(), end.getError());
    }
    return switch (end.getStatus()) {
      case TURN_STATUS_COMPLETED -> ExitCode.OK;
      case TURN_STATUS_CANCELLED, TURN_STATUS_INTERRUPTED -> ExitCode.CUT_SHORT;
      case TURN_STATUS_FAILED, TURN_STATUS_RUNNING, TURN_STATUS_UNSPECIFIED, UNRECOGNIZED ->
          ExitCode.FAILED;
    };
  }
}
