package io.chatdata.migrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.migrations.TestingPostgres.TestingDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tables as the migrations leave them. */
class StoreSchemaTest {
  private static final String CONVERSATION = "11111111-1111-4111-8111-111111111111";
  private static final String OTHER = "22222222-2222-4222-8222-222222222222";

  private static TestingPostgres postgres;
  private static TestingDatabase store;

  @BeforeAll
  static void start() throws Exception {
    postgres = new TestingPostgres();
    store = postgres.database();
    Migrations.migrate(store.login());
  }

  @AfterAll
  static void stop() throws Exception {
    postgres.close();
  }

  @BeforeEach
  void twoOldConversations() throws Exception {
    store.execute("delete from public.chat_conversations");
    for (String id : List.of(CONVERSATION, OTHER)) {
      store.execute(
          """
          insert into public.chat_conversations (id, provider, model, created_at, updated_at)
          values ('%s', 'builtin', 'builtin', '2020-01-01', '2020-01-01')
          """
              .formatted(id));
    }
  }

  @Test
  void conversationsHaveTheirPublicColumnsFirst() throws Exception {
    assertEquals(
        List.of(
            "id|uuid|null",
            "title|text|''::text",
            "created_at|timestamp with time zone|now()",
            "updated_at|timestamp with time zone|now()",
            "provider|text|null",
            "model|text|null",
            "connection_id|text|'default'::text",
            "metadata|jsonb|'{}'::jsonb"),
        columns("chat_conversations").subList(0, 8));
  }

  @Test
  void messagesHaveTheirPublicColumnsFirst() throws Exception {
    assertEquals(
        List.of(
            "id|uuid|null",
            "conversation_id|uuid|null",
            "role|text|null",
            "content|text|''::text",
            "created_at|timestamp with time zone|now()",
            "sequence|bigint|null",
            "provider|text|null",
            "model|text|null",
            "tool_name|text|null",
            "tool_input|jsonb|null",
            "tool_output|jsonb|null",
            "raw_request|jsonb|null",
            "raw_response|jsonb|null"),
        columns("chat_messages").subList(0, 13));
  }

  @Test
  void onlyTheTwoPublicTablesLieInPublic() throws Exception {
    assertEquals(
        List.of("chat_conversations", "chat_messages"),
        store.rows(
            "select relname from pg_class where relnamespace = 'public'::regnamespace"
                + " and relkind <> 'i' order by 1"));
  }

  @Test
  void thePublicTablesAreKeyedAndIndexedAsPromised() throws Exception {
    List<String> indexes =
        store.rows(
            "select regexp_replace(indexdef, ' INDEX \\S+ ON', ' INDEX ON') from pg_indexes"
                + " where schemaname = 'public'");
    for (String index :
        List.of(
            "CREATE UNIQUE INDEX ON public.chat_conversations USING btree (id)",
            "CREATE INDEX ON public.chat_conversations USING btree (updated_at DESC, id DESC)",
            "CREATE UNIQUE INDEX ON public.chat_messages USING btree (id)",
            "CREATE UNIQUE INDEX ON public.chat_messages USING btree (conversation_id,"
                + " sequence)")) {
      assertTrue(indexes.contains(index), () -> index + " is not in " + indexes);
    }
  }

  @Test
  void aNewMessageUpdatesItsConversationAndNoOther() throws Exception {
    store.execute(message(CONVERSATION, 1, "user"));
    assertEquals(
        List.of(CONVERSATION + "|2020-01-01", OTHER + "|2020-01-01"),
        store.rows("select id, created_at::date from public.chat_conversations order by id"),
        "created_at");
    assertEquals(
        List.of(CONVERSATION + "|t", OTHER + "|f"),
        store.rows(
            """
            select c.id, c.updated_at is not distinct from m.created_at
            from public.chat_conversations c
            left join public.chat_messages m on m.conversation_id = c.id order by 1
            """));
  }

  @Test
  void aSequenceIsGivenOnceInAConversation() throws Exception {
    store.execute(message(CONVERSATION, 1, "user"));
    store.execute(message(OTHER, 1, "user"));
    refused("chat_messages_sequence", message(CONVERSATION, 1, "assistant"));
  }

  @Test
  void onlyTheFourRolesAreTaken() throws Exception {
    int sequence = 0;
    for (String role : List.of("user", "assistant", "tool", "system")) {
      store.execute(message(CONVERSATION, ++sequence, role));
    }
    refused("chat_messages_role_check", message(CONVERSATION, ++sequence, "robot"));
  }

  @Test
  void oneTurnRunsInAConversation() throws Exception {
    store.execute(turn(CONVERSATION, "COMPLETED"));
    store.execute(turn(CONVERSATION, "RUNNING"));
    store.execute(turn(OTHER, "RUNNING"));
    refused("turns_running", turn(CONVERSATION, "RUNNING"));
  }

  @Test
  void deletingAConversationRemovesEverythingOfIt() throws Exception {
    for (String conversation : List.of(CONVERSATION, OTHER)) {
      store.execute(message(conversation, 1, "user"));
      store.execute(turn(conversation, "COMPLETED"));
    }
    store.execute("insert into chatdata.turn_log select id, 1, 1, '' from chatdata.turns");
    store.execute(
        """
        insert into chatdata.model_calls (turn_id, call, provider, model, started_at, ended_at)
        select id, 1, 'builtin', 'builtin', now(), now() from chatdata.turns
        """);
    store.execute(
        """
        insert into chatdata.results (id, turn_id, connection_id, sql, columns, rows, row_count,
          truncated, elapsed_micros, receipt)
        select gen_random_uuid(), id, 'default', 'select 1', '[]', '', 0, false, 1, '{}'
        from chatdata.turns
        """);

    store.execute("delete from public.chat_conversations where id = '" + CONVERSATION + "'");

    assertEquals(List.of(OTHER), store.rows("select conversation_id from public.chat_messages"));
    assertEquals(List.of(OTHER), store.rows("select conversation_id from chatdata.turns"));
    for (String table : List.of("turn_log", "model_calls", "results")) {
      assertEquals(
          List.of(OTHER),
          store.rows(
              "select conversation_id from chatdata.turns join chatdata."
                  + table
                  + " on turn_id = turns.id"),
          table);
      assertEquals(1, store.number("select count(*) from chatdata." + table), table);
    }
  }

  @Test
  void everyForeignKeyHasAnIndex() throws Exception {
    assertEquals(List.of(), store.rows(TestingPostgres.FOREIGN_KEYS_WITHOUT_INDEX));
  }

  private static List<String> columns(String table) throws SQLException {
    return store.rows(
        """
        select column_name, data_type, column_default from information_schema.columns
        where table_schema = 'public' and table_name = '%s' order by ordinal_position
        """
            .formatted(table));
  }

  private static String message(String conversation, int sequence, String role) {
    return "insert into public.chat_messages (id, conversation_id, role, sequence) values"
        + " (gen_random_uuid(), '%s', '%s', %d)".formatted(conversation, role, sequence);
  }

  private static String turn(String conversation, String status) {
    return """
    insert into chatdata.turns (id, conversation_id, owner_server, status, user_message_id,
      assistant_message_id, provider, model, connection_id)
    values (gen_random_uuid(), '%s', gen_random_uuid(), '%s', gen_random_uuid(),
      gen_random_uuid(), 'builtin', 'builtin', 'default')
    """
        .formatted(conversation, status);
  }

  private static void refused(String constraint, String sql) {
    SQLException refused = assertThrows(SQLException.class, () -> store.execute(sql));
    assertTrue(refused.toString().contains('"' + constraint + '"'), refused::toString);
  }
}
