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
   * Some of a turn, or some of direct calls: these have no turn, expire in an hour, and aren't
   * waited for until they are on the disk, so that a crash of the store may lose the last ones.
   */
  @SqlUpdate(
      """
      INSERT INTO chatdata.results (turn_id, id, connection_id, sql, columns, rows, row_count,
        truncated, elapsed_micros, receipt, expires_at)
      SELECT CAST(:turnId AS uuid), r.*,
        CASE WHEN CAST(:turnId AS uuid) IS NULL THEN
          CASE set_config('synchronous_commit', 'off', true)
            WHEN 'off' THEN now() + interval '1 hour' END END
      FROM unnest(:ids, :connectionIds, :sqls, :columns, :rows, :rowCounts, :truncated,
        :elapsedMicros, :receipts) r
      ON CONFLICT (id) DO NOTHING
      """)
  void insert(
      @Nullable UUID turnId,
      UUID[] ids,
      String[] connectionIds,
      String[] sqls,
      JsonNode[] columns,
      byte[][] rows,
      Integer[] rowCounts,
      Boolean[] truncated,
      Long[] elapsedMicros,
      JsonNode[] receipts);

  /** The server that may write for a turn; none where the turn is gone. */
  @SqlQuery("SELECT owner_server FROM chatdata.turns WHERE id = :turnId")
  Optional<UUID> ownerOfTurn(UUID turnId);

  @SqlQuery(
      """
      SELECT id, connection_id, sql, columns, rows, row_count, truncated, elapsed_micros, receipt
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
