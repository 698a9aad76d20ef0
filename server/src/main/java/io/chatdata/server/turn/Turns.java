package io.chatdata.server.turn;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Defect;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.explorer.Connections;
import io.chatdata.server.explorer.Tools;
import io.chatdata.server.llm.FinishReason;
import io.chatdata.server.llm.ModelMetrics;
import io.chatdata.server.llm.Providers;
import io.chatdata.server.store.Store;
import io.chatdata.telemetry.Span;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Turns: starts, runs, reads, cancels and recovers them. */
public final class Turns implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Turns.class);
  private static final Duration CANCEL_POLL = Duration.ofMillis(250);
  private static final Duration CANCEL_WAIT = Duration.ofSeconds(5);
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final Store store;
  private final TurnLimits limits;
  private final Map<UUID, RunningTurn> running = new ConcurrentHashMap<>();
  private final Clock clock;
  private final Tails tails;
  private final TurnLog turnLog;
  private final Finisher finisher;
  private final Starter starter;
  private final TurnRunner runner;
  private final Recovery recovery;
  private final TitleWriter titles;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("turn-timer").daemon().unstarted(task));
  private final Semaphore slots;
  private final Semaphore readerSlots;
  private volatile boolean closing;

  public Turns(
      Store store,
      EventCodec codec,
      Providers providers,
      Tools tools,
      Connections connections,
      ModelMetrics metrics,
      TurnLimits limits,
      Clock clock) {
    this.store = store;
    this.limits = limits;
    slots = new Semaphore(limits.running());
    readerSlots = new Semaphore(limits.readers());
    this.clock = clock;
    tails = new Tails(store.readers(), running::containsKey);
    turnLog = new TurnLog(store.writer(), store.lease(), codec, tails, store.notifications());
    finisher = new Finisher(store.lease(), codec, tails, store.notifications(), clock);
    starter = new Starter(store.lease(), codec, finisher, providers, connections, clock);
    runner =
        new TurnRunner(
            providers,
            tools,
            connections,
            turnLog,
            finisher,
            store.general(),
            store.lease(),
            metrics,
            limits,
            clock);
    titles = new TitleWriter(providers, turnLog, store.lease(), metrics, limits, timer, clock);
    recovery = new Recovery(store.general(), store.lease(), running::containsKey, this::endOrphan);
  }

  /** Starts the writer, the heartbeat and the recovery of what other servers left. */
  public void start() {
    turnLog.start();
    tails.start();
    store.lease().onFenced(this::lose);
    store.notifications().start(tails::news);
    recovery.start(store.embedded() != null);
    var _ =
        timer.scheduleWithFixedDelay(
            this::cancelFlagged,
            CANCEL_POLL.toMillis(),
            CANCEL_POLL.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /**
   * Starts a turn, which goes on by itself, and reads it from its first event; to be closed.
   *
   * @throws ChatdataException where it may not be started; nothing is written then
   */
  public TurnReader start(StartRequest request) {
    if (closing) {
      throw overloaded("This server stops");
    }
    if (Heap.isShort()) {
      throw overloaded("This server is short of memory");
    }
    if (!readerSlots.tryAcquire()) {
      throw tooManyReaders();
    }
    if (!slots.tryAcquire()) {
      readerSlots.release();
      throw overloaded("This server runs %d turns, the most it may".formatted(limits.running()));
    }
    boolean reads = false;
    boolean runs = false;
    try {
      Starter.Started started = starter.start(request);
      if (started.first() == null) {
        return read(started.turn().id(), 0);
      }
      var reader =
          new TurnReader(started.turn().id(), store.readers(), tails, readerSlots::release);
      reads = true;
      tails.publish(started.turn().id(), started.first());
      runs = run(started, started.first());
      return reader;
    } finally {
      if (!runs) {
        slots.release();
      }
      if (!reads) {
        readerSlots.release();
      }
    }
  }

  private ChatdataException tooManyReaders() {
    return overloaded(
        "%d clients read turns on this server, the most it may".formatted(limits.readers()));
  }

  private static ChatdataException overloaded(String why) {
    return Problem.of(Reason.OVERLOADED, why + "; try again in a moment")
        .retryAfter(RETRY_AFTER)
        .toException();
  }

  private boolean run(Starter.Started started, Chunk first) {
    Turn turn = started.turn();
    var mine = new RunningTurn(turn, first.lastSequence() + 1, clock);
    if (running.putIfAbsent(turn.id(), mine) != null) {
      return false;
    }
    store.notifications().announce(turn.id());
    Map<String, String> logged = MDC.getCopyOfContextMap();
    Span asked = Span.current();
    Thread.ofVirtual()
        .name("turn-" + turn.id())
        .start(
            () -> {
              MDC.setContextMap(logged);
              asked.run(() -> run(mine, started));
            });
    return true;
  }

  /** The turns of an id that this server lost are no longer its own. */
  private void lose(UUID server) {
    running.values().stream()
        .filter(turn -> turn.turn().ownerServer().equals(server))
        .forEach(RunningTurn::lose);
  }

  /** Ends a turn that nobody runs; of this server's own nobody may begin to run it meanwhile. */
  private void endOrphan(Turn turn) {
    boolean mine = turn.ownerServer().equals(store.lease().me());
    var claim = new RunningTurn(turn, 0, clock);
    if (mine && running.putIfAbsent(turn.id(), claim) != null) {
      return;
    }
    try {
      finisher.finishOrphan(turn);
    } finally {
      running.remove(turn.id(), claim);
    }
  }

  private void run(RunningTurn turn, Starter.Started started) {
    ScheduledFuture<?> timeout =
        timer.schedule(
            () -> stop(turn, Finish.completed(FinishReason.MAX_TIME, List.of(), List.of())),
            limits.time().toMillis(),
            TimeUnit.MILLISECONDS);
    try {
      String titled = started.titled();
      runner.run(
          turn,
          started.instructions(),
          titled == null ? () -> {} : () -> titles.begin(turn, titled));
    } catch (RuntimeException e) {
      log.error("Turn {} was not ended", turn.id(), Defect.of(e));
    } finally {
      timeout.cancel(false);
      running.remove(turn.id());
      slots.release();
      tails.wake(turn.id());
    }
  }

  public Turn get(UUID id) {
    return store
        .general()
        .query(TurnDao.class, dao -> dao.find(id))
        .orElseThrow(() -> notFound(id));
  }

  static ChatdataException notFound(UUID id) {
    return Problem.of(Reason.TURN_NOT_FOUND, "No turn has the id " + id)
        .with("turn_id", id.toString())
        .toException();
  }

  /**
   * Reads a turn's log from after a sequence; to be closed.
   *
   * @throws ChatdataException TURN_NOT_FOUND, SEQUENCE_OUT_OF_RANGE where it lies beyond the end,
   *     or OVERLOADED where as many read as may
   */
  public TurnReader read(UUID id, long afterSequence) {
    Turn turn = get(id);
    if (afterSequence > 0) {
      long last =
          turn.status() == TurnStatus.RUNNING
              ? store.readers().query(TurnLogDao.class, dao -> dao.lastSequence(id))
              : turn.lastSequence();
      if (afterSequence > last) {
        throw Problem.of(
                Reason.SEQUENCE_OUT_OF_RANGE,
                "after_sequence is %d; the turn has %d events".formatted(afterSequence, last))
            .atField("after_sequence")
            .toException();
      }
    }
    if (!readerSlots.tryAcquire()) {
      throw tooManyReaders();
    }
    var reader = new TurnReader(id, store.readers(), tails, readerSlots::release);
    if (turn.lastSequence() > 0) {
      reader.end(turn.lastSequence());
    }
    return reader;
  }

  /** Stops a turn wherever it runs; waits at most 5 s and returns it as it then stands. */
  public Turn cancel(UUID id) {
    Turn turn = get(id);
    if (turn.status() != TurnStatus.RUNNING) {
      return turn;
    }
    store.lease().write(transaction -> transaction.dao(TurnDao.class).requestCancel(id));
    RunningTurn mine = running.get(id);
    if (mine != null) {
      mine.stop(Finish.cancelled());
    }
    store.notifications().announce(id);
    return awaitEnd(id);
  }

  private Turn awaitEnd(UUID id) {
    long end = System.nanoTime() + CANCEL_WAIT.toNanos();
    Tail tail = tails.enter(id);
    try {
      while (true) {
        long version = tail.version();
        Turn turn = get(id);
        Duration left = Duration.ofNanos(end - System.nanoTime());
        if (turn.status() != TurnStatus.RUNNING || left.isNegative()) {
          return turn;
        }
        tail.await(version, left.compareTo(CANCEL_POLL) < 0 ? left : CANCEL_POLL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return get(id);
    } finally {
      tails.leave(id);
    }
  }

  /** Cancels wherever a client of another server asked for it. */
  private void cancelFlagged() {
    if (running.isEmpty()) {
      return;
    }
    try {
      for (UUID id :
          store.general().query(TurnDao.class, dao -> dao.toCancel(store.lease().me()))) {
        RunningTurn mine = running.get(id);
        if (mine != null) {
          stop(mine, Finish.cancelled());
        }
      }
    } catch (RuntimeException e) {
      log.debug("Cancel requests were not looked for", e);
    }
  }

  /** How many turns run here. */
  public int runningHere() {
    return running.size();
  }

  /** Stopping a statement takes a connection to its database, which may not answer. */
  private static void stop(RunningTurn turn, Finish how) {
    Thread.ofVirtual().name("stop-" + turn.id()).start(() -> turn.stop(how));
  }

  /**
   * Takes no more turns; those that run have 5 s to end and are then interrupted, which their
   * readers still see. Who reads another server's turn is sent away at once.
   */
  public void drain() {
    closing = true;
    tails.stop();
    long end = System.nanoTime() + GRACE.toNanos();
    awaitNone(end);
    running.values().forEach(turn -> stop(turn, Finish.interrupted()));
    awaitNone(end + GRACE.toNanos());
  }

  @Override
  public void close() {
    drain();
    titles.close();
    recovery.close();
    timer.shutdownNow();
    turnLog.close();
    tails.close();
  }

  private void awaitNone(long end) {
    while (!running.isEmpty() && System.nanoTime() < end) {
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }
  }
}
