package io.chatdata.cli;

import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.TurnFinished;
import io.chatdata.v1.WatchTurnRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads a turn to its end, each event once and in order, over lost connections. */
final class TurnReader {
  private final ServerLink link;
  private final Retries retries;
  private String turnId;
  private long last;

  /**
   * @param turnId the turn, or empty when its first event will tell
   * @param after sequence of the last event not wanted
   */
  TurnReader(ServerLink link, Retries retries, String turnId, long after) {
    this.link = link;
    this.retries = retries;
    this.turnId = turnId;
    this.last = after;
  }

  /**
   * Gives every event to the sink and returns the last.
   *
   * @param start opens the stream as long as the turn is not known; it may be called again
   * @throws StatusRuntimeException when the turn can't be read to its end
   */
  TurnFinished read(Supplier<Iterator<ChatEvent>> start, Consumer<ChatEvent> sink) {
    while (true) {
      try {
        Iterator<ChatEvent> events = turnId.isEmpty() ? start.get() : watch();
        while (events.hasNext()) {
          ChatEvent event = events.next();
          retries.succeeded();
          last = event.getSequence();
          turnId = event.getTurnId();
          sink.accept(event);
          if (event.hasTurnFinished()) {
            readEnd(events);
            return event.getTurnFinished();
          }
        }
        throw Status.UNAVAILABLE
            .withDescription("the stream ended before the turn did")
            .asRuntimeException();
      } catch (StatusRuntimeException e) {
        retries.failed(e);
      }
    }
  }

  /** What comes after the last event: the end of the call, without which it has not ended. */
  private static void readEnd(Iterator<ChatEvent> events) {
    try {
      boolean _ = events.hasNext();
    } catch (StatusRuntimeException e) {
      // All that was wanted has come.
    }
  }

  /** The turn, or empty as long as no event came. */
  String turnId() {
    return turnId;
  }

  private Iterator<ChatEvent> watch() {
    return link.streams()
        .watchTurn(WatchTurnRequest.newBuilder().setTurnId(turnId).setAfterSequence(last).build());
  }
}
