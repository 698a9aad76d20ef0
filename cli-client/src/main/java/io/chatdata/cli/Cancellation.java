package io.chatdata.cli;

import io.chatdata.v1.CancelTurnRequest;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What Ctrl-C does while a turn is read: the first one cancels the turn and waits for its end, so
 * that what was answered until then is shown and kept; the second leaves at once.
 */
final class Cancellation {
  /** CancelTurn waits 5 s for the turn to end. */
  static final Duration GRACE = Duration.ofSeconds(6);

  /** What takes longer says what it is doing. */
  private static final Duration SILENCE = Duration.ofSeconds(1);

  private final Shell shell;
  private final ServerLink link;
  private final Duration grace;
  private boolean requested;
  private String turnId = "";

  /**
   * @param grace how long the turn may take to end
   */
  Cancellation(Shell shell, ServerLink link, Duration grace) {
    this.shell = shell;
    this.link = link;
    this.grace = grace;
    shell.onInterrupt().accept(this::interrupted);
  }

  synchronized boolean requested() {
    return requested;
  }

  /** The turn is known from now on. */
  synchronized void turnStarted(String id) {
    boolean first = turnId.isEmpty();
    turnId = id;
    if (first && requested) {
      cancel();
    }
  }

  private synchronized void interrupted() {
    if (requested) {
      shell.leave().accept(ExitCode.CANCELLED.code());
      return;
    }
    requested = true;
    Thread.ofVirtual().start(this::giveUpAfterGrace);
    if (!turnId.isEmpty()) {
      cancel();
    }
  }

  private void giveUpAfterGrace() {
    if (!link.awaitClosed(SILENCE.compareTo(grace) < 0 ? SILENCE : grace)) {
      if (shell.out().isTerminal()) {
        shell.out().freshLine();
      }
      shell.err().println("Stopping the turn; Ctrl-C again leaves at once.");
      link.awaitClosed(grace.minus(SILENCE));
    }
    link.close();
  }

  private void cancel() {
    CancelTurnRequest request = CancelTurnRequest.newBuilder().setTurnId(turnId).build();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                link.chat()
                    .withDeadlineAfter(grace.toMillis(), TimeUnit.MILLISECONDS)
                    .cancelTurn(request);
              } catch (StatusRuntimeException e) {
                // The reader of the turn sees what comes of it, or the grace ends.
                return;
              }
            });
  }
}
