package io.chatdata.server.conversation;

import io.chatdata.server.base.Json;
import io.chatdata.server.base.Usage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** A row of chat_conversations; by hand, for matching names to a record's costs each query more. */
public final class ConversationMapper implements RowMapper<Conversation> {
  @Override
  public Conversation map(ResultSet row, StatementContext context) throws SQLException {
    String titleSource = row.getString("title_source");
    return new Conversation(
        row.getObject("id", UUID.class),
        row.getString("title"),
        titleSource == null ? null : TitleSource.valueOf(titleSource),
        row.getString("provider"),
        row.getString("model"),
        row.getString("connection_id"),
        row.getString("instructions"),
        Json.parse(row.getString("metadata")),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("updated_at", OffsetDateTime.class).toInstant(),
        instant(row.getObject("deleted_at", OffsetDateTime.class)),
        row.getObject("running_turn_id", UUID.class),
        row.getObject("head_message_id", UUID.class),
        row.getString("owner"),
        new Usage(
            row.getLong("input_tokens"),
            row.getLong("cached_input_tokens"),
            row.getLong("output_tokens"),
            row.getLong("reasoning_tokens"),
            row.getBigDecimal("cost_usd"),
            row.getBoolean("usage_estimated")));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
