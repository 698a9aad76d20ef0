package io.chatdata.server.turn;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Reason;
import io.chatdata.server.store.Pool;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Reads a turn's log: gives what is committed after a cursor, which the caller keeps, and waits
 * where there is nothing yet. Holds no events of its own.
 */
public final class TurnReader implements AutoCloseable {
  private final UUID turn;
  private final Pool store;
  private final Tails tails;
  private final Tail tail;
  private final Runnable onClose;

  TurnReader(UUID turn, Pool store, Tails tails, Runnable onClose) {
    this.turn = turn;
    this.store = store;
    this.tails = tails;
    this.onClose = onClose;
    this.tail = tails.enter(turn);
  }

  /** The turn has ended, with this sequence. */
  public void end(long sequence) {
    tail.end(sequence);
  }

  /**
   * The next events, at most some hundred. The first chunk may begin before the cursor.
   *
   * @return empty where there were none for that long
   * @throws ChatdataException STORE_UNAVAILABLE; TURN_NOT_FOUND where the turn was removed
   */
  public List<Chunk> next(long cursor, Duration wait) throws InterruptedException {
    long version = tail.version();
    List<Chunk> chunks = read(cursor);
    if (chunks.isEmpty() && !isAtEnd(cursor)) {
      ChatdataException trouble = tail.trouble();
      if (trouble != null) {
        throw trouble;
      }
      tail.await(version, wait);
      chunks = read(cursor);
    }
    return chunks;
  }

  /** True where no event comes after the cursor any more. */
  public boolean isAtEnd(long cursor) {
    long end = tail.end();
    return end > 0 && cursor >= end;
  }

  /** True where this server stops and the turn runs on another, where it is to be read on. */
  public boolean isLeaving() {
    return tails.isLeaving(turn);
  }

  private List<Chunk> read(long cursor) {
    List<Chunk> held = tail.after(cursor);
    if (!held.isEmpty() || (tail.last() == cursor && cursor > 0)) {
      return held;
    }
    try {
      List<Chunk> stored =
          store.query(TurnLogDao.class, dao -> dao.read(turn, cursor, Tails.CHUNKS_A_READ));
      stored.forEach(tail::publish);
      return stored;
    } catch (ChatdataException e) {
      if (e.reason() == Reason.OVERLOADED) {
        // Others are read first; this one waits for its turn.
        return List.of();
      }
      throw e;
    }
  }

  @Override
  public void close() {
    tails.leave(turn);
    onClose.run();
  }
}
