package io.chatdata.server.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** SQL on conversations. */
@RegisterRowMapper(ConversationMapper.class)
public interface ConversationDao {
  String COLUMNS =
      """
      c.id, c.title, c.title_source, c.provider, c.model, c.connection_id, c.instructions,
      c.metadata, c.created_at, c.updated_at, c.deleted_at, c.head_message_id, c.owner,
      c.input_tokens, c.cached_input_tokens, c.output_tokens, c.reasoning_tokens, c.cost_usd,
      c.usage_estimated,
      (SELECT t.id FROM chatdata.turns t
       WHERE t.conversation_id = c.id AND t.status = 'RUNNING') AS running_turn_id
      """;

  String ADD_USAGE =
      """
      input_tokens = input_tokens + :inputTokens,
      cached_input_tokens = cached_input_tokens + :cachedInputTokens,
      output_tokens = output_tokens + :outputTokens,
      reasoning_tokens = reasoning_tokens + :reasoningTokens,
      cost_usd = CASE WHEN :costUsd::numeric IS NULL THEN cost_usd
                      ELSE coalesce(cost_usd, 0) + :costUsd END,
      usage_estimated = usage_estimated OR :estimated
      """;

  /** Does nothing where the owner has used the request id. */
  @SqlUpdate(
      """
      INSERT INTO public.chat_conversations
        (id, title, title_source, provider, model, connection_id, instructions, metadata, owner,
         request_id, request_hash)
      VALUES
        (:id, :title, CASE WHEN :title <> '' THEN 'USER' END, :provider, :model, :connectionId,
         :instructions, :metadata, :owner, :requestId, decode(:requestHash, 'hex'))
      ON CONFLICT ON CONSTRAINT chat_conversations_request DO NOTHING
      """)
  int insert(
      UUID id,
      String owner,
      @BindMethods NewConversation conversation,
      @Nullable String requestHash);

  @SqlQuery("SELECT " + COLUMNS + " FROM public.chat_conversations c WHERE c.id = :id")
  Optional<Conversation> find(UUID id);

  @SqlQuery(
      "SELECT "
          + COLUMNS
          + """
           FROM public.chat_conversations c
          WHERE c.owner = :owner AND c.request_id = :requestId
          """)
  Optional<Conversation> findByRequest(String owner, String requestId);

  @SqlQuery("SELECT encode(request_hash, 'hex') FROM public.chat_conversations WHERE id = :id")
  @Nullable String requestHash(UUID id);

  @SqlQuery(
      "SELECT "
          + COLUMNS
          + """
           FROM public.chat_conversations c
          WHERE c.owner = :owner
            AND (c.deleted_at IS NOT NULL) = :deleted
            AND (:titlePattern::text IS NULL OR c.title ILIKE :titlePattern)
            AND (:tag::text IS NULL OR jsonb_exists(c.metadata -> 'tags', :tag))
            AND (:beforeUpdate::timestamptz IS NULL
                 OR (c.updated_at, c.id) < (:beforeUpdate, :beforeId))
          ORDER BY c.updated_at DESC, c.id DESC
          LIMIT :limit
          """)
  List<Conversation> list(
      String owner,
      boolean deleted,
      @Nullable String titlePattern,
      @Nullable String tag,
      @Nullable Instant beforeUpdate,
      @Nullable UUID beforeId,
      int limit);

  /** Changes what is not null. */
  @SqlUpdate(
      """
      UPDATE public.chat_conversations
      SET title = coalesce(:title, title),
          title_source = CASE WHEN :title::text IS NULL THEN title_source
                              WHEN :title = '' THEN NULL ELSE 'USER' END,
          provider = coalesce(:provider, provider),
          model = coalesce(:model, model),
          connection_id = coalesce(:connectionId, connection_id),
          instructions = coalesce(:instructions, instructions),
          metadata = coalesce(:metadata, metadata),
          head_message_id = coalesce(:headMessageId, head_message_id),
          updated_at = now()
      WHERE id = :id AND deleted_at IS NULL
      """)
  int update(UUID id, @BindMethods ConversationChange change);

  @SqlUpdate(
      """
      UPDATE public.chat_conversations SET deleted_at = now(), updated_at = now()
      WHERE id = :id AND deleted_at IS NULL
      """)
  int delete(UUID id);

  @SqlUpdate(
      """
      UPDATE public.chat_conversations SET deleted_at = NULL, updated_at = now()
      WHERE id = :id AND deleted_at IS NOT NULL
      """)
  int undelete(UUID id);

  /** Whether this transaction alone may remove what is old; no other server's at the same time. */
  @SqlQuery("SELECT pg_try_advisory_xact_lock(hashtext('chatdata'), hashtext('retention'))")
  boolean mayPurge();

  /** Removes some, with everything of them, that were deleted before a time. */
  @SqlUpdate(
      """
      DELETE FROM public.chat_conversations WHERE id IN (
        SELECT id FROM public.chat_conversations WHERE deleted_at < :before LIMIT :most)
      """)
  int purgeDeleted(Instant before, int most);

  /** Removes some, with everything of them, in which nothing has changed since a time. */
  @SqlUpdate(
      """
      DELETE FROM public.chat_conversations WHERE id IN (
        SELECT id FROM public.chat_conversations WHERE updated_at < :before
        ORDER BY updated_at, id LIMIT :most)
      """)
  int purgeUnchanged(Instant before, int most);

  /** Locks it for a turn that starts. */
  @SqlQuery(
      "SELECT " + COLUMNS + " FROM public.chat_conversations c WHERE c.id = :id FOR UPDATE OF c")
  Optional<Conversation> lock(UUID id);

  /**
   * What the start of a turn changes: who answers from now on, the end of the active branch and,
   * where there was none, the title.
   *
   * @param messages so many numbers are taken for them
   * @param title null leaves it as it is
   * @return the first of the numbers
   */
  @SqlQuery(
      """
      UPDATE public.chat_conversations
      SET next_sequence = next_sequence + :messages, updated_at = now(), provider = :provider,
          model = :model, connection_id = :connectionId, head_message_id = :headMessageId,
          title = coalesce(:title, title),
          title_source = CASE WHEN :title::text IS NULL THEN title_source ELSE 'MESSAGE' END
      WHERE id = :id RETURNING next_sequence - :messages
      """)
  long startTurn(
      UUID id,
      int messages,
      String provider,
      String model,
      String connectionId,
      UUID headMessageId,
      @Nullable String title);

  /**
   * What the end of a turn changes: the end of the active branch and what was used.
   *
   * @param messages so many numbers are taken for them
   * @return the first of the numbers; none where the conversation is gone
   */
  @SqlQuery(
      """
      UPDATE public.chat_conversations
      SET next_sequence = next_sequence + :messages, updated_at = now(),
          head_message_id = :headMessageId,
      """
          + ADD_USAGE
          + " WHERE id = :id RETURNING next_sequence - :messages")
  Optional<Long> endTurn(UUID id, int messages, UUID headMessageId, @BindMethods Usage usage);

  /** Takes a title of the model's for one made from the message, and for no other. */
  @SqlUpdate(
      """
      UPDATE public.chat_conversations
      SET title = :title, title_source = 'MODEL', updated_at = now()
      WHERE id = :id AND title_source = 'MESSAGE'
      """)
  int improveTitle(UUID id, String title);

  /** Adds what a call of a model used that is no part of a turn's answer. */
  @SqlUpdate("UPDATE public.chat_conversations SET " + ADD_USAGE + " WHERE id = :id")
  int addUsage(UUID id, @BindMethods Usage usage);

  /** Keeps the compiler's eye on the JSON type of metadata. */
  record NewConversation(
      String title,
      String provider,
      String model,
      String connectionId,
      String instructions,
      JsonNode metadata,
      @Nullable String requestId) {}

  /** New values; null leaves a column as it is. */
  record ConversationChange(
      @Nullable String title,
      @Nullable String provider,
      @Nullable String model,
      @Nullable String connectionId,
      @Nullable String instructions,
      @Nullable JsonNode metadata,
      @Nullable UUID headMessageId) {}
}
