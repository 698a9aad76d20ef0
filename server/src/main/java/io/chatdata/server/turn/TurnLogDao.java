package io.chatdata.server.turn;

import java.util.List;
import java.util.UUID;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** SQL on the log. */
@RegisterRowMapper(ChunkMapper.class)
public interface TurnLogDao {
  /**
   * Appends chunks of several turns, where the server isn't fenced. Chunks that are there already
   * stay as they are, so that the same call can be made again when its outcome is not known.
   *
   * @return 1, or 0 where the server is fenced
   */
  @SqlQuery(
      """
      WITH me AS MATERIALIZED (
        SELECT 1 FROM chatdata.servers WHERE id = :me AND NOT fenced FOR SHARE),
      appended AS (
        INSERT INTO chatdata.turn_log (turn_id, first_sequence, last_sequence, events)
        SELECT b.turn_id, b.first_sequence, b.last_sequence, b.events
        FROM me, unnest(:turns, :firsts, :lasts, :events)
          AS b (turn_id, first_sequence, last_sequence, events)
        ON CONFLICT DO NOTHING)
      SELECT count(*) FROM me
      """)
  int append(UUID me, UUID[] turns, Long[] firsts, Long[] lasts, byte[][] events);

  @SqlUpdate(
      """
      INSERT INTO chatdata.turn_log (turn_id, first_sequence, last_sequence, events)
      VALUES (:turnId, :first, :last, :events)
      """)
  void insert(UUID turnId, long first, long last, byte[] events);

  /** Begins with the chunk that holds the next event, found without reading those before it. */
  @SqlQuery(
      """
      SELECT first_sequence, last_sequence, events FROM chatdata.turn_log
      WHERE turn_id = :turnId AND last_sequence > :after
        AND first_sequence >= coalesce((
          SELECT max(l.first_sequence) FROM chatdata.turn_log l
          WHERE l.turn_id = :turnId AND l.first_sequence <= :after + 1), 0)
      ORDER BY first_sequence LIMIT :limit
      """)
  List<Chunk> read(UUID turnId, long after, int limit);

  @SqlQuery(
      """
      SELECT coalesce((
        SELECT last_sequence FROM chatdata.turn_log
        WHERE turn_id = :turnId ORDER BY first_sequence DESC LIMIT 1), 0)
      """)
  long lastSequence(UUID turnId);

  /**
   * Appends a turn's last chunk, and makes one of all its chunks where they have at most 4 MiB:
   * same events, same sequences.
   */
  @SqlUpdate(
      """
      WITH merged AS (
        DELETE FROM chatdata.turn_log
        WHERE turn_id = :turnId
          AND (SELECT sum(octet_length(events)) <= 4194304
               FROM chatdata.turn_log WHERE turn_id = :turnId)
        RETURNING first_sequence, events)
      INSERT INTO chatdata.turn_log (turn_id, first_sequence, last_sequence, events)
      SELECT :turnId, coalesce(min(first_sequence), :first), :last,
        coalesce(string_agg(events, ''::bytea ORDER BY first_sequence), ''::bytea) || :events
      FROM merged
      """)
  void insertLast(UUID turnId, long first, long last, byte[] events);
}
