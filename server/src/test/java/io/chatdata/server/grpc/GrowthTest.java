package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import io.chatdata.server.conversation.ConversationDao;
import io.chatdata.server.conversation.MessageDao;
import io.chatdata.server.turn.TurnLogDao;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What grows with the store, and what doesn't: how many rows PostgreSQL reads for a page. */
class GrowthTest {
  private static final int CONVERSATIONS = 20_000;
  private static final int MESSAGES = 1_000;
  private static final int PAGE = 51;

  /** Has all the messages; each of the others has one. */
  private static final UUID LONG = new UUID(0, 1);

  private static final UUID TURN = new UUID(1, 1);

  private static TestingServer server;
  private static Connection connection;
  private static Handle handle;

  @BeforeAll
  static void fill() throws SQLException {
    server = TestingServer.start();
    server.storeDatabase.run(
        """
        ALTER TABLE chat_conversations DISABLE TRIGGER USER;
        ALTER TABLE chat_messages DISABLE TRIGGER USER;
        INSERT INTO chat_conversations (id, title, provider, model, updated_at)
          SELECT ('00000000-0000-0000-0000-' || lpad(to_hex(n), 12, '0'))::uuid, 'Title ' || n,
            'p', 'm', '2026-01-01'::timestamptz + n * interval '1 min'
          FROM generate_series(1, %1$d) n;
        INSERT INTO chat_messages (id, conversation_id, role, content, sequence, parent_message_id)
          SELECT md5('m' || n)::uuid, '%2$s', CASE n %% 2 WHEN 1 THEN 'user' ELSE 'assistant' END,
            'Text ' || n, n, CASE WHEN n > 1 THEN md5('m' || n - 1)::uuid END
          FROM generate_series(1, %3$d) n;
        INSERT INTO chat_messages (id, conversation_id, role, content, sequence)
          SELECT md5('o' || c.id)::uuid, c.id, 'user', 'Text', 1 FROM chat_conversations c
          WHERE c.id <> '%2$s';
        INSERT INTO chatdata.servers (id, heartbeat_at) VALUES ('%4$s', now());
        INSERT INTO chatdata.turns (id, conversation_id, owner_server, status, user_message_id,
            assistant_message_id, provider, model, connection_id)
          VALUES ('%4$s', '%2$s', '%4$s', 'COMPLETED', '%4$s', '%4$s', 'p', 'm', 'c');
        INSERT INTO chatdata.turn_log (turn_id, first_sequence, last_sequence, events)
          SELECT '%4$s', n, n, '\\x00' FROM generate_series(1, %1$d) n;
        ANALYZE;
        """
            .formatted(CONVERSATIONS, LONG, MESSAGES, TURN));
    connection = server.storeDatabase.connect();
    handle = Jdbi.create(connection).installPlugin(new PostgresPlugin()).open();
  }

  @AfterAll
  static void close() throws SQLException {
    handle.close();
    connection.close();
    server.close();
  }

  @Test
  void aPageOfConversationsIsReadWithoutTheOthers() {
    Map<String, Object> arguments = new HashMap<>();
    arguments.put("owner", "local");
    arguments.put("deleted", false);
    arguments.put("titlePattern", null);
    arguments.put("tag", null);
    arguments.put("beforeUpdate", null);
    arguments.put("beforeId", null);
    arguments.put("limit", PAGE);
    assertReads(3 * PAGE, ConversationDao.class, "list", arguments);

    arguments.put("beforeUpdate", Instant.parse("2026-01-08T00:00:00Z"));
    arguments.put("beforeId", LONG);
    assertReads(3 * PAGE, ConversationDao.class, "list", arguments);
  }

  @Test
  void aPageOfMessagesIsReadWithoutTheOthers() {
    Map<String, Object> arguments = new HashMap<>();
    arguments.put("conversationId", LONG);
    arguments.put("after", 500L);
    arguments.put("before", 500L);
    arguments.put("limit", PAGE);
    arguments.put("full", false);
    assertReads(5 * PAGE, MessageDao.class, "all", arguments);
    assertReads(5 * PAGE, MessageDao.class, "allDescending", arguments);
  }

  /** The way from the end of a branch to its beginning is the conversation's own length. */
  @Test
  void aBranchIsReadWithoutOtherConversations() {
    UUID head = handle.createQuery("SELECT md5('m1000')::uuid").mapTo(UUID.class).one();
    Map<String, Object> arguments = new HashMap<>();
    arguments.put("conversationId", LONG);
    arguments.put("head", head);
    arguments.put("after", 900L);
    arguments.put("before", 1001L);
    arguments.put("limit", PAGE);
    arguments.put("full", false);
    for (String query : new String[] {"path", "pathDescending", "newest"}) {
      assertReads(4 * MESSAGES, MessageDao.class, query, arguments);
    }
  }

  @Test
  void aReaderOfALongTurnReadsOnWhereItWas() {
    assertReads(
        3 * 64, TurnLogDao.class, "read", Map.of("turnId", TURN, "after", 15_000L, "limit", 64));
    assertReads(3, TurnLogDao.class, "lastSequence", Map.of("turnId", TURN));
  }

  private static void assertReads(
      long most, Class<?> dao, String method, Map<String, Object> arguments) {
    String sql =
        Arrays.stream(dao.getMethods())
            .filter(candidate -> candidate.getName().equals(method))
            .map((Method found) -> found.getAnnotation(SqlQuery.class).value())
            .findFirst()
            .orElseThrow();
    String plan =
        handle
            .createQuery("EXPLAIN (ANALYZE, FORMAT JSON) " + sql)
            .bindMap(arguments)
            .mapTo(String.class)
            .one();
    JsonNode root = Json.parse(plan).path(0).path("Plan");
    assertTrue(root.path("Actual Rows").asDouble() > 0, plan);
    long read = read(root);
    assertTrue(read <= most, () -> "%s read %d rows: %s".formatted(method, read, plan));
  }

  /** Rows of tables, those that were read in vain included. */
  private static long read(JsonNode node) {
    long rows = 0;
    if (node.has("Relation Name")) {
      double each =
          node.path("Actual Rows").asDouble() + node.path("Rows Removed by Filter").asDouble();
      rows = Math.round(each * node.path("Actual Loops").asDouble());
    }
    for (JsonNode child : node.path("Plans")) {
      rows += read(child);
    }
    return rows;
  }
}
