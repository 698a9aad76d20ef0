package io.chatdata.server.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** SQL on messages. */
@RegisterRowMapper(MessageMapper.class)
public interface MessageDao {
  String COLUMNS =
      """
      m.id, m.conversation_id, m.role, m.content, m.created_at, m.sequence, m.provider, m.model,
      m.tool_name, m.tool_input, m.tool_output,
      CASE WHEN :full THEN m.raw_request END AS raw_request,
      CASE WHEN :full THEN m.raw_response END AS raw_response,
      m.turn_id, m.parent_message_id, m.tool_call_id, m.parts, m.follow_ups, m.choices,
      CASE WHEN m.role = 'tool' THEN '{}'
           WHEN m.parent_message_id IS NULL THEN ARRAY(
             SELECT s.id FROM public.chat_messages s
             WHERE s.conversation_id = m.conversation_id AND s.parent_message_id IS NULL
               AND s.role = m.role
             ORDER BY s.sequence)
           ELSE ARRAY(
             SELECT s.id FROM public.chat_messages s
             WHERE s.parent_message_id = m.parent_message_id AND s.role = m.role
             ORDER BY s.sequence)
      END AS sibling_ids
      """;

  /** The messages from the first to the given one, and those of the turns between. */
  String PATH =
      """
      WITH RECURSIVE path AS (
        SELECT p.id, p.parent_message_id, p.turn_id, p.role FROM public.chat_messages p
        WHERE p.id = :head AND p.conversation_id = :conversationId
        UNION ALL
        SELECT p.id, p.parent_message_id, p.turn_id, p.role FROM public.chat_messages p
        JOIN path ON p.id = path.parent_message_id)
      """;

  String ON_PATH =
      """
      (m.id IN (SELECT path.id FROM path)
       OR (m.role = 'tool' AND m.turn_id IN (
             SELECT path.turn_id FROM path WHERE path.role = 'assistant')))
      """;

  @SqlQuery(
      "SELECT "
          + COLUMNS
          + """
           FROM public.chat_messages m
          WHERE m.conversation_id = :conversationId AND m.sequence > :after
          ORDER BY m.sequence LIMIT :limit
          """)
  List<Message> all(UUID conversationId, long after, int limit, boolean full);

  @SqlQuery(
      "SELECT "
          + COLUMNS
          + """
           FROM public.chat_messages m
          WHERE m.conversation_id = :conversationId AND m.sequence < :before
          ORDER BY m.sequence DESC LIMIT :limit
          """)
  List<Message> allDescending(UUID conversationId, long before, int limit, boolean full);

  @SqlQuery(
      PATH
          + "SELECT "
          + COLUMNS
          + " FROM public.chat_messages m WHERE m.conversation_id = :conversationId AND "
          + ON_PATH
          + " AND m.sequence > :after ORDER BY m.sequence LIMIT :limit")
  List<Message> path(UUID conversationId, UUID head, long after, int limit, boolean full);

  @SqlQuery(
      PATH
          + "SELECT "
          + COLUMNS
          + " FROM public.chat_messages m WHERE m.conversation_id = :conversationId AND "
          + ON_PATH
          + " AND m.sequence < :before ORDER BY m.sequence DESC LIMIT :limit")
  List<Message> pathDescending(
      UUID conversationId, UUID head, long before, int limit, boolean full);

  /**
   * The messages of a branch before a sequence, newest first, of its last 400 questions and answers
   * and without what clients alone need.
   */
  @SqlQuery(
      """
      WITH RECURSIVE path AS (
        SELECT p.id, p.parent_message_id, p.turn_id, p.role, 1 AS depth
        FROM public.chat_messages p
        WHERE p.id = :head AND p.conversation_id = :conversationId
        UNION ALL
        SELECT p.id, p.parent_message_id, p.turn_id, p.role, path.depth + 1
        FROM public.chat_messages p JOIN path ON p.id = path.parent_message_id
        WHERE path.depth < 400)
      SELECT m.id, m.conversation_id, m.role, m.content, m.created_at, m.sequence, m.provider,
        m.model, m.tool_name, m.tool_input, m.tool_output, NULL::jsonb AS raw_request,
        NULL::jsonb AS raw_response, m.turn_id, m.parent_message_id, m.tool_call_id, m.parts,
        m.follow_ups, m.choices, '{}'::uuid[] AS sibling_ids
      FROM public.chat_messages m
      WHERE m.conversation_id = :conversationId AND m.sequence < :before AND
      """
          + ON_PATH
          + " ORDER BY m.sequence DESC LIMIT :limit")
  List<Message> newest(UUID conversationId, UUID head, long before, int limit);

  @SqlQuery(
      "SELECT "
          + COLUMNS
          + """
           FROM public.chat_messages m
          WHERE m.id = :id AND m.conversation_id = :conversationId
          """)
  Optional<Message> find(UUID conversationId, UUID id, boolean full);

  /** The newest end below a message: where its branch leads. The message itself where it ends. */
  @SqlQuery(
      """
      WITH RECURSIVE branch AS (
        SELECT b.id, b.sequence FROM public.chat_messages b
        WHERE b.id = :id AND b.conversation_id = :conversationId AND b.role <> 'tool'
        UNION ALL
        SELECT next.id, next.sequence FROM branch
        CROSS JOIN LATERAL (
          SELECT n.id, n.sequence FROM public.chat_messages n
          WHERE n.parent_message_id = branch.id AND n.role <> 'tool'
          ORDER BY n.sequence DESC LIMIT 1) next)
      SELECT id FROM branch ORDER BY sequence DESC LIMIT 1
      """)
  Optional<UUID> endOfBranch(UUID conversationId, UUID id);

  @SqlUpdate(
      """
      INSERT INTO public.chat_messages
        (id, conversation_id, role, content, sequence, provider, model, tool_name, tool_input,
         tool_output, turn_id, parent_message_id, tool_call_id, parts, follow_ups, choices)
      VALUES
        (:id, :conversationId, :role, :content, :sequence, :provider, :model, :toolName,
         :toolInput, :toolOutput, :turnId, :parentMessageId, :toolCallId, :parts, ARRAY(SELECT jsonb_array_elements_text(:followUps)),
         ARRAY(SELECT jsonb_array_elements_text(:choices)))
      """)
  void insert(@BindMethods NewMessage message);

  /**
   * Stores a turn's answer with what its model calls sent and received, and returns it without
   * these.
   *
   * @param lastRequest an array of what the last call sent, where the ledger does not have it
   */
  @SqlQuery(
      """
      INSERT INTO public.chat_messages AS m
        (id, conversation_id, role, content, sequence, provider, model, raw_request, raw_response,
         turn_id, parent_message_id, parts, follow_ups, choices)
      SELECT :id, :conversationId, :role, :content, :sequence, :provider, :model,
        coalesce(wire.requests || wire.last_request, wire.requests, wire.last_request),
        coalesce(wire.responses || wire.last_response, wire.responses, wire.last_response),
        :turnId, :parentMessageId, :parts, ARRAY(SELECT jsonb_array_elements_text(:followUps)),
        ARRAY(SELECT jsonb_array_elements_text(:choices))
      FROM (
        SELECT :lastRequest::jsonb AS last_request, :lastResponse::jsonb AS last_response,
          jsonb_agg(c.raw_request ORDER BY c.call) FILTER (WHERE c.raw_request IS NOT NULL)
            AS requests,
          jsonb_agg(c.raw_response ORDER BY c.call) FILTER (WHERE c.raw_response IS NOT NULL)
            AS responses
        FROM chatdata.model_calls c WHERE c.turn_id = :turnId AND c.call > 0) wire
      RETURNING m.id, m.conversation_id, m.role, m.content, m.created_at, m.sequence, m.provider,
        m.model, m.tool_name, m.tool_input, m.tool_output, NULL::jsonb AS raw_request,
        NULL::jsonb AS raw_response, m.turn_id, m.parent_message_id, m.tool_call_id, m.parts,
        m.follow_ups, m.choices,
        ARRAY(SELECT s.id FROM public.chat_messages s
              WHERE s.parent_message_id = m.parent_message_id AND s.role = m.role
              ORDER BY s.sequence) || m.id AS sibling_ids
      """)
  Message insertAnswer(
      @BindMethods NewMessage message,
      @Nullable JsonNode lastRequest,
      @Nullable JsonNode lastResponse);

  /** A message to store; names as in chat_messages, lists as JSON arrays. */
  record NewMessage(
      UUID id,
      UUID conversationId,
      String role,
      String content,
      long sequence,
      @Nullable String provider,
      @Nullable String model,
      @Nullable String toolName,
      @Nullable JsonNode toolInput,
      @Nullable JsonNode toolOutput,
      UUID turnId,
      @Nullable UUID parentMessageId,
      @Nullable String toolCallId,
      @Nullable JsonNode parts,
      JsonNode followUps,
      JsonNode choices) {}
}
