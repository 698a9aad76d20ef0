package io.chatdata.server.turn;

import io.chatdata.server.store.Pool;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * A cursor on a turn's log: gives what is committed after it, waiting where there is nothing yet.
 * Holds no events of its own. For one thread.
 */
public final class TurnReader implements AutoCloseable {
  private final UUID turn;
  private final Pool store;
  private final Tails tails;
  private final Tail tail;
  private long cursor;

  TurnReader(UUID turn, long afterSequence, Pool store, Tails tails) {
    this.turn = turn;
    this.store = store;
    this.tails = tails;
    this.tail = tails.enter(turn);
    this.cursor = afterSequence;
  }

  /**
   * The next events, at most some hundred. The first chunk may begin before the cursor: its events
   * up to there were given before.
   *
   * @return empty where there were none for that long
   * @throws io.chatdata.server.base.ChatdataException STORE_UNAVAILABLE
   */
  public List<Chunk> next(Duration wait) throws InterruptedException {
    long version = tail.version();
    List<Chunk> chunks = read();
    if (chunks.isEmpty()) {
      tail.await(version, wait);
      chunks = read();
    }
    if (!chunks.isEmpty()) {
      cursor = chunks.getLast().lastSequence();
    }
    return chunks;
  }

  private List<Chunk> read() {
    List<Chunk> held = tail.after(cursor);
    if (!held.isEmpty() || (tail.last() == cursor && cursor > 0)) {
      return held;
    }
    List<Chunk> stored =
        store.use(TurnLogDao.class, dao -> dao.read(turn, cursor, Tails.CHUNKS_A_READ));
    stored.forEach(tail::publish);
    return stored;
  }

  @Override
  public void close() {
    tails.leave(turn);
  }
}
