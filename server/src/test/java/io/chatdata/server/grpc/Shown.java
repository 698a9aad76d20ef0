package io.chatdata.server.grpc;

import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import io.chatdata.v1.ChatEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** All that any reader was shown, and what was wrong with it. */
final class Shown implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement committed;
  private final Map<String, Long> knownCommitted = new HashMap<>();
  private final Map<String, SortedMap<Long, ChatEvent>> turns = new ConcurrentHashMap<>();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();

  Shown(TestingDatabase store) throws SQLException {
    connection = store.connect();
    committed =
        connection.prepareStatement(
            """
            select (select max(last_sequence) from chatdata.turn_log where turn_id = t.id)
            from chatdata.turns t where t.id = ?::uuid
            """);
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
    try {
      committed.setString(1, turn);
      try (ResultSet row = committed.executeQuery()) {
        // The turn may have been removed with its conversation.
        if (row.next()) {
          long last = row.getLong(1);
          knownCommitted.put(turn, last);
          if (last < sequence) {
            violation(
                "turn %s: %d was shown when %d was committed".formatted(turn, sequence, last));
          }
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is stored. */
  List<List<@Nullable String>> rows(String sql) {
    try {
      return TestingPostgres.rows(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
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
  public void close() throws SQLException {
    connection.close();
  }
}
