package io.chatdata.server.turn;

import io.chatdata.server.store.Fenced;
import io.chatdata.server.store.Lease;
import io.chatdata.server.store.Pool;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends, every two seconds, the turns of servers that died. */
final class Recovery implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Recovery.class);
  private static final Duration BETWEEN = Duration.ofSeconds(2);

  private final Pool store;
  private final Lease lease;
  private final Finisher finisher;
  private final Thread thread = Thread.ofVirtual().name("recovery").unstarted(this::recover);
  private volatile boolean closed;

  Recovery(Pool store, Lease lease, Finisher finisher) {
    this.store = store;
    this.lease = lease;
    this.finisher = finisher;
  }

  /**
   * Starts.
   *
   * @param onlyServer the caller knows that no other server can be alive: what an earlier start
   *     left is ended at once
   */
  void start(boolean onlyServer) {
    if (onlyServer) {
      lease.fenceDead(true);
      endOrphans();
    }
    thread.start();
  }

  /** Ends the turns that no living server owns. */
  void endOrphans() {
    List<Turn> orphans = store.use(TurnDao.class, TurnDao::orphans);
    for (Turn orphan : orphans) {
      finisher.finishOrphan(orphan);
      log.info("Turn {} was interrupted: its server had stopped", orphan.id());
    }
  }

  private void recover() {
    while (!closed) {
      LockSupport.parkNanos(BETWEEN.toNanos());
      try {
        lease.fenceDead(false);
        endOrphans();
      } catch (Fenced e) {
        log.debug("Fenced while ending turns of others");
      } catch (RuntimeException e) {
        log.warn("Turns of stopped servers were not looked for: {}", e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
