package io.chatdata.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.DatabaseUrl;
import io.chatdata.server.base.Reason;
import io.chatdata.server.sql.TestingPgBouncer;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A store on a PostgreSQL server of the operator's. */
class StoreServerTest {
  private final TestingDatabase database = TestingPostgres.create();

  @Test
  void severalServersMayStartAtOnce() throws Exception {
    List<Future<Store>> opening = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 3; i++) {
        opening.add(threads.submit(() -> open(true)));
      }
    }
    for (Future<Store> store : opening) {
      store.get().close();
    }

    assertEquals(List.of(List.of("3")), database.query("select count(*) from chatdata.servers"));
  }

  @Test
  void aWriteOfAServerThatLosesOneIdAfterTheOtherMayBeTriedAgain() {
    try (Store store = open(true)) {
      database.run(
          """
          create function chatdata.fence() returns trigger language plpgsql as $$
          begin
            new.fenced = true;
            return new;
          end
          $$;
          create trigger fence before insert on chatdata.servers
            for each row execute function chatdata.fence();
          update chatdata.servers set fenced = true
          """);

      ChatdataException failure =
          assertThrows(ChatdataException.class, () -> store.lease().write(_ -> "written"));

      assertEquals(Reason.STORE_UNAVAILABLE, failure.reason());
    }
  }

  @Test
  void withoutMigrateAnOldSchemaIsRefusedAndARightOneNeedsNoDdl() {
    ChatdataException refused = assertThrows(ChatdataException.class, () -> open(false));
    assertTrue(refused.problem().message().contains("./chatdata migrate"));

    open(true).close();
    database.run(
        """
        GRANT USAGE ON SCHEMA chatdata, public TO %1$s;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA chatdata TO %1$s;
        GRANT SELECT, INSERT, UPDATE, DELETE ON chat_conversations, chat_messages TO %1$s
        """
            .formatted(database.reader()));
    Store.open(new StoreConfig(Path.of("target"), database.url(), false)).close();
  }

  @Test
  void oneVersionNewerRunsAndTwoAreRefused() {
    open(true).close();
    int own = Integer.parseInt(String.valueOf(database.query(VERSION).getFirst().getFirst()));
    newer(own + 1);
    open(true).close();
    newer(own + 2);

    ChatdataException refused = assertThrows(ChatdataException.class, () -> open(true));

    assertTrue(refused.problem().message().contains("has version " + (own + 2)));
    assertTrue(refused.problem().message().contains("Start a newer chatdata"));
  }

  private static final String VERSION =
      "select max(version::int) from chatdata.flyway_schema_history where version is not null";

  private void newer(int version) {
    database.run(
        """
        INSERT INTO chatdata.flyway_schema_history
          (installed_rank, version, description, type, script, checksum, installed_by,
           execution_time, success)
        VALUES (100 + %1$d, '%1$d', 'later', 'SQL', 'V%1$d__later.sql', 1, 'someone', 1, true)
        """
            .formatted(version));
  }

  @Test
  void theReaderSeesPeoplesTablesAndNotTheStores() {
    database.run(
        "CREATE SCHEMA sales; CREATE TABLE sales.orders (id int); CREATE TABLE pets (id int)");
    try (Store store = open(true)) {
      DatabaseUrl reader = new ReaderRole(store).make().orElseThrow();
      DatabaseUrl again = new ReaderRole(store).make().orElseThrow();

      assertEquals(
          java.util.Objects.requireNonNull(reader.password()).reveal(),
          java.util.Objects.requireNonNull(again.password()).reveal());
      assertEquals(
          List.of(List.of("t", "t", "f", "f", "f")),
          database.query(
              """
              select has_table_privilege('chatdata_reader_%1$s', 'sales.orders', 'SELECT'),
                has_table_privilege('chatdata_reader_%1$s', 'pets', 'SELECT'),
                has_table_privilege('chatdata_reader_%1$s', 'chat_messages', 'SELECT'),
                has_schema_privilege('chatdata_reader_%1$s', 'chatdata', 'USAGE'),
                has_table_privilege('chatdata_reader_%1$s', 'pets', 'INSERT')
              """
                  .formatted(database.name())));
    }
  }

  @Test
  void throughAPoolerSessionsOfTheirOwnGoTheDirectWay() throws Exception {
    assumeTrue(
        TestingPgBouncer.isInstalled(), "needs PgBouncer (Debian: apt-get install pgbouncer)");
    database.run("ALTER ROLE %s SUPERUSER".formatted(database.reader()));
    DatabaseUrl direct = database.url();
    String password = Objects.requireNonNull(direct.password()).reveal();
    try (var bouncer = TestingPgBouncer.start(database.reader(), password)) {
      var config =
          new StoreConfig(
              Path.of("target"),
              new DatabaseUrl(
                  direct.host(),
                  bouncer.port(),
                  direct.database(),
                  direct.user(),
                  direct.password(),
                  Map.of()),
              direct,
              true);
      try (Store one = Store.open(config);
          Store other = Store.open(config)) {
        var heard = new LinkedBlockingQueue<UUID>();
        other.notifications().start(heard::addAll);
        one.notifications().start(_ -> {});
        var turn = UUID.randomUUID();
        while (!turn.equals(heard.poll(100, TimeUnit.MILLISECONDS))) {
          // It says nothing before it has seen the other one's heartbeat.
          one.notifications().announce(turn);
        }
        // More uses at once than the pooler has connections.
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
          List<Future<Integer>> writes = new ArrayList<>();
          for (int i = 0; i < 20; i++) {
            writes.add(threads.submit(() -> one.lease().write(_ -> 1)));
          }
          for (Future<Integer> write : writes) {
            assertEquals(1, write.get());
          }
        }
      }
    }
  }

  private Store open(boolean migrate) {
    return Store.open(
        new StoreConfig(Path.of("target"), database.url("postgres", "not needed"), migrate));
  }
}
