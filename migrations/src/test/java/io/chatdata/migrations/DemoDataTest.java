package io.chatdata.migrations;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.migrations.TestingPostgres.TestingDatabase;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the demo shop is made, kept and read. */
class DemoDataTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 3, 1);
  private static final LocalDate LAST_YEAR = LocalDate.of(2025, 12, 31);
  private static final String READER = "the \"reader\"";
  private static final List<String> TABLES =
      List.of("customers", "order_items", "orders", "products", "sales", "users");

  private static TestingPostgres postgres;
  private static TestingDatabase shop;
  private static List<String> checksums;

  /** Shops of several days, made side by side. */
  private static final Map<LocalDate, Future<TestingDatabase>> SHOPS = new HashMap<>();

  private static Future<TestingDatabase> again;
  private static ExecutorService loads;

  @BeforeAll
  static void load() throws Exception {
    postgres = new TestingPostgres();
    postgres.login("postgres", "postgres").execute("create role \"the \"\"reader\"\"\" login");
    loads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    for (String day :
        List.of("2026-03-01", "2025-12-31", "2024-02-29", "2026-01-01", "2026-05-31")) {
      LocalDate today = LocalDate.parse(day);
      SHOPS.put(today, loads.submit(() -> loaded(postgres.database(), today)));
    }
    again = loads.submit(DemoDataTest::loadedAgain);
    shop = shopOf(TODAY);
    checksums = checksums(shop);
  }

  @AfterAll
  static void stop() throws Exception {
    loads.shutdownNow();
    postgres.close();
  }

  private static TestingDatabase shopOf(LocalDate today) throws Exception {
    return Objects.requireNonNull(SHOPS.get(today)).get();
  }

  private static TestingDatabase loaded(TestingDatabase database, LocalDate today)
      throws SQLException {
    DemoData.load(database.login(), today, READER);
    return database;
  }

  /** The shop of another day, renewed under other settings. */
  private static TestingDatabase loadedAgain() throws Exception {
    TestingDatabase database = postgres.copy(shopOf(LAST_YEAR));
    database.execute(
        """
        alter database %1$s set enable_hashjoin = off;
        alter database %1$s set enable_hashagg = off;
        alter database %1$s set enable_indexscan = off;
        alter database %1$s set timezone = 'Pacific/Auckland';
        alter database %1$s set datestyle = 'German';
        """
            .formatted(database.name()));
    return loaded(database, TODAY);
  }

  @Test
  void theSameDayGivesTheSameRowsByWhateverPlanAndWhateverWasThere() throws Exception {
    assertEquals(checksums, checksums(again.get()));
  }

  @Test
  void aLoadThatFailsLeavesTheOldShop() throws Exception {
    SQLException failed =
        assertThrows(
            SQLException.class, () -> DemoData.load(shop.login(), TODAY.plusDays(9), "nobody"));
    assertTrue(failed.toString().contains("role \"nobody\" does not exist"));
    assertEquals(checksums, checksums(shop));
    assertTrue(DemoData.isFresh(shop.login(), TODAY));
  }

  @Test
  void aLoadWhoseConnectionIsEndedSaysSo() throws Exception {
    TestingDatabase database = postgres.database();
    postgres
        .login("postgres", database.name())
        .execute(
            """
            create function end_this_connection() returns event_trigger language plpgsql
              as 'begin perform pg_terminate_backend(pg_backend_pid()); end';
            create event trigger ends on ddl_command_start execute function end_this_connection()
            """);

    SQLException failed =
        assertThrows(SQLException.class, () -> DemoData.load(database.login(), TODAY, READER));

    assertEquals("57P01", failed.getSQLState(), failed::toString);
  }

  @Test
  void tablesOfSomeoneElseAreLeftAlone() throws Exception {
    TestingDatabase other = postgres.database();
    other.execute("create table customers (mine text)");
    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class, () -> DemoData.load(other.login(), TODAY, READER));
    assertTrue(refused.toString().contains(other.name() + ".customers"), refused::toString);
    assertEquals(0, other.number("select count(*) from customers"));
  }

  @Test
  void theShopIsFreshForSevenDays() throws Exception {
    assertFalse(DemoData.isFresh(postgres.database().login(), TODAY), "absent");
    assertTrue(DemoData.isFresh(shop.login(), TODAY), "on the day");
    assertTrue(DemoData.isFresh(shop.login(), TODAY.plusDays(7)), "seven days later");
    assertFalse(DemoData.isFresh(shop.login(), TODAY.plusDays(8)), "eight days later");
    assertFalse(DemoData.isFresh(shop.login(), TODAY.minusDays(1)), "the day before");
  }

  @Test
  void theReaderReadsEverythingAndChangesNothing() throws Exception {
    TestingDatabase reader = postgres.login(READER, shop.name());
    for (String table : TABLES) {
      assertTrue(reader.number("select count(*) from " + table) > 0, table);
      denied(reader, "delete from " + table);
      denied(reader, "truncate " + table);
    }
    assertTrue(reader.number("select count(*) from monthly_revenue") > 0);
    denied(reader, "insert into orders (customer_id, total_amount) values (1, 1)");
    denied(reader, "update customers set name = 'x'");
    denied(reader, "create table mine (id int)");
    denied(reader, "select nextval('orders_id_seq')");
    denied(reader, "select setval('orders_id_seq', 1)");
    assertEquals(
        List.of(),
        reader.rows(
            """
            select relname from pg_class, unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE',
              'REFERENCES', 'TRIGGER']) privilege
            where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')
              and has_table_privilege(oid, privilege)
            """));
  }

  @Test
  void othersThanTheReaderMayNotEvenLook() throws Exception {
    postgres.login("postgres", "postgres").execute("create role stranger login");
    denied(postgres.login("stranger", shop.name()), "select count(*) from public.orders");
  }

  @Test
  void theShopShowsWhatASchemaCanHold() throws Exception {
    assertAll(
        () -> assertEquals(TABLES, shop.rows(relations("r")), "tables"),
        () -> assertEquals(List.of("monthly_revenue"), shop.rows(relations("v")), "views"),
        () ->
            assertEquals(
                "{pending,paid,shipped,delivered,cancelled,refunded}",
                shop.value("select enum_range(null::order_status)")),
        () ->
            assertEquals(
                List.of(),
                shop.rows(
                    relations("r','v")
                        .replace("order by", "and obj_description(oid) is null order by")),
                "tables without a comment"),
        () ->
            assertEquals(
                List.of(
                    "attributes|jsonb", "currency|character(3)", "shipping|jsonb", "tags|text[]"),
                shop.rows(
                    """
                    select attname, format_type(atttypid, atttypmod)
                    from pg_attribute join pg_class c on c.oid = attrelid
                    where relnamespace = 'public'::regnamespace and relkind = 'r'
                      and attname in ('tags', 'attributes', 'shipping', 'currency')
                    order by attname
                    """)),
        () ->
            assertEquals(
                List.of("c", "f", "n", "p", "u"),
                shop.rows(
                    """
                    select distinct contype from pg_constraint
                    where connamespace = 'public'::regnamespace order by contype
                    """)),
        () ->
            assertEquals(
                List.of(
                    "order_items|orders",
                    "order_items|products",
                    "orders|customers",
                    "users|customers"),
                shop.rows(
                    "select conrelid::regclass, confrelid::regclass from pg_constraint"
                        + " where contype = 'f' order by conrelid::regclass::text,"
                        + " confrelid::regclass::text")),
        () -> assertEquals(List.of(), shop.rows(TestingPostgres.FOREIGN_KEYS_WITHOUT_INDEX)));
  }

  @Test
  void theShopHasNoFunctionsOfItsOwn() throws Exception {
    assertEquals(
        0, shop.number("select count(*) from pg_proc where pronamespace = 'public'::regnamespace"));
  }

  @Test
  void thePlannerHasStatistics() throws Exception {
    assertEquals(
        50_000,
        shop.number("select reltuples::bigint from pg_class where oid = 'orders'::regclass"));
    assertEquals(
        TABLES,
        shop.rows(
            "select distinct tablename from pg_stats where schemaname = 'public'" + " order by 1"));
  }

  @Test
  void newRowsGetTheNextIds() throws Exception {
    TestingDatabase copy = postgres.copy(shop);
    copy.execute("insert into orders (customer_id, total_amount) values (1, 1)");
    assertEquals(50_001, copy.number("select max(id) from orders"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-02-29", "2025-12-31", "2026-01-01", "2026-03-01", "2026-05-31"})
  void everyPeriodUpToTodayMeansSomething(LocalDate today) throws Exception {
    // One of the shops was copied for it.
    again.get();
    TestingDatabase database = shopOf(today);
    LocalDate firstDay = today.withDayOfMonth(1).minusYears(3);
    for (String source :
        List.of(
            "(select (ordered_at at time zone 'UTC')::date as day from orders) orders",
            "(select sale_date as day from sales) sales")) {
      assertEquals(
          firstDay + "|" + today, database.value("select min(day), max(day) from " + source));
      assertEquals(
          String.valueOf(today.toEpochDay() - firstDay.toEpochDay() + 1),
          database.value("select count(distinct day) from " + source),
          "days of " + source);
    }
    assertEquals(50_000, database.number("select count(*) from orders"));
    assertEquals(
        0,
        database.number(
            """
            select count(*) from orders
            where ordered_at >= timestamptz '%1$s 01:00Z' or shipped_at >= timestamptz '%1$s 00:00Z'
            """
                .formatted(today)));
    assertEquals(
        0,
        database.number(
            "select count(*) from orders join customers on customers.id = customer_id"
                + " where ordered_at < created_at"));
    assertTrue(
        database.number(
                "select count(*) from customers where created_at >= date '%s' - 31"
                    .formatted(today))
            > 50);
  }

  private static String relations(String kinds) {
    return "select relname from pg_class where relnamespace = 'public'::regnamespace"
        + " and relkind in ('%s') order by relname".formatted(kinds);
  }

  /** Of each table the number of rows and a sum of their hashes, in whatever order they lie. */
  private static List<String> checksums(TestingDatabase database) throws SQLException {
    return database.rows(
        TABLES.stream()
            .map(
                table ->
                    """
                    select '%1$s', count(*), sum(hashtextextended(to_jsonb(t)::text, 0)::numeric),
                      sum(hashtextextended(to_jsonb(t)::text, 1)::numeric) from %1$s t
                    """
                        .formatted(table))
            .reduce((one, other) -> one + " union all " + other)
            .orElseThrow()
            .concat("order by 1"));
  }

  private static void denied(TestingDatabase login, String sql) {
    SQLException denied = assertThrows(SQLException.class, () -> login.execute(sql), sql);
    assertEquals("42501", denied.getSQLState(), denied::toString);
  }
}
