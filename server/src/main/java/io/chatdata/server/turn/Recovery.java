package io.chatdata.server.turn;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Defect;
import io.chatdata.server.base.Worker;
import io.chatdata.server.store.Lease;
import io.chatdata.server.store.Pool;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends, every two seconds, the turns that nobody runs: those of servers that died, and those of
 * this one that it lost sight of, such as one whose start was committed without it being told.
 */
final class Recovery implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Recovery.class);
  private static final Duration BETWEEN = Duration.ofSeconds(2);

  private final Pool store;
  private final Lease lease;
  private final Predicate<UUID> runsHere;
  private final Consumer<Turn> endOrphan;
  private Set<UUID> lost = Set.of();
  private final Worker worker = new Worker("recovery", this::recover);

  Recovery(Pool store, Lease lease, Predicate<UUID> runsHere, Consumer<Turn> endOrphan) {
    this.store = store;
    this.lease = lease;
    this.runsHere = runsHere;
    this.endOrphan = endOrphan;
  }

  /**
   * Starts.
   *
   * @param onlyServer the caller knows that no other server can be alive: what an earlier start
   *     left is ended at once
   */
  void start(boolean onlyServer) {
    if (onlyServer) {
      lease.fenceOthers();
      store.query(TurnDao.class, TurnDao::orphans).forEach(this::end);
    }
    worker.start();
  }

  private void recover(Worker recovery) {
    while (!recovery.isClosed()) {
      try {
        lease.fenceDead();
        store.query(TurnDao.class, TurnDao::orphans).forEach(this::end);
        endLost();
      } catch (ChatdataException e) {
        log.warn("Turns that nobody runs were not looked for: {}", e.getMessage());
      } catch (RuntimeException e) {
        log.error("Turns that nobody runs were not looked for", Defect.of(e));
      }
      recovery.rest(BETWEEN);
    }
  }

  /** One that is seen for the first time may just be about to run. */
  private void endLost() {
    Set<UUID> mine = new HashSet<>(store.query(TurnDao.class, dao -> dao.runningOf(lease.me())));
    mine.removeIf(runsHere);
    for (UUID id : mine) {
      if (lost.contains(id)) {
        store.query(TurnDao.class, dao -> dao.find(id)).ifPresent(this::end);
      }
    }
    lost = mine;
  }

  private void end(Turn orphan) {
    try {
      endOrphan.accept(orphan);
    } catch (ChatdataException e) {
      log.warn("Turn {}, which nobody runs, was not ended: {}", orphan.id(), e.getMessage());
    } catch (RuntimeException e) {
      // The others are not to wait for this one.
      log.error("Turn {}, which nobody runs, was not ended", orphan.id(), Defect.of(e));
    }
  }

  @Override
  public void close() {
    worker.close();
  }
}
