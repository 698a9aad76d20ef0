package io.chatdata.server.turn;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Defect;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Worker;
import io.chatdata.server.store.ConstraintViolation;
import io.chatdata.server.store.Lease;
import io.chatdata.server.store.Notifications;
import io.chatdata.server.store.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the logs of all turns of this server: one writer, one connection, one batch in flight.
 * What has been committed is shown, and nothing else ever is.
 */
final class TurnLog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TurnLog.class);

  /** Between two batches while there is more to write: many turns share a commit. */
  private static final long BETWEEN_NANOS = 2_000_000;

  private static final long MOST_UNCOMMITTED_BYTES = 1 << 20;
  private static final Duration LONGEST_UNCOMMITTED = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofMillis(200);

  private final Pool writer;
  private final Lease lease;
  private final EventCodec codec;
  private final Tails tails;
  private final Notifications notifications;
  private final Set<RunningTurn> dirty = new LinkedHashSet<>();
  private final Worker worker = new Worker("turn-log", this::write);

  private record Entry(RunningTurn turn, Chunk chunk) {}

  TurnLog(Pool writer, Lease lease, EventCodec codec, Tails tails, Notifications notifications) {
    this.writer = writer;
    this.lease = lease;
    this.codec = codec;
    this.tails = tails;
    this.notifications = notifications;
  }

  void start() {
    worker.start();
  }

  /**
   * Queues an event of a turn. Waits while the store can't keep up.
   *
   * @throws ChatdataException STORE_UNAVAILABLE after 10 s of that
   */
  void append(RunningTurn turn, TurnEvent event) {
    queue(turn, event);
    if (turn.uncommittedNanos() > LONGEST_UNCOMMITTED.toNanos()) {
      throw unavailable();
    }
    await(turn, MOST_UNCOMMITTED_BYTES, LONGEST_UNCOMMITTED);
  }

  /** Queues an event however long the store has been away. */
  void queue(RunningTurn turn, TurnEvent event) {
    turn.queue(event);
    wake(turn);
  }

  /**
   * Takes no more events of a turn and waits until those that it has are committed.
   *
   * @throws ChatdataException STORE_UNAVAILABLE where that takes longer
   */
  void end(RunningTurn turn, Duration wait) {
    turn.seal();
    wake(turn);
    await(turn, 0, wait);
  }

  private void wake(RunningTurn turn) {
    synchronized (dirty) {
      dirty.add(turn);
    }
    worker.wake();
  }

  private static void await(RunningTurn turn, long bytes, Duration wait) {
    try {
      if (!turn.awaitCommitted(bytes, wait)) {
        throw unavailable();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable();
    }
  }

  private static ChatdataException unavailable() {
    return Problem.of(Reason.STORE_UNAVAILABLE, "The store did not take the answer for 10 s")
        .retryAfter(Duration.ofSeconds(2))
        .toException();
  }

  private void write(Worker writing) {
    while (!writing.isClosed()) {
      List<RunningTurn> turns = takeDirty();
      if (turns.isEmpty()) {
        writing.rest();
        continue;
      }
      long next = System.nanoTime() + BETWEEN_NANOS;
      UUID me = lease.me();
      List<Entry> batch = drain(turns, me);
      if (!batch.isEmpty()) {
        append(me, batch);
      }
      writing.restUntil(next);
    }
  }

  private List<RunningTurn> takeDirty() {
    synchronized (dirty) {
      List<RunningTurn> turns = List.copyOf(dirty);
      dirty.clear();
      return turns;
    }
  }

  private List<Entry> drain(List<RunningTurn> turns, UUID me) {
    List<Entry> batch = new ArrayList<>(turns.size());
    for (RunningTurn turn : turns) {
      if (!turn.turn().ownerServer().equals(me)) {
        turn.lose();
        continue;
      }
      try {
        Chunk chunk = turn.drain(codec);
        if (chunk != null) {
          batch.add(new Entry(turn, chunk));
        }
      } catch (RuntimeException e) {
        breakOff(turn, e);
      }
    }
    return batch;
  }

  private static void breakOff(RunningTurn turn, RuntimeException defect) {
    log.atError()
        .addKeyValue("turn_id", turn.id())
        .setCause(Defect.of(defect))
        .log("An event was not written");
    turn.breakOff(
        Finish.failed(
            Problem.of(
                Reason.INTERNAL,
                "Something went wrong; the server's log has it under turn " + turn.id())));
  }

  /** Tries until the outcome is known; the same batch with the same bounds each time. */
  private void append(UUID me, List<Entry> batch) {
    while (!worker.isClosed()) {
      try {
        if (insert(me, batch) == 0) {
          lease.renew(me);
          batch.forEach(entry -> entry.turn().lose());
        } else {
          batch.forEach(this::publish);
        }
        return;
      } catch (ChatdataException e) {
        log.warn("The log of {} turn(s) waits for the store", batch.size());
        worker.restUntil(System.nanoTime() + RETRY.toNanos());
      } catch (RuntimeException e) {
        if (batch.size() > 1) {
          batch.forEach(entry -> append(me, List.of(entry)));
        } else if (e instanceof ConstraintViolation) {
          log.info("Turn {} is gone: its conversation was deleted", batch.getFirst().turn().id());
          batch.getFirst().turn().lose();
        } else {
          breakOff(batch.getFirst().turn(), e);
        }
        return;
      }
    }
  }

  private int insert(UUID me, List<Entry> batch) {
    UUID[] turns = batch.stream().map(entry -> entry.turn().id()).toArray(UUID[]::new);
    Long[] firsts = batch.stream().map(entry -> entry.chunk().firstSequence()).toArray(Long[]::new);
    Long[] lasts = batch.stream().map(entry -> entry.chunk().lastSequence()).toArray(Long[]::new);
    byte[][] events = batch.stream().map(entry -> entry.chunk().events()).toArray(byte[][]::new);
    return writer.use(TurnLogDao.class, dao -> dao.append(me, turns, firsts, lasts, events));
  }

  private void publish(Entry entry) {
    tails.publish(entry.turn().id(), entry.chunk());
    entry.turn().written();
    notifications.announce(entry.turn().id());
  }

  @Override
  public void close() {
    worker.close();
  }
}
