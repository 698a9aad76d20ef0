package io.chatdata.server.store;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.DatabaseUrl;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for the store's server to answer, and says in words why it doesn't. */
final class StoreProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration BETWEEN = Duration.ofMillis(500);

  private StoreProbe() {}

  /** Tries for 15 s where the server may just be starting; a wrong login fails at once. */
  static void check(String name, DatabaseUrl url) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try (Connection connection = PostgresDataSource.of(url).getConnection()) {
        if (connection.isValid(5)) {
          return;
        }
      } catch (SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        boolean starting = state.startsWith("08") || state.equals("57P03");
        if (!starting || System.nanoTime() > end) {
          throw new ChatdataException(
              Problem.of(
                  Reason.STORE_UNAVAILABLE,
                  "The store at %s (%s) can't be used: %s".formatted(url, name, words(state))),
              e);
        }
      }
      LockSupport.parkNanos(BETWEEN.toNanos());
    }
  }

  private static String words(String state) {
    return switch (state) {
      case "28P01", "28000" -> "it refuses the login; check user and password";
      case "3D000" -> "it has no such database; create it first";
      case "08001", "08004", "08006" ->
          "nothing answers there, or TLS can't be agreed on; check host, port and sslmode";
      default -> "it answers with SQLSTATE " + state;
    };
  }
}
