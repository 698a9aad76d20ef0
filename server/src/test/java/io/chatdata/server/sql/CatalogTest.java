package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CatalogTest {
  private static final String LONGEST = "é".repeat(31) + "x";

  private final TestingPostgres.TestingDatabase postgres = TestingPostgres.create();

  @BeforeEach
  void prepare() {
    postgres.run(
        """
        CREATE SCHEMA shop;
        COMMENT ON SCHEMA shop IS 'The shop';
        CREATE TYPE shop.mood AS ENUM ('sad', 'ok', 'happy');
        CREATE DOMAIN shop.mood_of AS shop.mood;
        CREATE DOMAIN shop.email AS text NOT NULL CHECK (value LIKE '%%@%%');
        CREATE TABLE shop.customers (
          id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
          name text NOT NULL,
          mood shop.mood DEFAULT 'ok',
          past shop.mood_of,
          mail shop.email,
          total numeric(10,2) CHECK (total >= 0),
          tags text[],
          doc json,
          secret text,
          upper_name text GENERATED ALWAYS AS (upper(name)) STORED);
        COMMENT ON TABLE shop.customers IS 'Who buys';
        COMMENT ON COLUMN shop.customers.name IS 'First and last';
        CREATE UNIQUE INDEX customers_name ON shop.customers (lower(name)) WHERE total > 0;
        CREATE INDEX customers_secret ON shop.customers (secret);
        CREATE TABLE shop.orders (id int8 PRIMARY KEY, customer_id int, note text,
          CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES shop.customers);
        CREATE TABLE shop.days (id int, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
        CREATE TABLE shop.days_2024 PARTITION OF shop.days FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        CREATE TABLE shop.of_days (id int, day date, FOREIGN KEY (id, day) REFERENCES shop.days);
        INSERT INTO shop.days SELECT g, '2024-05-01' FROM generate_series(1, 500) g;
        CREATE VIEW shop.happy AS SELECT * FROM shop.customers WHERE mood = 'happy';
        CREATE MATERIALIZED VIEW shop.counts AS SELECT count(*) FROM shop.customers;
        CREATE SEQUENCE shop.sequence;
        CREATE TABLE public.orders (id int);
        CREATE TABLE public.%1$s (%1$s int);
        CREATE TABLE public.unreadable (id int);
        CREATE TABLE public.partly (id int, hidden int);
        ANALYZE;
        """
            .formatted(SqlNames.quote(LONGEST)));
    postgres.grant("shop").grant("public");
    postgres.run(
        "REVOKE SELECT ON public.unreadable, public.partly FROM %1$s; GRANT SELECT (id) ON public.partly TO %1$s"
            .formatted(postgres.reader()));
  }

  @Test
  void onlyWhatTheRoleMayReadIsThere() {
    Catalog catalog = read(TestingConfig.of(postgres.url()));
    assertEquals(
        List.of(
            "public.orders",
            "public.partly",
            "public." + LONGEST,
            "shop.counts",
            "shop.customers",
            "shop.days",
            "shop.days_2024",
            "shop.happy",
            "shop.of_days",
            "shop.orders"),
        names(catalog));
    assertEquals(
        List.of(
            new Catalog.Schema("public", "standard public schema"),
            new Catalog.Schema("shop", "The shop")),
        catalog.schemas());
    assertEquals(
        List.of("id"),
        catalog.table("public", "partly").orElseThrow().columns().stream()
            .map(Catalog.Column::name)
            .toList());
    assertEquals(
        LONGEST, catalog.table("public", LONGEST).orElseThrow().columns().getFirst().name());
  }

  @Test
  void columnsHaveTypesDefaultsLabelsAndComments() {
    Catalog.Table customers =
        read(TestingConfig.of(postgres.url())).table("shop", "customers").orElseThrow();
    assertEquals("Who buys", customers.comment());
    assertEquals(
        new Catalog.Column(
            "id", "integer", 'N', false, "GENERATED ALWAYS AS IDENTITY", "", List.of(), true),
        customers.column("id").orElseThrow());
    assertEquals(
        new Catalog.Column("name", "text", 'S', false, "", "First and last", List.of(), true),
        customers.column("name").orElseThrow());
    assertEquals(
        new Catalog.Column(
            "mood",
            "shop.mood",
            'E',
            true,
            "'ok'::shop.mood",
            "",
            List.of("sad", "ok", "happy"),
            true),
        customers.column("mood").orElseThrow());
    assertEquals(
        List.of("sad", "ok", "happy"), customers.column("past").orElseThrow().enumLabels());
    assertFalse(customers.column("mail").orElseThrow().nullable());
    assertEquals("numeric(10,2)", customers.column("total").orElseThrow().type());
    assertTrue(customers.column("tags").orElseThrow().ordered());
    assertFalse(customers.column("doc").orElseThrow().ordered());
    assertEquals(
        "GENERATED ALWAYS AS (upper(name))",
        customers.column("upper_name").orElseThrow().defaultValue());
  }

  @Test
  void keysIndexesAndChecksAreRead() {
    Catalog catalog = read(TestingConfig.of(postgres.url()));
    Catalog.Table customers = catalog.table("shop", "customers").orElseThrow();
    Catalog.Table orders = catalog.table("shop", "orders").orElseThrow();
    assertEquals(List.of("id"), customers.primaryKey());
    var key =
        new Catalog.ForeignKey(
            "orders_customer",
            "shop",
            "orders",
            List.of("customer_id"),
            "shop",
            "customers",
            List.of("id"));
    assertEquals(List.of(key), orders.foreignKeys());
    assertEquals(List.of(key), customers.referencedBy());
    assertEquals(
        List.of("customers_name", "customers_pkey", "customers_secret"),
        customers.indexes().stream().map(Catalog.Index::name).toList());
    assertTrue(customers.indexes().getFirst().unique());
    assertTrue(customers.indexes().getFirst().definition().contains("lower(name)"));
    assertEquals(
        List.of(new Catalog.Check("customers_total_check", "CHECK ((total >= (0)::numeric))")),
        customers.checks());
    assertEquals(1, catalog.table("shop", "of_days").orElseThrow().foreignKeys().size());
    assertEquals(1, catalog.table("shop", "days").orElseThrow().referencedBy().size());
  }

  @Test
  void kindsAndSizesAreRead() {
    Catalog catalog = read(TestingConfig.of(postgres.url()));
    Catalog.Table days = catalog.table("shop", "days").orElseThrow();
    assertEquals(Catalog.Kind.PARTITIONED_TABLE, days.kind());
    assertEquals(500, days.estimatedRows());
    assertEquals(catalog.table("shop", "days_2024").orElseThrow().sizeBytes(), days.sizeBytes());
    assertEquals(Catalog.Kind.VIEW, catalog.table("shop", "happy").orElseThrow().kind());
    assertEquals(-1, catalog.table("shop", "happy").orElseThrow().estimatedRows());
    assertEquals(0, catalog.table("shop", "happy").orElseThrow().sizeBytes());
    assertEquals(
        Catalog.Kind.MATERIALIZED_VIEW, catalog.table("shop", "counts").orElseThrow().kind());
  }

  @Test
  void patternsHideTablesAndColumns() {
    Catalog catalog =
        read(
            TestingConfig.of(postgres.url())
                .schemas("shop")
                .allowTables("shop.c*", "SHOP.ORDERS", "days*")
                .denyTables("shop.count?", "*_2024")
                .denyColumns("*.*.secret", "customers.name", "customer_id"));
    assertEquals(List.of("shop.customers", "shop.days", "shop.orders"), names(catalog));
    assertEquals(List.of("shop"), catalog.schemas().stream().map(Catalog.Schema::name).toList());
    Catalog.Table customers = catalog.table("shop", "customers").orElseThrow();
    assertEquals(List.of("name", "secret"), customers.hiddenColumns());
    assertEquals(Optional.empty(), customers.column("secret"));
    assertEquals("", customers.column("upper_name").orElseThrow().defaultValue());
    assertEquals(
        List.of("customers_pkey"), customers.indexes().stream().map(Catalog.Index::name).toList());
    assertEquals(List.of(), customers.referencedBy());
    assertEquals(List.of(), catalog.table("shop", "orders").orElseThrow().foreignKeys());
  }

  @Test
  void aNameWithoutASchemaIsFoundAsTheDatabaseFindsIt() {
    postgres.run(
        "ALTER ROLE %s SET search_path = shop, nothing, public".formatted(postgres.reader()));
    Catalog catalog = read(TestingConfig.of(postgres.url()));
    assertEquals(List.of("shop", "public"), catalog.searchPath());
    assertEquals("shop", catalog.resolve("orders").orElseThrow().schema());
    assertEquals("public", catalog.resolve(LONGEST).orElseThrow().schema());
    assertEquals(Optional.empty(), catalog.resolve("unknown"));

    Catalog denied = read(TestingConfig.of(postgres.url()).denyTables("shop.orders"));
    assertEquals(Optional.empty(), denied.resolve("orders"));
    assertTrue(denied.table("public", "orders").isPresent());

    Catalog publicFirst = read(TestingConfig.of(postgres.url()).schemas("public", "shop"));
    assertEquals("public", publicFirst.resolve("orders").orElseThrow().schema());
    try (Database database = TestingConfig.of(postgres.url()).schemas("public", "shop").open()) {
      QueryResult result = database.query(TestingPostgres.request("SELECT * FROM orders"));
      assertEquals(1, result.columns().size());
      assertEquals(List.of("public.orders"), result.receipt().tables());
    }
  }

  @Test
  void aLockedTableHidesNothing() throws SQLException {
    try (Connection locker = postgres.connect();
        Statement lock = locker.createStatement()) {
      locker.setAutoCommit(false);
      lock.execute("LOCK TABLE shop.customers, shop.days_2024 IN ACCESS EXCLUSIVE MODE");
      Catalog catalog = read(TestingConfig.of(postgres.url()));
      assertEquals(10, catalog.tables().size());
      Catalog.Table customers = catalog.table("shop", "customers").orElseThrow();
      assertEquals(10, customers.columns().size());
      assertEquals(List.of("id"), customers.primaryKey());
    }
  }

  @Test
  void aTableThatIsGoneIsToldAndForgotten() {
    try (Database database = TestingConfig.of(postgres.url()).open()) {
      assertTrue(database.catalog().table("shop", "orders").isPresent());
      postgres.run("DROP TABLE shop.orders");
      StatementException e =
          assertThrows(
              StatementException.class,
              () -> database.query(TestingPostgres.request("SELECT * FROM shop.orders")));
      assertEquals("42P01", e.receipt().sqlstate());
      assertTrue(e.problem().message().contains("shop.orders"), e.problem().message());
    }
  }

  /** What is known of it is not read anew for a statement that comes within two seconds. */
  @Test
  @Timeout(30)
  void aChangeIsFoundByTheStatementThatMeetsIt() {
    try (Database database = TestingConfig.of(postgres.url()).open()) {
      assertTrue(database.catalog().table("shop", "orders").isPresent());
      postgres.run(
          "ALTER TABLE shop.orders RENAME COLUMN note TO remark; CREATE TABLE shop.returns (id"
              + " int)");
      postgres.grant("shop");
      // Far sooner than the catalog's age has it read again.
      while (database.catalog().table("shop", "returns").isEmpty()) {
        StatementException e =
            assertThrows(
                StatementException.class,
                () -> database.query(TestingPostgres.request("SELECT note FROM shop.orders")));
        assertEquals("42703", e.receipt().sqlstate());
      }
      assertTrue(
          database.catalog().table("shop", "orders").orElseThrow().column("remark").isPresent());
      postgres.run("CREATE TABLE shop.refunds AS SELECT 1 AS id").grant("shop");
      boolean found = false;
      while (!found) {
        try {
          found =
              database.query(TestingPostgres.request("SELECT id FROM shop.refunds")).rows().size()
                  == 1;
        } catch (StatementException e) {
          assertTrue(e.problem().message().contains("refunds"), e.problem().message());
        }
      }
    }
  }

  @Test
  void twoThousandTablesAreRead() {
    StringBuilder tables = new StringBuilder("CREATE SCHEMA many;");
    for (int i = 0; i < 2000; i++) {
      tables.append(
          "CREATE TABLE many.t%d (id int PRIMARY KEY, a text, b numeric, c date);".formatted(i));
    }
    postgres.run(tables.toString()).grant("many");
    Catalog catalog = read(TestingConfig.of(postgres.url()).schemas("many"));
    assertEquals(2000, catalog.tables().size());
    assertTrue(catalog.tables().stream().allMatch(table -> table.columns().size() == 4));
    assertTrue(catalog.tables().stream().allMatch(table -> table.primaryKey().size() == 1));
  }

  private static Catalog read(TestingConfig config) {
    try (Database database = config.open()) {
      return database.catalog();
    }
  }

  private static List<String> names(Catalog catalog) {
    return catalog.tables().stream().map(table -> table.schema() + "." + table.name()).toList();
  }
}
