package io.chatdata.server.turn;

import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.Storable;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A turn that this server runs: what is queued for its log, and where the log has come to. */
final class RunningTurn {
  private final Turn turn;
  private final Cancellation cancellation = new Cancellation();
  private final Transcript transcript = new Transcript();
  private final Clock clock;
  private final TextPieces answer = new TextPieces();
  private final TextPieces reasoning = new TextPieces();
  private final List<Queued> queue = new ArrayList<>();
  private long queuedBytes;
  private long writingBytes;
  private long writingSince;
  private boolean writing;
  private long nextSequence;
  private boolean sealed;
  private boolean lost;
  private boolean broken;
  private @Nullable Finish ending;
  private @Nullable ModelCall call;

  /** An event that waits for its sequence; of tokens, the text of all that came together. */
  private record Queued(
      @Nullable TurnEvent kind, StringBuilder tokens, Instant time, long nanoTime) {
    TurnEvent event() {
      return kind == null ? new TurnEvent.Token(tokens.toString()) : kind;
    }
  }

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

  /** Keeps the row of a call of the model until it is written. For the one who appends. */
  void keepCall(@Nullable ModelCall ended) {
    call = ended;
  }

  /** The row that is not written yet; null where there is none. For the one who appends. */
  @Nullable ModelCall call() {
    return call;
  }

  /** Queues an event, made storable; adjacent pieces of the answer become one. */
  synchronized void queue(TurnEvent event) {
    if (sealed || lost || broken) {
      return;
    }
    switch (event) {
      case TurnEvent.Token token -> {
        addThought(reasoning.rest(), "");
        addToken(answer.next(token.text()));
      }
      case TurnEvent.Thinking thought -> {
        addToken(answer.rest());
        String text = reasoning.next(thought.text());
        addThought(
            thought.signature().isEmpty() ? text : text + reasoning.rest(),
            Storable.text(thought.signature()));
      }
      case TurnEvent.ToolCall _,
          TurnEvent.TurnStarted _,
          TurnEvent.ToolResult _,
          TurnEvent.UsageSoFar _,
          TurnEvent.TurnFinished _ ->
          addWhole(event);
      // It comes at any time, also between two halves of a character.
      case TurnEvent.TitleChanged _ -> add(event, 256);
    }
  }

  private void addWhole(TurnEvent event) {
    endTexts();
    add(event, 256);
  }

  private void endTexts() {
    addThought(reasoning.rest(), "");
    addToken(answer.rest());
  }

  private void addThought(String text, String signature) {
    if (!text.isEmpty() || !signature.isEmpty()) {
      add(new TurnEvent.Thinking(text, signature), text.length());
    }
  }

  private void addToken(String text) {
    if (text.isEmpty()) {
      return;
    }
    if (!queue.isEmpty() && queue.getLast().kind() == null) {
      queue.getLast().tokens().append(text);
    } else {
      queue.add(new Queued(null, new StringBuilder(text), clock.instant(), System.nanoTime()));
    }
    transcript.token(text);
    queuedBytes += text.length();
  }

  private void add(TurnEvent event, int bytes) {
    transcript.accept(event);
    queuedBytes += bytes;
    queue.add(new Queued(event, new StringBuilder(0), clock.instant(), System.nanoTime()));
  }

  /** Takes no more events: what comes after the end of the work is not part of the turn. */
  synchronized void seal() {
    endTexts();
    sealed = true;
  }

  /**
   * Encodes what is queued, giving sequences. The writer calls {@link #written} afterwards.
   *
   * @return null where nothing is queued
   */
  synchronized @Nullable Chunk drain(EventCodec codec) {
    if (queue.isEmpty()) {
      return null;
    }
    long first = nextSequence;
    var bytes = new ByteArrayOutputStream();
    for (Queued queued : queue) {
      bytes.writeBytes(codec.encode(id(), nextSequence++, queued.time(), queued.event()));
    }
    writing = true;
    writingSince = queue.getFirst().nanoTime();
    writingBytes = queuedBytes;
    queue.clear();
    queuedBytes = 0;
    return new Chunk(first, nextSequence - 1, bytes.toByteArray());
  }

  synchronized void written() {
    writing = false;
    writingBytes = 0;
    notifyAll();
  }

  synchronized long nextSequence() {
    return nextSequence;
  }

  /** How long the oldest event that is not committed has waited, in nanoseconds. */
  synchronized long uncommittedNanos() {
    if (writing) {
      return System.nanoTime() - writingSince;
    }
    return queue.isEmpty() ? 0 : System.nanoTime() - queue.getFirst().nanoTime();
  }

  /**
   * Waits until no more than about so many bytes are not committed, or the turn is lost.
   *
   * @return false where that takes longer
   */
  synchronized boolean awaitCommitted(long bytes, Duration wait) throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    while (!lost
        && (bytes == 0 ? writing || !queue.isEmpty() : queuedBytes + writingBytes > bytes)) {
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
      if (ending != null) {
        return;
      }
      ending = how;
    }
    cancellation.cancel();
  }

  /** How a turn ends that was stopped. */
  synchronized Finish ending() {
    return ending == null ? Finish.cancelled() : ending;
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
