package io.chatdata.migrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.migrations.TestingPostgres.TestingDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class MigrationsTest {
  private static final int OWN = 5;

  private static TestingPostgres postgres;

  @BeforeAll
  static void start() throws Exception {
    postgres = new TestingPostgres();
  }

  @AfterAll
  static void stop() throws Exception {
    postgres.close();
  }

  @Test
  void anEmptyDatabaseIsBroughtToTheOwnVersion() throws Exception {
    TestingDatabase database = postgres.database();
    SchemaState before = Migrations.state(database.login());
    assertEquals(new SchemaState(0, OWN), before);
    assertTrue(before.pending());
    assertFalse(before.usable());

    Migrations.migrate(database.login());

    SchemaState after = Migrations.state(database.login());
    assertEquals(new SchemaState(OWN, OWN), after);
    assertFalse(after.pending());
    assertTrue(after.usable());
  }

  @Test
  void askingForTheStateChangesNothing() throws Exception {
    TestingDatabase database = postgres.database();
    Migrations.state(database.login());
    Migrations.pendingSql(database.login());
    assertEquals(List.of(), structure(database));
  }

  @Test
  void theSecondRunChangesNothing() throws Exception {
    TestingDatabase database = postgres.database();
    Migrations.migrate(database.login());
    database.execute(conversation("title"));
    List<String> structure = structure(database);
    List<String> history = history(database);

    Migrations.migrate(database.login());

    assertEquals(structure, structure(database));
    assertEquals(history, history(database));
    assertEquals("title", database.value("select title from public.chat_conversations"));
  }

  @RepeatedTest(5)
  void severalServersMayMigrateAtOnce() throws Exception {
    TestingDatabase database = postgres.database();
    int servers = 4;
    CyclicBarrier together = new CyclicBarrier(servers);
    List<Future<?>> starts = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int server = 0; server < servers; server++) {
        starts.add(
            threads.submit(
                () -> {
                  together.await();
                  Migrations.migrate(database.login());
                  return null;
                }));
      }
    }
    for (Future<?> start : starts) {
      start.get();
    }
    assertEquals(new SchemaState(OWN, OWN), Migrations.state(database.login()));
    assertEquals(
        OWN,
        database.number(
            "select count(*) from chatdata.flyway_schema_history where version is not null"));
  }

  @Test
  void thePersonsOwnTablesStayAsTheyAre() throws Exception {
    TestingDatabase database = postgres.database();
    database.execute(
        """
        create table public.orders (id int primary key, note text);
        create table public.turns (id int);
        insert into public.orders values (1, 'mine');
        """);

    Migrations.migrate(database.login());

    assertTrue(Migrations.state(database.login()).usable());
    assertEquals(List.of("1|mine"), database.rows("select * from public.orders"));
    assertEquals(0, database.number("select count(*) from public.turns"));
  }

  @Test
  void aTableOfTheSameNameIsNamedAndNothingIsLeftHalfDone() throws Exception {
    TestingDatabase database = postgres.database();
    database.execute("create table public.chat_messages (mine text)");

    FlywayException refused =
        assertThrows(FlywayException.class, () -> Migrations.migrate(database.login()));

    assertTrue(
        refused.toString().contains("relation \"chat_messages\" already exists"),
        refused::toString);
    assertEquals(new SchemaState(0, OWN), Migrations.state(database.login()));
    assertEquals(
        List.of("chat_messages"),
        database.rows("select relname from pg_class where relnamespace = 'public'::regnamespace"));

    database.execute("drop table public.chat_messages");
    Migrations.migrate(database.login());
    assertTrue(Migrations.state(database.login()).usable());
  }

  @Test
  void aServerRunsOnOneNewerVersionAndNotOnTwo() throws Exception {
    TestingDatabase database = postgres.database();
    Migrations.migrate(database.login());

    newerVersion(database, OWN + 1);
    List<String> history = history(database);
    Migrations.migrate(database.login());
    assertEquals(history, history(database));
    SchemaState oneNewer = Migrations.state(database.login());
    assertEquals(new SchemaState(OWN + 1, OWN), oneNewer);
    assertFalse(oneNewer.pending());
    assertTrue(oneNewer.usable());
    assertEquals("", Migrations.pendingSql(database.login()));

    newerVersion(database, OWN + 2);
    history = history(database);
    Migrations.migrate(database.login());
    assertEquals(history, history(database));
    SchemaState twoNewer = Migrations.state(database.login());
    assertEquals(new SchemaState(OWN + 2, OWN), twoNewer);
    assertFalse(twoNewer.pending());
    assertFalse(twoNewer.usable());
  }

  @Test
  void theStateNeedsNoRightButToRead() throws Exception {
    TestingDatabase database = postgres.database();
    database.execute("create table public.mine (id int)");
    postgres.login("postgres", database.name()).execute("create role onlooker login");
    TestingDatabase onlooker = postgres.login("onlooker", database.name());
    assertEquals(new SchemaState(0, OWN), Migrations.state(onlooker.login()));
    assertFalse(Migrations.pendingSql(onlooker.login()).isEmpty());

    Migrations.migrate(database.login());
    database.execute(
        """
        grant usage on schema chatdata to onlooker;
        grant select on chatdata.flyway_schema_history to onlooker
        """);
    assertEquals(new SchemaState(OWN, OWN), Migrations.state(onlooker.login()));
  }

  @Test
  void pendingSqlRunByHandIsAsGoodAsMigrating() throws Exception {
    TestingDatabase byHand = postgres.database();
    byHand.execute(Migrations.pendingSql(byHand.login()));
    TestingDatabase migrated = postgres.database();
    Migrations.migrate(migrated.login());

    assertEquals(new SchemaState(OWN, OWN), Migrations.state(byHand.login()));
    assertEquals(structure(migrated), structure(byHand));
    assertEquals("", Migrations.pendingSql(byHand.login()));

    List<String> history = history(byHand);
    Migrations.migrate(byHand.login());
    assertEquals(history, history(byHand));
  }

  private static String conversation(String title) {
    return "insert into public.chat_conversations (id, title, provider, model) values"
        + " (gen_random_uuid(), '%s', 'builtin', 'builtin')".formatted(title);
  }

  private static void newerVersion(TestingDatabase database, int version) throws Exception {
    database.execute(
        """
        insert into chatdata.flyway_schema_history
        select max(installed_rank) + 1, '%1$d', 'newer', 'SQL', 'V%1$d__newer.sql', 4711,
          current_user, now(), 1, true
        from chatdata.flyway_schema_history
        """
            .formatted(version));
  }

  private static List<String> history(TestingDatabase database) throws Exception {
    return database.rows("select * from chatdata.flyway_schema_history order by installed_rank");
  }

  /**
   * Everything in the two schemas: columns, constraints, indexes, functions, triggers, comments.
   */
  private static List<String> structure(TestingDatabase database) throws Exception {
    return database.rows(
        """
        with ours as (select oid, nspname from pg_namespace where nspname in ('public', 'chatdata'))
        select concat_ws(' ', nspname, relname, attname, attnum, format_type(atttypid, atttypmod),
            attnotnull, pg_get_expr(adbin, adrelid), col_description(attrelid, attnum))
          from ours join pg_class c on relnamespace = ours.oid join pg_attribute on attrelid = c.oid
          left join pg_attrdef on adrelid = c.oid and adnum = attnum
        union all
        select concat_ws(' ', nspname, conname, pg_get_constraintdef(c.oid))
          from ours join pg_constraint c on connamespace = ours.oid
        union all
        select concat_ws(' ', pg_get_indexdef(indexrelid))
          from ours join pg_class c on relnamespace = ours.oid join pg_index on indrelid = c.oid
        union all
        select pg_get_functiondef(p.oid) from ours join pg_proc p on pronamespace = ours.oid
        union all
        select pg_get_triggerdef(t.oid)
          from ours join pg_class c on relnamespace = ours.oid join pg_trigger t on tgrelid = c.oid
          where not tgisinternal
        order by 1
        """);
  }
}
