package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which results show no single row of a table: what a model may see where it sees aggregates. */
class RowOriginTest {
  private final TestingGuard guard = new TestingGuard(catalog());

  private static Catalog catalog() {
    Catalog.Table plain = TestingCatalog.table("customers", "id", "name", "country", "mail");
    Catalog.Table customers =
        new Catalog.Table(
            "public",
            "customers",
            Catalog.Kind.TABLE,
            -1,
            0,
            "",
            plain.columns(),
            List.of("id"),
            List.of(),
            List.of(),
            List.of(
                new Catalog.Index(
                    "mail", "CREATE UNIQUE INDEX mail ON customers USING btree (mail)", true)),
            List.of());
    return new Catalog(
        List.of(new Catalog.Schema("public", "")),
        List.of(customers, TestingCatalog.table("orders", "id", "customer_id", "total")),
        List.of("public"),
        Set.of(),
        Map.of(),
        UserCode.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*) FROM customers",
        "SELECT country, count(*) FROM customers GROUP BY country",
        "SELECT country FROM customers GROUP BY 1",
        "SELECT sum(total) * 2, max(total) FROM orders",
        "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY total) FROM orders",
        "SELECT * FROM (SELECT country, count(*) FROM customers GROUP BY country) x",
        "WITH x AS (SELECT country, count(*) AS n FROM customers GROUP BY country) SELECT country,"
            + " n * 2 FROM x ORDER BY n",
        "SELECT count(*) FROM customers UNION ALL SELECT count(*) FROM orders",
        "SELECT (SELECT count(*) FROM orders)",
        "SELECT country, n, rank() OVER (ORDER BY n) FROM (SELECT country, count(*) AS n FROM"
            + " customers GROUP BY country) x",
        "SELECT 1 FROM customers HAVING count(*) > 1",
      })
  void aggregates(String sql) {
    assertEquals(true, guard.allowed(sql).aggregates());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM customers",
        "SELECT name FROM customers LIMIT 1",
        "SELECT count(*) OVER (), name FROM customers",
        "SELECT id, count(*) FROM customers GROUP BY id",
        "SELECT mail, count(*) FROM customers GROUP BY mail",
        "SELECT c.id, sum(o.total) FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY"
            + " c.id",
        "SELECT array_agg(name) FROM customers",
        "SELECT string_agg(name, ',') FROM customers",
        "SELECT json_agg(c) FROM customers c",
        "SELECT json_arrayagg(name) FROM customers",
        "SELECT count(*), (SELECT name FROM customers LIMIT 1) FROM orders",
        "SELECT count(*)::text FROM customers UNION ALL SELECT name FROM customers",
        "SELECT name FROM (SELECT name FROM customers) x",
        "TABLE customers",
        "SELECT (SELECT max(o.total) FROM orders o WHERE o.customer_id = c.id) FROM customers c",
      })
  void singleRows(String sql) {
    assertEquals(false, guard.allowed(sql).aggregates());
  }
}
