package io.chatdata.server.grpc;

import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import io.chatdata.v1.ChatEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** All that any reader was shown, and what was wrong with it. */
final class Shown implements AutoCloseable {
  private static final long PATIENCE = 60_000_000_000L;

  private final TestingDatabase store;
  private @Nullable Connection connection;
  private final Map<String, Long> knownCommitted = new HashMap<>();
  private final Map<String, SortedMap<Long, ChatEvent>> turns = new ConcurrentHashMap<>();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();

  Shown(TestingDatabase store) {
    this.store = store;
  }

  /** A reader that was shown events up to a sequence is now shown another. */
  void record(ChatEvent event, long before) {
    long sequence = event.getSequence();
    String turn = event.getTurnId();
    if (sequence != before + 1) {
      violation("turn %s: %d was shown after %d".formatted(turn, sequence, before));
    }
    SortedMap<Long, ChatEvent> events = turns.computeIfAbsent(turn, id -> new TreeMap<>());
    ChatEvent known;
    synchronized (events) {
      known = events.putIfAbsent(sequence, event);
    }
    if (known == null) {
      checkCommitted(turn, sequence);
    } else if (!known.equals(event)) {
      violation("turn %s: %d was shown as %s and as %s".formatted(turn, sequence, known, event));
    }
  }

  private synchronized void checkCommitted(String turn, long sequence) {
    if (sequence <= knownCommitted.getOrDefault(turn, 0L)) {
      return;
    }
    List<List<@Nullable String>> rows =
        rows(
            """
            select coalesce(
              (select max(last_sequence) from chatdata.turn_log where turn_id = t.id), 0)
            from chatdata.turns t where t.id = '%s'
            """
                .formatted(turn));
    // The turn may have been removed with its conversation.
    if (!rows.isEmpty()) {
      long last = Long.parseLong(String.valueOf(rows.getFirst().getFirst()));
      knownCommitted.put(turn, last);
      if (last < sequence) {
        violation("turn %s: %d was shown when %d was committed".formatted(turn, sequence, last));
      }
    }
  }

  /** What is stored, also while the store comes back. */
  synchronized List<List<@Nullable String>> rows(String sql) {
    long start = System.nanoTime();
    while (true) {
      try {
        if (connection == null) {
          connection = store.connect();
        }
        return TestingPostgres.rows(connection, sql);
      } catch (SQLException e) {
        close();
        if (System.nanoTime() - start > PATIENCE) {
          throw new IllegalStateException(e);
        }
        LockSupport.parkNanos(20_000_000);
      }
    }
  }

  void violation(String text) {
    violations.add(text);
  }

  Queue<String> violations() {
    return violations;
  }

  /** What was shown of a turn, by sequence. */
  Map<Long, ChatEvent> of(String turn) {
    return turns.getOrDefault(turn, new TreeMap<>());
  }

  @Override
  public synchronized void close() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        // It was broken.
      }
      connection = null;
    }
  }
}
