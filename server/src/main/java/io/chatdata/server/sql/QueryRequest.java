package io.chatdata.server.sql;

import io.chatdata.server.base.Cancellation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A statement to run.
 *
 * @param sql the caller's text
 * @param limit the most rows, 1 to 1000
 * @param timeout the most time over all, up to 30 s
 * @param origin who asks, for the comment that a database administrator sees: a turn's id; null for
 *     a direct call
 * @param cancellation stops the statement on the database
 */
public record QueryRequest(
    String sql, int limit, Duration timeout, @Nullable String origin, Cancellation cancellation) {
  public static final int MAX_ROWS = 1000;
  public static final Duration MAX_TIME = Duration.ofSeconds(30);

  public QueryRequest {
    if (limit < 1 || limit > MAX_ROWS) {
      throw new IllegalArgumentException("limit is %d; 1 to %d".formatted(limit, MAX_ROWS));
    }
    if (!timeout.isPositive() || timeout.compareTo(MAX_TIME) > 0) {
      throw new IllegalArgumentException("timeout is %s; up to %s".formatted(timeout, MAX_TIME));
    }
  }

  /** The same within a connection's limit of time. */
  QueryRequest within(DatabaseConfig.Limits limits) {
    return timeout.compareTo(limits.time()) <= 0
        ? this
        : new QueryRequest(sql, limit, limits.time(), origin, cancellation);
  }
}
