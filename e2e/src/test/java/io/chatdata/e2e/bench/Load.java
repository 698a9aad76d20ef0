package io.chatdata.e2e.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Streams that are asked for at the same time, each read to its end.
 *
 * @param streams how many
 * @param tokens of each
 * @param rate tokens a second of each; 0 means as fast as they are taken
 * @param rampMillis over so long they are opened
 * @param windowMillis so long tokens are timed and processors looked at, from a second after the
 *     last was opened; 0 means from the first request to the last end
 */
record Load(int streams, int tokens, int rate, long rampMillis, long windowMillis) {
  /** Between the starts of two paced streams: the pace is measured, not how many start at once. */
  private static final long MILLIS_APART = 5;

  private static final long SETTLE_MILLIS = 1000;

  private static final long LONGEST_MILLIS = 20_000;

  /** As many tokens as fast as they are taken. */
  static Load atOnce(int streams, int tokens) {
    return new Load(streams, tokens, 0, 0, 0);
  }

  /** At a pace, for so many seconds after all were opened, two hundred a second. */
  static Load paced(int streams, int rate, int seconds) {
    long ramp = Math.max(300, streams * MILLIS_APART);
    long life = ramp + SETTLE_MILLIS + seconds * 1000L + SETTLE_MILLIS;
    return new Load(streams, (int) (rate * life / 1000), rate, ramp, seconds * 1000L);
  }

  /**
   * What came of it.
   *
   * @param ended how many streams ended well with all their tokens
   * @param delivered share of the tokens that the window ought to have had
   * @param latency how long each token in the window took
   * @param first how long each stream took to its first token
   * @param cpu processor seconds of a million tokens, its store's among them
   * @param storeCpu of these the store's
   */
  record Result(
      int ended,
      double delivered,
      double perSecond,
      Times latency,
      Times first,
      double cpu,
      double storeCpu) {
    @Override
    public String toString() {
      return "%,.0f tokens/s, %.1f %% in time, %d whole"
          .formatted(perSecond, 100 * delivered, ended);
    }
  }

  Result on(Target target) throws Exception {
    target.clients().prepare(streams);
    long start = System.nanoTime();
    boolean windowed = windowMillis > 0;
    long from = windowed ? start + (rampMillis + SETTLE_MILLIS) * 1_000_000 : start;
    long to = windowed ? from + windowMillis * 1_000_000 : Long.MAX_VALUE;
    double cpu = target.cpuSeconds();
    double storeCpu = target.store().cpuSeconds();
    var left = new CountDownLatch(streams);
    var well = new AtomicInteger();
    List<Stamps> all = new ArrayList<>(streams);
    List<Runnable> leaving = new ArrayList<>(streams);
    for (int i = 0; i < streams; i++) {
      sleepUntil(start + rampMillis * 1_000_000 * i / streams);
      var stamps = new Stamps(tokens, from, to);
      all.add(stamps);
      leaving.add(
          target
              .clients()
              .ask(
                  "[[tokens=%d rate=%d]]".formatted(tokens, rate),
                  stamps,
                  isWell -> {
                    if (isWell && stamps.tokens() == tokens) {
                      well.incrementAndGet();
                    }
                    left.countDown();
                  }));
    }
    if (windowed) {
      sleepUntil(from);
      cpu = target.cpuSeconds();
      storeCpu = target.store().cpuSeconds();
      sleepUntil(to);
    } else {
      boolean _ = left.await(LONGEST_MILLIS, TimeUnit.MILLISECONDS);
    }
    cpu = target.cpuSeconds() - cpu;
    storeCpu = target.store().cpuSeconds() - storeCpu;
    double seconds = (Math.min(System.nanoTime(), to) - from) / 1e9;
    if (!left.await(LONGEST_MILLIS, TimeUnit.MILLISECONDS)) {
      leaving.forEach(Runnable::run);
      // What goes on would take its time from the next round.
      target.awaitQuiet();
    }
    long counted = all.stream().mapToLong(Stamps::inWindow).sum();
    double expected = windowed ? streams * rate * seconds : (double) streams * tokens;
    return new Result(
        well.get(),
        counted / expected,
        counted / seconds,
        new Times(all.stream().flatMapToDouble(Stamps::millis)),
        new Times(all.stream().mapToDouble(Stamps::firstMillis)),
        cpu / counted * 1e6,
        storeCpu / counted * 1e6);
  }

  private static void sleepUntil(long time) {
    for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
