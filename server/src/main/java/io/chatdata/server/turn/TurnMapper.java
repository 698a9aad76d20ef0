package io.chatdata.server.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatdata.server.base.Json;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Usage;
import io.chatdata.server.llm.FinishReason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** A row of turns. */
public final class TurnMapper implements RowMapper<Turn> {
  @Override
  public Turn map(ResultSet row, StatementContext context) throws SQLException {
    String finishReason = row.getString("finish_reason");
    return new Turn(
        row.getObject("id", UUID.class),
        row.getObject("conversation_id", UUID.class),
        row.getObject("owner_server", UUID.class),
        TurnStatus.valueOf(row.getString("status")),
        row.getObject("user_message_id", UUID.class),
        row.getObject("assistant_message_id", UUID.class),
        row.getString("provider"),
        row.getString("model"),
        row.getString("connection_id"),
        row.getObject("started_at", OffsetDateTime.class).toInstant(),
        instant(row.getObject("ended_at", OffsetDateTime.class)),
        row.getLong("last_sequence"),
        new Usage(
            row.getLong("input_tokens"),
            row.getLong("cached_input_tokens"),
            row.getLong("output_tokens"),
            row.getLong("reasoning_tokens"),
            row.getBigDecimal("cost_usd"),
            row.getBoolean("usage_estimated")),
        finishReason == null ? null : FinishReason.valueOf(finishReason),
        problem(row.getString("error")));
  }

  static @Nullable JsonNode toJson(@Nullable Problem problem) {
    if (problem == null) {
      return null;
    }
    ObjectNode object =
        Json.object().put("reason", problem.reason().name()).put("message", problem.message());
    ObjectNode metadata = object.putObject("metadata");
    problem.metadata().forEach(metadata::put);
    if (problem.retryAfter() != null) {
      object.put("retry_after_ms", problem.retryAfter().toMillis());
    }
    return object;
  }

  private static @Nullable Problem problem(@Nullable String json) {
    if (json == null) {
      return null;
    }
    JsonNode object = Json.parse(json);
    Map<String, String> metadata = new HashMap<>();
    object
        .path("metadata")
        .properties()
        .forEach(field -> metadata.put(field.getKey(), field.getValue().asText()));
    return new Problem(
        Reason.valueOf(object.path("reason").asText()),
        object.path("message").asText(),
        metadata,
        null,
        object.has("retry_after_ms")
            ? Duration.ofMillis(object.path("retry_after_ms").asLong())
            : null);
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
