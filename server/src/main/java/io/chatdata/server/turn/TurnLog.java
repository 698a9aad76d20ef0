package io.chatdata.server.turn;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.store.ConstraintViolation;
import io.chatdata.server.store.Lease;
import io.chatdata.server.store.Notifications;
import io.chatdata.server.store.Pool;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
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

  private static final long MOST_QUEUED_BYTES = 1 << 20;
  private static final Duration LONGEST_QUEUED = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofMillis(200);

  private final Pool writer;
  private final Lease lease;
  private final EventCodec codec;
  private final Tails tails;
  private final Notifications notifications;
  private final Set<RunningTurn> dirty = new LinkedHashSet<>();
  private final Thread thread = Thread.ofVirtual().name("turn-log").unstarted(this::write);
  private volatile boolean closed;

  private record Entry(RunningTurn turn, Chunk chunk) {}

  TurnLog(Pool writer, Lease lease, EventCodec codec, Tails tails, Notifications notifications) {
    this.writer = writer;
    this.lease = lease;
    this.codec = codec;
    this.tails = tails;
    this.notifications = notifications;
  }

  void start() {
    thread.start();
  }

  /**
   * Queues an event of a turn. Waits while the store can't keep up.
   *
   * @throws ChatdataException STORE_UNAVAILABLE after 10 s of that
   */
  void append(RunningTurn turn, TurnEvent event) {
    turn.queue(event);
    synchronized (dirty) {
      dirty.add(turn);
    }
    LockSupport.unpark(thread);
    if (turn.oldestNanos() > LONGEST_QUEUED.toNanos()) {
      throw unavailable();
    }
    if (turn.queuedBytes() > MOST_QUEUED_BYTES) {
      awaitWritten(turn, LONGEST_QUEUED);
    }
  }

  /**
   * Waits until all events of a turn are committed.
   *
   * @throws ChatdataException STORE_UNAVAILABLE where that takes longer
   */
  void awaitWritten(RunningTurn turn, Duration wait) {
    turn.flushHeldBack();
    synchronized (dirty) {
      if (turn.hasQueued()) {
        dirty.add(turn);
      }
    }
    LockSupport.unpark(thread);
    try {
      if (!turn.awaitWritten(wait.toMillis())) {
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

  private void write() {
    while (!closed) {
      List<RunningTurn> turns = takeDirty();
      if (turns.isEmpty()) {
        LockSupport.park(this);
        continue;
      }
      long started = System.nanoTime();
      UUID me = lease.me();
      List<Entry> batch = drain(turns, me);
      if (!batch.isEmpty()) {
        append(me, batch);
      }
      LockSupport.parkNanos(BETWEEN_NANOS - (System.nanoTime() - started));
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
      long first = turn.nextSequence();
      try {
        List<byte[]> events = turn.drain(codec);
        if (turn.isLost() || events.isEmpty()) {
          turn.written();
          continue;
        }
        batch.add(new Entry(turn, new Chunk(first, first + events.size() - 1, concat(events))));
      } catch (RuntimeException e) {
        breakOff(turn, e);
      }
    }
    return batch;
  }

  private static void breakOff(RunningTurn turn, RuntimeException defect) {
    log.atError()
        .addKeyValue("turn_id", turn.id())
        .setCause(defect)
        .log("An event was not written");
    turn.breakOff(
        Finish.failed(
            Problem.of(
                Reason.INTERNAL,
                "Something went wrong; the server's log has it under turn " + turn.id())));
  }

  private static byte[] concat(List<byte[]> events) {
    if (events.size() == 1) {
      return events.getFirst();
    }
    var bytes = new ByteArrayOutputStream();
    events.forEach(bytes::writeBytes);
    return bytes.toByteArray();
  }

  /** Tries until the outcome is known; the same batch with the same bounds each time. */
  private void append(UUID me, List<Entry> batch) {
    while (!closed) {
      try {
        if (insert(me, batch) == 0) {
          batch.forEach(entry -> entry.turn().lose());
          lease.renew(me);
        } else {
          batch.forEach(this::publish);
        }
        return;
      } catch (ChatdataException e) {
        log.warn("The log of {} turn(s) waits for the store", batch.size());
        LockSupport.parkNanos(RETRY.toNanos());
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
    closed = true;
    LockSupport.unpark(thread);
  }
}
