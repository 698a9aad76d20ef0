package io.chatdata.server.turn;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/** A row of turn_log. */
public final class ChunkMapper implements RowMapper<Chunk> {
  @Override
  public Chunk map(ResultSet row, StatementContext context) throws SQLException {
    return new Chunk(
        row.getLong("first_sequence"), row.getLong("last_sequence"), row.getBytes("events"));
  }
}
