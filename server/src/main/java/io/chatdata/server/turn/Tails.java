package io.chatdata.server.turn;

import io.chatdata.server.store.Pool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tails of the turns that are read on this server. Those of turns that run here are fed by the
 * log's writer; the others are read from the store when another server says that there is news, and
 * every 500 ms.
 */
final class Tails implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Tails.class);
  private static final Duration POLL = Duration.ofMillis(500);
  static final int CHUNKS_A_READ = 64;

  private final Map<UUID, Tail> tails = new ConcurrentHashMap<>();
  private final Pool store;
  private final Predicate<UUID> runsHere;
  private final Thread thread = Thread.ofVirtual().name("tails").unstarted(this::poll);
  private volatile boolean closed;

  Tails(Pool store, Predicate<UUID> runsHere) {
    this.store = store;
    this.runsHere = runsHere;
  }

  void start() {
    thread.start();
  }

  Tail enter(UUID turn) {
    return tails.compute(
        turn,
        (id, known) -> {
          Tail tail = known == null ? new Tail() : known;
          tail.enter();
          return tail;
        });
  }

  void leave(UUID turn) {
    tails.computeIfPresent(turn, (id, tail) -> tail.leave() ? null : tail);
  }

  void publish(UUID turn, Chunk chunk) {
    Tail tail = tails.get(turn);
    if (tail != null) {
      tail.publish(chunk);
    }
  }

  void wake(UUID turn) {
    Tail tail = tails.get(turn);
    if (tail != null) {
      tail.wake();
    }
  }

  /** Another server says that turns have news; an empty set means any may have. */
  void news(Set<UUID> turns) {
    if (turns.isEmpty() || turns.stream().anyMatch(tails::containsKey)) {
      LockSupport.unpark(thread);
    }
  }

  private void poll() {
    while (!closed) {
      tails.forEach(
          (turn, tail) -> {
            if (!runsHere.test(turn)) {
              feed(turn, tail);
            }
          });
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private void feed(UUID turn, Tail tail) {
    long last = tail.last();
    if (last == 0) {
      tail.wake();
      return;
    }
    try {
      List<Chunk> chunks = store.use(TurnLogDao.class, dao -> dao.read(turn, last, CHUNKS_A_READ));
      chunks.forEach(tail::publish);
    } catch (RuntimeException e) {
      // The readers meet the same store and tell their clients.
      log.debug("Turn {} was not read", turn, e);
      tail.wake();
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
