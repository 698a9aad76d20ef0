package io.chatdata.server.explorer;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.store.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes results. Those of direct calls that come while one is being written are written together
 * by the first that can: a commit for each is what would take the store the longest.
 */
final class ResultWriter {
  /** Bytes of rows; what is longer is written alone, and holds up no other. */
  private static final int SHORT = 64 << 10;

  private static final int MOST_AT_ONCE = 64;

  /**
   * Between two writes, so that more share one. A caller alone doesn't wait: its call is longer.
   */
  private static final long BETWEEN_NANOS = 2_000_000;

  private final Pool pool;
  private final ReentrantLock writing = new ReentrantLock();
  private final Queue<Entry> waiting = new ConcurrentLinkedQueue<>();
  private long nextWrite = System.nanoTime();

  ResultWriter(Pool pool) {
    this.pool = pool;
  }

  private static final class Entry {
    final ResultRow row;
    boolean written;
    @Nullable RuntimeException failure;

    Entry(ResultRow row) {
      this.row = row;
    }
  }

  /**
   * Stores one of a direct call.
   *
   * @throws ChatdataException STORE_UNAVAILABLE, OVERLOADED
   */
  void storeDirect(ResultRow row) {
    var entry = new Entry(row);
    if (row.rows().length > SHORT) {
      insert(List.of(entry));
      return;
    }
    waiting.add(entry);
    writing.lock();
    try {
      while (!entry.written) {
        LockSupport.parkNanos(nextWrite - System.nanoTime());
        nextWrite = System.nanoTime() + BETWEEN_NANOS;
        List<Entry> some = take();
        // It is no longer waiting where whoever took it died of an Error.
        write(some.isEmpty() ? List.of(entry) : some);
      }
    } finally {
      writing.unlock();
    }
    if (entry.failure != null) {
      throw entry.failure;
    }
  }

  private List<Entry> take() {
    List<Entry> some = new ArrayList<>();
    for (Entry next = waiting.poll(); next != null; next = waiting.poll()) {
      some.add(next);
      if (some.size() == MOST_AT_ONCE) {
        break;
      }
    }
    return some;
  }

  private void write(List<Entry> some) {
    RuntimeException failure = null;
    try {
      insert(some);
    } catch (RuntimeException e) {
      if (some.size() > 1 && !(e instanceof ChatdataException)) {
        // One that can't be stored takes no other with it.
        some.forEach(entry -> write(List.of(entry)));
        return;
      }
      failure = e;
    }
    for (Entry entry : some) {
      entry.written = true;
      entry.failure = failure;
    }
  }

  private void insert(List<Entry> some) {
    List<ResultRow> rows = some.stream().map(entry -> entry.row).toList();
    pool.use(
        ResultDao.class,
        dao -> {
          insert(dao, null, rows);
          return rows;
        });
  }

  /** Writes results of a turn, or of direct calls. */
  static void insert(ResultDao dao, @Nullable UUID turnId, List<ResultRow> rows) {
    dao.insert(
        turnId,
        rows.stream().map(ResultRow::id).toArray(UUID[]::new),
        rows.stream().map(ResultRow::connectionId).toArray(String[]::new),
        rows.stream().map(ResultRow::sql).toArray(String[]::new),
        rows.stream().map(ResultRow::columns).toArray(JsonNode[]::new),
        rows.stream().map(ResultRow::rows).toArray(byte[][]::new),
        rows.stream().map(ResultRow::rowCount).toArray(Integer[]::new),
        rows.stream().map(ResultRow::truncated).toArray(Boolean[]::new),
        rows.stream().map(ResultRow::elapsedMicros).toArray(Long[]::new),
        rows.stream().map(ResultRow::receipt).toArray(JsonNode[]::new));
  }
}
