package io.chatdata.cli;

import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.TurnFinished;
import io.grpc.StatusRuntimeException;
import java.util.function.Consumer;

/** Sends a message and follows its turn to the end. Ctrl-C cancels the turn. */
final class Asking {
  private Asking() {}

  /**
   * Returns how the turn ended, which is printed where it did not end well.
   *
   * @param request has a request_id, so that it is safe to send again
   * @param seen takes every event after it is printed
   */
  static ExitCode ask(
      Shell shell,
      ServerLink link,
      Retries retries,
      SendMessageRequest request,
      EventPrinter printer,
      Consumer<ChatEvent> seen) {
    Cancellation cancellation = new Cancellation(shell, link, Cancellation.GRACE);
    TurnReader reader = new TurnReader(link, retries, "", 0);
    try {
      TurnFinished end =
          reader.read(
              () -> link.streams().sendMessage(request),
              event -> {
                cancellation.turnStarted(event.getTurnId());
                printer.print(event);
                seen.accept(event);
              });
      ExitCode exit = TurnOptions.ended(shell, end);
      return cancellation.requested() ? ExitCode.CANCELLED : exit;
    } catch (StatusRuntimeException e) {
      if (!cancellation.requested()) {
        throw e;
      }
      printer.note(
          "The end of the turn was not seen; chatdata watch "
              + reader.turnId()
              + " shows what became of it.");
      return ExitCode.CANCELLED;
    }
  }
}
