package io.chatdata.server.store;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This server's life on the store: an id that is new at each start, kept alive by a heartbeat every
 * 2 s. A server whose heartbeat is 10 s old by the database's clock is dead to the others: one of
 * them fences it, and from then on it writes nothing under that id.
 */
public final class Lease implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Lease.class);
  private static final Duration BEAT = Duration.ofSeconds(2);
  private static final Duration DEAD = Duration.ofSeconds(10);

  private final Pool beats;
  private final Pool writes;
  private final Thread thread;
  private volatile UUID me;
  private volatile boolean alone = true;
  private volatile boolean beating = true;
  private volatile boolean closed;
  private volatile Runnable onFenced = () -> {};
  private volatile long steadySince;
  private volatile long lastBeat;

  Lease(Pool beats, Pool writes) {
    this.beats = beats;
    this.writes = writes;
    me = register();
    steadySince = System.nanoTime();
    lastBeat = steadySince;
    thread = Thread.ofVirtual().name("lease").unstarted(this::beat);
  }

  /** Starts the heartbeat. What is given runs when this server was fenced: it stops all turns. */
  public void start(Runnable stopTurns) {
    onFenced = stopTurns;
    thread.start();
  }

  /** True unless the last heartbeat failed: the store can't be reached. */
  public boolean beating() {
    return beating;
  }

  /** This server's id now. */
  public UUID me() {
    return me;
  }

  /** True when no other server was alive at the last heartbeat. */
  public boolean alone() {
    return alone;
  }

  /**
   * A transaction that holds off this server's fence until it has ended.
   *
   * @throws Fenced where this server was fenced before
   */
  public <T extends @Nullable Object> T write(Function<Transaction, T> work) {
    return writeAs(me, work);
  }

  /** The same under an id that this server may since have lost. */
  public <T extends @Nullable Object> T writeAs(UUID id, Function<Transaction, T> work) {
    return writes.inTransaction(
        transaction -> {
          if (transaction.dao(ServerDao.class).lock(id).isEmpty()) {
            throw new Fenced();
          }
          return work.apply(transaction);
        });
  }

  /**
   * Fences the servers whose heartbeat is old. Does nothing while this server's own was broken
   * within 10 s: after an outage of the store the first to return would take all others for dead.
   *
   * @param all the caller knows that no other server can be alive
   */
  public void fenceDead(boolean all) {
    if (!all && System.nanoTime() - steadySince < DEAD.toNanos()) {
      return;
    }
    int fenced = beats.use(ServerDao.class, dao -> dao.fence(me, all));
    if (fenced > 0) {
      log.info("Fenced {} server(s) that stopped without saying so", fenced);
    }
    beats.use(ServerDao.class, ServerDao::forgetOld);
  }

  /** Called by whoever notices that this server was fenced: takes a new id. */
  public void renew(UUID lost) {
    synchronized (this) {
      if (!me.equals(lost)) {
        return;
      }
      log.warn("This server was taken for dead by another; it goes on under a new id");
      me = register();
      steadySince = System.nanoTime();
    }
    onFenced.run();
  }

  private UUID register() {
    UUID id = UUID.randomUUID();
    beats.use(
        ServerDao.class,
        dao -> {
          dao.insert(id);
          return id;
        });
    return id;
  }

  private void beat() {
    while (!closed) {
      UUID id = me;
      try {
        int beaten = beats.use(ServerDao.class, dao -> dao.heartbeat(id));
        long now = System.nanoTime();
        if (now - lastBeat > DEAD.toNanos()) {
          steadySince = now;
        }
        lastBeat = now;
        if (beaten == 0) {
          renew(id);
        }
        alone = beats.use(ServerDao.class, ServerDao::alive) <= 1;
        beating = true;
      } catch (RuntimeException e) {
        beating = false;
        log.warn("No heartbeat: {}", e.getMessage());
      }
      LockSupport.parkNanos(BEAT.toNanos());
    }
  }

  /** Says that this server stops; its turns have ended before. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      beats.use(
          ServerDao.class,
          dao -> {
            dao.retire(me);
            return me;
          });
    } catch (RuntimeException e) {
      log.warn("The store was not told that this server stops: {}", e.getMessage());
    }
  }
}
