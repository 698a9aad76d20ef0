package io.chatdata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.Connection;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.ListConnectionsRequest;
import io.chatdata.v1.ListSchemasRequest;
import io.chatdata.v1.ListTablesRequest;
import io.chatdata.v1.RunQueryRequest;
import io.chatdata.v1.Schema;
import io.chatdata.v1.Table;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** DATABASE_URL: the store, and what is explored, are a PostgreSQL server's database. */
class OwnDatabaseIT {
  private static final String PASSWORD = "p@ss/word";

  /** A database with three pets, whose owner may make roles where that is asked for. */
  private static TestingDatabase pets(String ownersRight) {
    TestingDatabase database = TestingPostgres.create();
    return database.run(
        """
        CREATE ROLE %1$s LOGIN PASSWORD '%2$s' %3$s;
        ALTER DATABASE %4$s OWNER TO %1$s;
        CREATE TABLE pets (id int PRIMARY KEY, name text);
        ALTER TABLE pets OWNER TO %1$s;
        INSERT INTO pets VALUES (1, 'Ada'), (2, 'Bo'), (3, 'Cy')
        """
            .formatted(owner(database), PASSWORD, ownersRight, database.name()));
  }

  private static String owner(TestingDatabase database) {
    return "owner_of_" + database.name();
  }

  private static TestingProduct started(String name, String scheme, TestingDatabase database) {
    return TestingProduct.started(
        name,
        Map.of(
            "DATABASE_URL",
            "%s://%s:p%%40ss%%2Fword@localhost:%d/%s?sslmode=prefer"
                .formatted(scheme, owner(database), TestingPostgres.port(), database.name())));
  }

  @Test
  void itIsTheStoreAndTheDefaultConnection() throws IOException {
    TestingDatabase database = pets("CREATEROLE");
    try (TestingProduct product = started("own-database", "postgresql", database)) {
      assertEquals(List.of("default"), connections(product));
      assertEquals(List.of("public"), schemas(product));
      assertEquals(List.of("pets"), tables(product));
      for (String hidden :
          List.of("chat_messages", "chat_conversations", "chatdata.turns", "chatdata.settings")) {
        refused(product, "SELECT count(*) FROM " + hidden);
      }
      refused(product, "INSERT INTO pets VALUES (4, 'Di')");

      List<ChatEvent> events = ask(product, "How many pets are there?");
      String answer = events.getLast().getTurnFinished().getMessage().getContent();
      assertTrue(answer.contains("3"), answer);
      assertEquals(
          List.of(List.of(answer)),
          database.query("SELECT content FROM chat_messages WHERE role = 'assistant'"));
      assertFalse(Files.exists(product.home().resolve("postgres")));

      product.stop();
      product.start();
      assertEquals(events, watch(product, events.getFirst().getTurnId()));
      assertEquals(List.of("pets"), tables(product));
      assertFalse(Files.readString(product.log("server")).contains(PASSWORD));
    }
  }

  @Test
  void twoServersMayStartOnItAtOnceAndServeTheSameTurns() throws Exception {
    TestingDatabase database = pets("CREATEROLE");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<TestingProduct> starting =
          threads.submit(() -> started("second-server", "postgresql+psycopg", database));
      try (TestingProduct first = started("first-server", "postgresql", database);
          TestingProduct second = get(starting)) {
        List<ChatEvent> events = ask(first, "What tables are in my database?");

        assertEquals(events, watch(second, events.getFirst().getTurnId()));
        assertEquals(List.of("pets"), tables(first));
        assertEquals(List.of("pets"), tables(second));
      }
    }
  }

  private static TestingProduct get(Future<TestingProduct> starting) throws InterruptedException {
    try {
      return starting.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  @Test
  void storesOnOneServerDoNotLockEachOtherOut() {
    TestingDatabase older = pets("CREATEROLE");
    TestingDatabase newer = pets("CREATEROLE");
    try (TestingProduct first = started("older-store", "postgresql", older)) {
      try (TestingProduct second = started("newer-store", "postgresql", newer)) {
        assertEquals(List.of("pets"), tables(second));
        older.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'"
                    .formatted(older.name())
                + " AND usename LIKE 'chatdata_reader%'");

        assertEquals(
            "3",
            first
                .data()
                .runQuery(RunQueryRequest.newBuilder().setSql("SELECT count(*) FROM pets").build())
                .getRows(0)
                .getValues(0)
                .getStringValue());
      }
    }
  }

  @Test
  void aLoginThatMayMakeNoRoleGetsTheSqlForIt() throws IOException {
    TestingDatabase database = pets("");
    try (TestingProduct product = started("no-role", "postgresql", database)) {
      assertEquals(List.of(), connections(product));
      String log = Files.readString(product.log("server"));
      assertTrue(log.contains("CREATE ROLE \"chatdata_reader_" + database.name()), log);
      assertTrue(log.contains("GRANT SELECT ON ALL TABLES IN SCHEMA public TO"), log);
      assertFalse(log.contains(PASSWORD));
    }
  }

  private static void refused(TestingProduct product, String sql) {
    StatusRuntimeException refused =
        assertThrows(
            StatusRuntimeException.class,
            () -> product.data().runQuery(RunQueryRequest.newBuilder().setSql(sql).build()));
    assertEquals(Status.Code.INVALID_ARGUMENT, refused.getStatus().getCode(), sql);
  }

  private static List<String> connections(TestingProduct product) {
    return product
        .data()
        .listConnections(ListConnectionsRequest.getDefaultInstance())
        .getConnectionsList()
        .stream()
        .map(Connection::getId)
        .toList();
  }

  private static List<String> schemas(TestingProduct product) {
    return product
        .data()
        .listSchemas(ListSchemasRequest.getDefaultInstance())
        .getSchemasList()
        .stream()
        .map(Schema::getName)
        .toList();
  }

  private static List<String> tables(TestingProduct product) {
    return product
        .data()
        .listTables(ListTablesRequest.getDefaultInstance())
        .getTablesList()
        .stream()
        .map(Table::getName)
        .toList();
  }

  private static List<ChatEvent> ask(TestingProduct product, String question) throws IOException {
    String conversation =
        product.chat().createConversation(CreateConversationRequest.getDefaultInstance()).getId();
    try (EventSource source = Face.SSE.ask(product, conversation, question)) {
      return source.rest();
    }
  }

  private static List<ChatEvent> watch(TestingProduct product, String turn) throws IOException {
    try (EventSource source = WatchingFace.GRPC.watch(product, turn, 0)) {
      return source.rest();
    }
  }
}
