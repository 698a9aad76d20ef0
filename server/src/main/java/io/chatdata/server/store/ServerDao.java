package io.chatdata.server.store;

import java.util.List;
import java.util.UUID;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** The servers of this store; one row a start of a server. */
interface ServerDao {
  @SqlUpdate("INSERT INTO chatdata.servers (id) VALUES (:id)")
  void insert(UUID id);

  /** Says that the server is alive; 0 where it was fenced. Two beats left out are a break. */
  @SqlUpdate(
      """
      UPDATE chatdata.servers
      SET heartbeat_at = now(),
          steady_since =
            CASE WHEN heartbeat_at < now() - interval '4 s' THEN now() ELSE steady_since END
      WHERE id = :id AND NOT fenced
      """)
  int heartbeat(UUID id);

  /** How many servers are alive, the caller included. */
  @SqlQuery(
      """
      SELECT count(*) FROM chatdata.servers
      WHERE NOT fenced AND heartbeat_at > now() - interval '10 s'
      """)
  int alive();

  /** Locks the caller's row against its fence, until the transaction ends. */
  @SqlQuery("SELECT id FROM chatdata.servers WHERE id = :id AND NOT fenced FOR SHARE")
  List<UUID> lock(UUID id);

  /**
   * Fences those whose heartbeat is 10 s old, unless the caller's own was broken within 10 s. Waits
   * for writes in flight of the servers that it fences.
   */
  @SqlUpdate(
      """
      UPDATE chatdata.servers SET fenced = true
      WHERE NOT fenced AND id <> :me AND heartbeat_at < now() - interval '10 s'
        AND EXISTS (
          SELECT FROM chatdata.servers judge
          WHERE judge.id = :me AND NOT judge.fenced
            AND judge.heartbeat_at > now() - interval '4 s'
            AND judge.steady_since < now() - interval '10 s')
      """)
  int fenceDead(UUID me);

  @SqlUpdate("UPDATE chatdata.servers SET fenced = true WHERE NOT fenced AND id <> :me")
  int fenceOthers(UUID me);

  @SqlUpdate("UPDATE chatdata.servers SET fenced = true WHERE id = :id")
  void retire(UUID id);

  @SqlUpdate(
      """
      DELETE FROM chatdata.servers s
      WHERE fenced AND heartbeat_at < now() - interval '1 day'
        AND NOT EXISTS (
          SELECT FROM chatdata.turns t WHERE t.owner_server = s.id AND t.status = 'RUNNING')
      """)
  int forgetOld();
}
