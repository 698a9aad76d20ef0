package io.chatdata.server.store;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Worker;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
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
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofMillis(200);
  private static final int TRIES = 3;

  private final Pool beats;
  private final Pool writes;
  private final Worker beat = new Worker("lease", this::beat);
  private volatile UUID me;
  private volatile boolean alone = true;
  private volatile boolean beating = true;
  private volatile Consumer<UUID> onFenced = lost -> {};

  Lease(Pool beats, Pool writes) {
    this.beats = beats;
    this.writes = writes;
    me = register();
  }

  void start() {
    beat.start();
  }

  /** What is given runs when this server lost an id: it stops the turns that run under it. */
  public void onFenced(Consumer<UUID> stopTurns) {
    onFenced = stopTurns;
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
   * A transaction under whatever id this server has; it holds off its fence until it has ended.
   *
   * @throws ChatdataException STORE_UNAVAILABLE where it loses one id after the other
   */
  public <T extends @Nullable Object> T write(Function<Transaction, T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return writeAs(me, work);
      } catch (Fenced e) {
        if (attempt == TRIES) {
          throw new ChatdataException(
              Reason.STORE_UNAVAILABLE,
              "This server was taken for dead %d times in a row; try again".formatted(TRIES));
        }
      }
    }
  }

  /**
   * The same under an id that this server had when the work began.
   *
   * @throws Fenced where it has lost that id; nothing is written then
   */
  public <T extends @Nullable Object> T writeAs(UUID id, Function<Transaction, T> work) {
    try {
      return writes.inTransaction(
          transaction -> {
            if (transaction.dao(ServerDao.class).lock(id).isEmpty()) {
              throw new Fenced();
            }
            return work.apply(transaction);
          });
    } catch (Fenced e) {
      renew(id);
      throw e;
    }
  }

  /**
   * The same for work that may be done twice: it is tried for 10 s while the store is out of reach
   * or busy.
   */
  public <T extends @Nullable Object> T writePatiently(UUID id, Function<Transaction, T> work) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return writeAs(id, work);
      } catch (ChatdataException e) {
        boolean passes = e.reason() == Reason.STORE_UNAVAILABLE || e.reason() == Reason.OVERLOADED;
        if (!passes || System.nanoTime() > end) {
          throw e;
        }
        LockSupport.parkNanos(RETRY.toNanos());
      }
    }
  }

  /**
   * Fences the servers whose heartbeat is 10 s old. Does nothing while this server's own was broken
   * within 10 s: after an outage of the store the first to return would take all others for dead.
   */
  public void fenceDead() {
    fenced(writes.use(ServerDao.class, dao -> dao.fenceDead(me)));
    writes.use(ServerDao.class, ServerDao::forgetOld);
  }

  /** Fences all others: for a caller who knows that none can be alive. */
  public void fenceOthers() {
    fenced(writes.use(ServerDao.class, dao -> dao.fenceOthers(me)));
  }

  private static void fenced(int servers) {
    if (servers > 0) {
      log.info("Fenced {} server(s) that stopped without saying so", servers);
    }
  }

  /** Called by whoever notices that this server was fenced: takes a new id. */
  public void renew(UUID lost) {
    synchronized (this) {
      if (!me.equals(lost)) {
        return;
      }
      log.warn("This server was taken for dead by another; it goes on under a new id");
      me = register();
    }
    onFenced.accept(lost);
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

  private void beat(Worker worker) {
    while (!worker.isClosed()) {
      UUID id = me;
      try {
        if (beats.query(ServerDao.class, dao -> dao.heartbeat(id)) == 0) {
          renew(id);
        }
        alone = beats.query(ServerDao.class, ServerDao::alive) <= 1;
        beating = true;
      } catch (RuntimeException e) {
        beating = false;
        log.warn("No heartbeat: {}", e.getMessage());
      }
      worker.rest(BEAT);
    }
  }

  /** Says that this server stops; its turns have ended before. */
  @Override
  public void close() {
    beat.close();
    try {
      beats.query(
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
