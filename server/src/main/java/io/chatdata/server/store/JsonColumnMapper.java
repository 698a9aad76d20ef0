package io.chatdata.server.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** jsonb as JSON values. */
final class JsonColumnMapper implements ColumnMapper<JsonNode> {
  @Override
  public @Nullable JsonNode map(ResultSet row, int column, StatementContext context)
      throws SQLException {
    String text = row.getString(column);
    return text == null ? null : Json.parse(text);
  }
}
