package io.chatdata.server.turn;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Defect;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Worker;
import io.chatdata.server.store.Pool;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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
  private final Set<UUID> news = new HashSet<>();
  private final Worker worker = new Worker("tails", this::look);
  private boolean anyNews;
  private volatile boolean stopping;

  Tails(Pool store, Predicate<UUID> runsHere) {
    this.store = store;
    this.runsHere = runsHere;
  }

  void start() {
    worker.start();
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

  /** This server stops: who reads another server's turn had better do so elsewhere. */
  void stop() {
    stopping = true;
    tails.forEach((turn, tail) -> tail.wake());
  }

  boolean isLeaving(UUID turn) {
    return stopping && !runsHere.test(turn);
  }

  /** How many turns are read here. */
  int size() {
    return tails.size();
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
    synchronized (news) {
      anyNews |= turns.isEmpty();
      turns.stream().filter(tails::containsKey).forEach(news::add);
      if (!anyNews && news.isEmpty()) {
        return;
      }
    }
    worker.wake();
  }

  private Set<UUID> takeNews() {
    synchronized (news) {
      Set<UUID> taken = Set.copyOf(anyNews ? tails.keySet() : news);
      anyNews = false;
      news.clear();
      return taken;
    }
  }

  private void look(Worker looking) {
    while (!looking.isClosed()) {
      long next = System.nanoTime() + POLL.toNanos();
      poll(Map.copyOf(tails));
      for (long left = POLL.toNanos(); left > 0 && !looking.isClosed(); ) {
        looking.rest(Duration.ofNanos(left));
        takeNews().forEach(this::feed);
        left = next - System.nanoTime();
      }
    }
  }

  /** Whatever was lost on the way here is found. */
  private void poll(Map<UUID, Tail> watched) {
    if (watched.isEmpty()) {
      return;
    }
    Map<UUID, Long> ends;
    try {
      UUID[] turns = watched.keySet().toArray(UUID[]::new);
      ends = store.query(TurnDao.class, dao -> dao.ends(turns));
    } catch (ChatdataException e) {
      if (e.reason() == Reason.OVERLOADED) {
        return;
      }
      watched.values().forEach(tail -> tail.trouble(e));
      return;
    } catch (RuntimeException e) {
      log.error("Turns that are read were not looked at", Defect.of(e));
      return;
    }
    watched.forEach(
        (turn, tail) -> {
          Long end = ends.get(turn);
          tail.trouble(end == null ? Turns.notFound(turn) : null);
          if (end != null && end > 0) {
            tail.end(end);
          }
          feed(turn);
        });
  }

  private void feed(UUID turn) {
    Tail tail = tails.get(turn);
    if (tail == null || runsHere.test(turn)) {
      return;
    }
    long last = tail.last();
    if (last == 0) {
      tail.wake();
      return;
    }
    try {
      List<Chunk> chunks =
          store.query(TurnLogDao.class, dao -> dao.read(turn, last, CHUNKS_A_READ));
      chunks.forEach(tail::publish);
    } catch (RuntimeException e) {
      // The readers meet the same store and tell their clients.
      log.debug("Turn {} was not read", turn, Defect.of(e));
      tail.wake();
    }
  }

  @Override
  public void close() {
    worker.close();
  }
}
