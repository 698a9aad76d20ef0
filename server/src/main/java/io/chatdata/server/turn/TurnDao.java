package io.chatdata.server.turn;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Usage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.sqlobject.config.KeyColumn;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.config.ValueColumn;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** SQL on turns. */
@RegisterRowMapper(TurnMapper.class)
public interface TurnDao {
  String COLUMNS =
      """
      t.id, t.conversation_id, t.owner_server, t.status, t.user_message_id,
      t.assistant_message_id, t.provider, t.model, t.connection_id, t.started_at, t.ended_at,
      t.last_sequence, t.finish_reason, t.error, t.input_tokens, t.cached_input_tokens,
      t.output_tokens, t.reasoning_tokens, t.cost_usd, t.usage_estimated
      """;

  /** True where a server that isn't fenced owns the turn. */
  String ALIVE =
      """
      EXISTS (SELECT FROM chatdata.servers s WHERE s.id = t.owner_server AND NOT s.fenced)
      """;

  /** Does nothing where a turn of the conversation runs. */
  @SqlUpdate(
      """
      INSERT INTO chatdata.turns
        (id, conversation_id, owner_server, status, request_id, request_hash, parent_message_id,
         user_message_id, assistant_message_id, provider, model, connection_id)
      VALUES
        (:id, :conversationId, :ownerServer, 'RUNNING', :requestId, decode(:requestHash, 'hex'),
         :parentMessageId, :userMessageId, :assistantMessageId, :provider, :model,
         :connectionId)
      ON CONFLICT (conversation_id) WHERE status = 'RUNNING' DO NOTHING
      """)
  int insert(@BindMethods NewTurn turn, @Nullable String requestHash);

  @SqlQuery("SELECT " + COLUMNS + " FROM chatdata.turns t WHERE t.id = :id")
  Optional<Turn> find(UUID id);

  @SqlQuery(
      "SELECT "
          + COLUMNS
          + """
           FROM chatdata.turns t
          WHERE t.conversation_id = :conversationId AND t.request_id = :requestId
          """)
  Optional<Turn> findByRequest(UUID conversationId, String requestId);

  @SqlQuery("SELECT encode(request_hash, 'hex') FROM chatdata.turns WHERE id = :id")
  @Nullable String requestHash(UUID id);

  @SqlQuery(
      "SELECT "
          + COLUMNS
          + """
           FROM chatdata.turns t
          WHERE t.conversation_id = :conversationId AND t.status = 'RUNNING'
          """)
  Optional<Turn> running(UUID conversationId);

  /** Running turns that no living server owns. */
  @SqlQuery(
      "SELECT "
          + COLUMNS
          + " FROM chatdata.turns t WHERE t.status = 'RUNNING' AND NOT "
          + ALIVE
          + " ORDER BY t.started_at LIMIT 100")
  List<Turn> orphans();

  @SqlQuery("SELECT NOT " + ALIVE + " FROM chatdata.turns t WHERE t.id = :id")
  Optional<Boolean> orphaned(UUID id);

  /** Of the turns that are there: whether they have ended, and with which sequence. */
  @SqlQuery("SELECT id, last_sequence FROM chatdata.turns WHERE id = ANY(:ids)")
  @KeyColumn("id")
  @ValueColumn("last_sequence")
  Map<UUID, Long> ends(UUID[] ids);

  /** Ids of the running turns of one server. */
  @SqlQuery("SELECT id FROM chatdata.turns WHERE owner_server = :owner AND status = 'RUNNING'")
  Set<UUID> runningOf(UUID owner);

  @SqlUpdate(
      """
      UPDATE chatdata.turns SET cancel_requested_at = coalesce(cancel_requested_at, now())
      WHERE id = :id AND status = 'RUNNING'
      """)
  int requestCancel(UUID id);

  @SqlQuery(
      """
      SELECT id FROM chatdata.turns
      WHERE owner_server = :owner AND status = 'RUNNING' AND cancel_requested_at IS NOT NULL
      """)
  List<UUID> toCancel(UUID owner);

  /** Ends a turn; 0 where someone else has ended it. */
  @SqlUpdate(
      """
      UPDATE chatdata.turns
      SET status = :status, ended_at = now(), last_sequence = :lastSequence,
          finish_reason = :finishReason, error = :error, input_tokens = :inputTokens,
          cached_input_tokens = :cachedInputTokens, output_tokens = :outputTokens,
          reasoning_tokens = :reasoningTokens, cost_usd = :costUsd, usage_estimated = :estimated
      WHERE id = :id AND owner_server = :owner AND status = 'RUNNING'
      """)
  int finish(
      UUID id,
      UUID owner,
      String status,
      long lastSequence,
      String finishReason,
      @Nullable JsonNode error,
      @BindMethods Usage usage);

  /** A turn that starts. */
  record NewTurn(
      UUID id,
      UUID conversationId,
      UUID ownerServer,
      @Nullable String requestId,
      @Nullable UUID parentMessageId,
      UUID userMessageId,
      UUID assistantMessageId,
      String provider,
      String model,
      String connectionId) {}
}
