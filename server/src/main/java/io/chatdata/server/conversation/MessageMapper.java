package io.chatdata.server.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** A row of chat_messages. */
public final class MessageMapper implements RowMapper<Message> {
  @Override
  public Message map(ResultSet row, StatementContext context) throws SQLException {
    return new Message(
        row.getObject("id", UUID.class),
        row.getObject("conversation_id", UUID.class),
        Role.of(row.getString("role")),
        row.getString("content"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getLong("sequence"),
        row.getString("provider"),
        row.getString("model"),
        row.getString("tool_name"),
        json(row, "tool_input"),
        json(row, "tool_output"),
        json(row, "raw_request"),
        json(row, "raw_response"),
        row.getObject("turn_id", UUID.class),
        row.getObject("parent_message_id", UUID.class),
        row.getString("tool_call_id"),
        MessagePart.fromJson(json(row, "parts")),
        Arrays.asList(array(row, "follow_ups", String[].class)),
        Arrays.asList(array(row, "choices", String[].class)),
        List.of(array(row, "sibling_ids", UUID[].class)));
  }

  private static @Nullable JsonNode json(ResultSet row, String column) throws SQLException {
    String text = row.getString(column);
    return text == null ? null : Json.parse(text);
  }

  private static <T> T array(ResultSet row, String column, Class<T> type) throws SQLException {
    Array array = row.getArray(column);
    return type.cast(array.getArray());
  }
}
