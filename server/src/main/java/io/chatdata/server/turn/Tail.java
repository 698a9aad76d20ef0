package io.chatdata.server.turn;

import io.chatdata.server.base.ChatdataException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The last committed events of a turn that is being read, shared by all its readers on this server.
 * What it no longer holds is in the store.
 */
final class Tail {
  private static final int MOST_BYTES = 256 * 1024;

  private final Deque<Chunk> chunks = new ArrayDeque<>();
  private long bytes;
  private long version;
  private int readers;

  /** They are woken one by one: what waits at a monitor is woken by one thread for all monitors. */
  private final Set<Thread> waiting = new HashSet<>();

  private long end;
  private @Nullable ChatdataException trouble;

  /** Adds committed events; those that it has already are passed over. */
  synchronized void publish(Chunk chunk) {
    if (!chunks.isEmpty() && chunk.lastSequence() <= chunks.getLast().lastSequence()) {
      return;
    }
    if (!chunks.isEmpty() && chunk.firstSequence() != chunks.getLast().lastSequence() + 1) {
      chunks.clear();
      bytes = 0;
    }
    chunks.add(chunk);
    bytes += chunk.events().length;
    while (bytes > MOST_BYTES && chunks.size() > 1) {
      bytes -= chunks.removeFirst().events().length;
    }
    wake();
  }

  /** Makes the readers look into the store. */
  synchronized void wake() {
    version++;
    waiting.forEach(LockSupport::unpark);
  }

  /** The events after a sequence without a gap; empty where it doesn't hold the next one. */
  synchronized List<Chunk> after(long sequence) {
    List<Chunk> next = new ArrayList<>();
    long expected = sequence + 1;
    for (Chunk chunk : chunks) {
      if (chunk.firstSequence() <= expected && chunk.lastSequence() >= expected) {
        next.add(chunk);
        expected = chunk.lastSequence() + 1;
      }
    }
    return next;
  }

  /** The last sequence it holds; 0 where it holds none. */
  synchronized long last() {
    return chunks.isEmpty() ? 0 : chunks.getLast().lastSequence();
  }

  /** The turn has ended, with this sequence. */
  synchronized void end(long sequence) {
    if (end == 0) {
      end = sequence;
      wake();
    }
  }

  /** The last sequence of the turn; 0 while more may come. */
  synchronized long end() {
    return end;
  }

  /** Nobody can say whether there is more: the store is out of reach, or the turn is gone. */
  synchronized void trouble(@Nullable ChatdataException why) {
    trouble = why;
    if (why != null) {
      wake();
    }
  }

  synchronized @Nullable ChatdataException trouble() {
    return trouble;
  }

  /** Grows with each news. */
  synchronized long version() {
    return version;
  }

  /** Waits for news after a version. */
  void await(long seen, Duration wait) throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    waits(Thread.currentThread(), true);
    try {
      for (long left = wait.toNanos(); left > 0 && version() == seen; ) {
        LockSupport.parkNanos(this, left);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        left = end - System.nanoTime();
      }
    } finally {
      waits(Thread.currentThread(), false);
    }
  }

  private synchronized void waits(Thread reader, boolean yes) {
    boolean _ = yes ? waiting.add(reader) : waiting.remove(reader);
  }

  synchronized void enter() {
    readers++;
  }

  /** True when the last reader left. */
  synchronized boolean leave() {
    return --readers == 0;
  }
}
