package io.chatdata.server.turn;

import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.Storable;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A turn that this server runs: what is queued for its log, and where the log has come to. */
final class RunningTurn {
  private final Turn turn;
  private final Cancellation cancellation = new Cancellation();
  private final Transcript transcript = new Transcript();
  private final Clock clock;
  private final List<Queued> queue = new ArrayList<>();
  private String heldBack = "";
  private long queuedBytes;
  private boolean writing;
  private long nextSequence;
  private boolean lost;
  private boolean broken;
  private Finish ending = Finish.cancelled();

  /** An event that waits for its sequence. */
  record Queued(TurnEvent event, Instant time, long nanoTime) {}

  RunningTurn(Turn turn, long nextSequence, Clock clock) {
    this.turn = turn;
    this.nextSequence = nextSequence;
    this.clock = clock;
  }

  Turn turn() {
    return turn;
  }

  UUID id() {
    return turn.id();
  }

  Cancellation cancellation() {
    return cancellation;
  }

  /** To be read by the one who appends. */
  Transcript transcript() {
    return transcript;
  }

  /**
   * Queues an event; adjacent pieces of text become one. Text is made storable: of a character that
   * is split over two pieces, the first half waits for the second.
   */
  synchronized void queue(TurnEvent event) {
    if (lost || broken) {
      return;
    }
    switch (event) {
      case TurnEvent.Token token -> {
        String text = heldBack + token.text();
        heldBack = "";
        if (!text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1))) {
          heldBack = text.substring(text.length() - 1);
          text = text.substring(0, text.length() - 1);
        }
        addText(Storable.text(text));
      }
      case TurnEvent.Thinking thinking -> {
        flushHeldBack();
        add(
            new TurnEvent.Thinking(
                Storable.text(thinking.text()), Storable.text(thinking.signature())));
      }
      case TurnEvent.ToolCall call -> {
        flushHeldBack();
        add(
            new TurnEvent.ToolCall(
                call.toolCallId(),
                Storable.text(call.tool()),
                Storable.json(call.arguments()),
                call.round(),
                Storable.text(call.signature())));
      }
      default -> {
        flushHeldBack();
        add(event);
      }
    }
  }

  /** A first half whose second never came is no character. */
  synchronized void flushHeldBack() {
    if (!heldBack.isEmpty()) {
      heldBack = "";
      addText("\uFFFD");
    }
  }

  private void addText(String text) {
    if (text.isEmpty()) {
      return;
    }
    transcript.token(text);
    queuedBytes += text.length();
    if (!queue.isEmpty() && queue.getLast().event() instanceof TurnEvent.Token last) {
      Queued before = queue.removeLast();
      queue.add(
          new Queued(new TurnEvent.Token(last.text() + text), before.time(), before.nanoTime()));
    } else {
      queue.add(new Queued(new TurnEvent.Token(text), clock.instant(), System.nanoTime()));
    }
  }

  private void add(TurnEvent event) {
    transcript.accept(event);
    queuedBytes += 256;
    queue.add(new Queued(event, clock.instant(), System.nanoTime()));
  }

  /** Encodes what is queued, giving sequences. The writer calls {@link #written} afterwards. */
  synchronized List<byte[]> drain(EventCodec codec) {
    List<byte[]> encoded = new ArrayList<>(queue.size());
    for (Queued queued : queue) {
      encoded.add(codec.encode(id(), nextSequence++, queued.time(), queued.event()));
    }
    queue.clear();
    queuedBytes = 0;
    writing = true;
    return encoded;
  }

  synchronized void written() {
    writing = false;
    notifyAll();
  }

  synchronized long nextSequence() {
    return nextSequence;
  }

  synchronized boolean hasQueued() {
    return !queue.isEmpty();
  }

  /** Approximate bytes that wait. */
  synchronized long queuedBytes() {
    return queuedBytes;
  }

  /** How long the oldest event has waited, in nanoseconds. */
  synchronized long oldestNanos() {
    return queue.isEmpty() ? 0 : System.nanoTime() - queue.getFirst().nanoTime();
  }

  /** Waits until all that was queued is committed, or the turn is lost. */
  synchronized boolean awaitWritten(long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    while ((writing || !queue.isEmpty()) && !lost) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** Stops the work; the turn then ends as given. The first call decides. */
  void stop(Finish how) {
    synchronized (this) {
      if (cancellation.isCancelled()) {
        return;
      }
      ending = how;
    }
    cancellation.cancel();
  }

  /** How a turn ends that was stopped. */
  synchronized Finish ending() {
    return ending;
  }

  /** An event can't be written: a defect. The turn ends with what its log holds. */
  void breakOff(Finish how) {
    synchronized (this) {
      broken = true;
      writing = false;
      queue.clear();
      notifyAll();
    }
    stop(how);
  }

  /** True where the log lacks what the transcript holds. */
  synchronized boolean isBroken() {
    return broken;
  }

  /** The turn is no longer this server's, or its conversation is gone: nothing more is written. */
  void lose() {
    synchronized (this) {
      lost = true;
      queue.clear();
      notifyAll();
    }
    cancellation.cancel();
  }

  synchronized boolean isLost() {
    return lost;
  }
}
