package io.chatdata.server.explorer;

import io.chatdata.server.base.Cancellation;
import io.chatdata.server.sql.QueryRequest;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * On whose behalf a tool runs.
 *
 * @param connectionId used where the arguments name none; empty means the default
 * @param turnId the turn; null for a direct call, whose result expires
 * @param cancellation stops what the tool does, down to the database
 */
public record ToolContext(String connectionId, @Nullable UUID turnId, Cancellation cancellation) {
  /** A statement that runs on this behalf. */
  QueryRequest request(String sql, int limit, Duration timeout) {
    return new QueryRequest(
        sql, limit, timeout, turnId == null ? null : "turn=" + turnId, cancellation);
  }
}
