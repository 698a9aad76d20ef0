package io.chatdata.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Reason;
import io.chatdata.server.sql.TestingPostgres;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a caller is told who gets no connection. */
class PoolTest {
  private static final Duration QUEUE = Duration.ofSeconds(1);

  private final Pool pool =
      new Pool(
          PostgresDataSource.of(TestingPostgres.create().url("postgres", "not needed")),
          1,
          Duration.ofSeconds(30),
          QUEUE);

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void whoWaitsWhileOthersGetTheirsIsToldThatTheServerIsBusy() throws InterruptedException {
    var first = new CountDownLatch(1);
    var second = new CountDownLatch(1);
    Thread one = holdingUntil(first);
    Thread two = holdingUntil(second);
    Thread release =
        Thread.ofVirtual()
            .unstarted(
                () -> {
                  LockSupport.parkNanos(QUEUE.toNanos() / 4);
                  first.countDown();
                });
    release.start();

    ChatdataException busy = refused();

    second.countDown();
    for (Thread thread : new Thread[] {one, two, release}) {
      thread.join();
    }
    assertEquals(Reason.OVERLOADED, busy.reason());
    assertNotNull(busy.problem().retryAfter());
  }

  @Test
  void whoWaitsWhileNobodyIsAnsweredIsToldThatTheStoreIsOutOfReach() throws InterruptedException {
    var never = new CountDownLatch(1);
    Thread one = holdingUntil(never);

    ChatdataException unreachable = refused();

    never.countDown();
    one.join();
    assertEquals(Reason.STORE_UNAVAILABLE, unreachable.reason());
  }

  private ChatdataException refused() {
    return assertThrows(
        ChatdataException.class, () -> pool.inTransaction(transaction -> "got one"));
  }

  /** Has the pool's connection, or waits for it, when this returns. */
  private Thread holdingUntil(CountDownLatch end) {
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  String _ =
                      pool.inTransaction(
                          transaction -> {
                            try {
                              end.await(30, TimeUnit.SECONDS);
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                            return "done";
                          });
                });
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      LockSupport.parkNanos(1_000_000);
    }
    return thread;
  }
}
