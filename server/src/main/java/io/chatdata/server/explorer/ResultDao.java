package io.chatdata.server.explorer;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** SQL on results. */
interface ResultDao {
  /**
   * One of a direct call, which has no turn, expires in an hour, and isn't waited for until it is
   * on the disk: a crash of the store may lose the last ones.
   */
  @SqlUpdate(
      """
      INSERT INTO chatdata.results (id, turn_id, connection_id, sql, columns, rows, row_count,
        truncated, elapsed_micros, receipt, expires_at)
      VALUES (:id, :turnId, :connectionId, :sql, :columns, :rows, :rowCount,
        :truncated, :elapsedMicros, :receipt,
        CASE WHEN CAST(:turnId AS uuid) IS NULL THEN
          CASE set_config('synchronous_commit', 'off', true)
            WHEN 'off' THEN now() + interval '1 hour' END END)
      ON CONFLICT (id) DO NOTHING
      """)
  void insert(
      UUID id,
      @Nullable UUID turnId,
      String connectionId,
      String sql,
      JsonNode columns,
      byte[] rows,
      int rowCount,
      boolean truncated,
      long elapsedMicros,
      JsonNode receipt);

  /** The server that may write for a turn; none where the turn is gone. */
  @SqlQuery("SELECT owner_server FROM chatdata.turns WHERE id = :turnId")
  Optional<UUID> ownerOfTurn(UUID turnId);

  @SqlQuery(
      """
      SELECT connection_id, sql, columns, rows, row_count, truncated, elapsed_micros, receipt
      FROM chatdata.results WHERE id = :id AND (expires_at IS NULL OR expires_at > now())
      """)
  @RegisterConstructorMapper(ResultRow.class)
  Optional<ResultRow> find(UUID id);

  @SqlUpdate(
      """
      DELETE FROM chatdata.results WHERE id IN (
        SELECT id FROM chatdata.results WHERE expires_at < :now LIMIT :most
        FOR UPDATE SKIP LOCKED)
      """)
  int deleteExpired(Instant now, int most);
}
