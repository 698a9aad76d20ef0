package io.chatdata.server.conversation;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.customizer.Define;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jspecify.annotations.Nullable;

/** SQL on what a search looks through. */
interface SearchDao {
  String MATCHING =
      """
      FROM chatdata.search_entries e WHERE <entries> AND <match> AND e.position + 0 < :before
      """;

  /**
   * Ends a query whose rows, the newest first, are to be shown. Whether one may be is looked up for
   * one row after the other, and only as long as more are wanted.
   */
  String SHOWN =
      """
      ) found
        WHERE (SELECT c.deleted_at IS NULL AND c.owner = :owner FROM public.chat_conversations c
               WHERE c.id = found.conversation_id)
        LIMIT :limit)
      SELECT f.position, f.conversation_id, c.title, f.message_id, m.role, e.body,
        coalesce(m.created_at, c.updated_at) AS created_at
      FROM found f
      JOIN chatdata.search_entries e ON e.position = f.position
      JOIN public.chat_conversations c ON c.id = f.conversation_id
      LEFT JOIN public.chat_messages m ON m.id = f.message_id
      ORDER BY f.position DESC
      """;

  /**
   * Settles for this transaction how its queries are planned: by what is looked for, and by an
   * index, whatever the statistics make of the words. Tells whether there is an index of parts of
   * words.
   */
  @SqlQuery(
      """
      SELECT set_config('plan_cache_mode', 'force_custom_plan', true) IS NOT NULL
        AND set_config('enable_seqscan', 'off', true) IS NOT NULL
        AND to_regclass('chatdata.search_entries_parts') IS NOT NULL
      """)
  boolean prepare();

  /** Those that match among so many of the newest: the quickest way to what is found often. */
  @SqlQuery(
      """
      WITH found AS MATERIALIZED (
        SELECT * FROM (
          SELECT e.position, e.conversation_id, e.message_id FROM (
            SELECT * FROM chatdata.search_entries e
            WHERE <entries> AND e.position < :before
            ORDER BY e.position DESC LIMIT :window) e
          WHERE <match> ORDER BY e.position DESC
      """
          + SHOWN)
  @RegisterConstructorMapper(Row.class)
  List<Row> amongNewest(
      @Define("entries") String entries,
      @Define("match") String match,
      @BindMethods Terms terms,
      long before,
      int window,
      int limit);

  /**
   * Whether as many as this match. Made for the indexes of words: the sum hides that of positions.
   */
  @SqlQuery("SELECT count(*) = :many FROM (SELECT 1 " + MATCHING + " LIMIT :many) found")
  boolean isMany(
      @Define("entries") String entries,
      @Define("match") String match,
      @BindMethods Terms terms,
      long before,
      int many);

  /** The newest of those that match where they are few: finds all and sorts them. */
  @SqlQuery(
      """
      WITH matching AS MATERIALIZED (
        SELECT e.position, e.conversation_id, e.message_id
      """
          + MATCHING
          + """
          ),
          found AS MATERIALIZED (
            SELECT * FROM (SELECT * FROM matching ORDER BY position DESC
          """
          + SHOWN)
  @RegisterConstructorMapper(Row.class)
  List<Row> newestOfFew(
      @Define("entries") String entries,
      @Define("match") String match,
      @BindMethods Terms terms,
      long before,
      int limit);

  /** The same where they are many: goes from the newest back until there are enough. */
  @SqlQuery(
      """
      WITH found AS MATERIALIZED (
        SELECT * FROM (
          SELECT e.position, e.conversation_id, e.message_id FROM chatdata.search_entries e
          WHERE <entries> AND (<match>) IS TRUE AND e.position < :before
          ORDER BY e.position DESC
      """
          + SHOWN)
  @RegisterConstructorMapper(Row.class)
  List<Row> newestOfMany(
      @Define("entries") String entries,
      @Define("match") String match,
      @BindMethods Terms terms,
      long before,
      int limit);

  /** What is looked for, and where. */
  record Terms(
      String words,
      List<String> patterns,
      String longest,
      String owner,
      @Nullable UUID conversationId) {
    public Terms {
      patterns = List.copyOf(patterns);
    }
  }

  /** What was found. */
  record Row(
      long position,
      UUID conversationId,
      String title,
      @Nullable UUID messageId,
      @Nullable String role,
      String body,
      Instant createdAt) {}
}
