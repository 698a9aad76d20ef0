package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which table and which column a name means, and which may not be read. */
class ScopeTest {
  private final TestingGuard guard = new TestingGuard();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id, name FROM customers",
        "SELECT customers.id, c.ctid, c.xmin FROM customers, customers c",
        "SELECT public.customers.id FROM public.customers",
        "SELECT shop.public.customers.id FROM shop.public.customers",
        "SELECT c.* FROM customers c",
        "SELECT c FROM customers c",
        "SELECT (c).name, (c.profile) FROM customers c",
        "SELECT x.a, x.\"B\" FROM (SELECT id AS a, name AS \"B\" FROM customers) x",
        "SELECT x.p FROM (SELECT id, name FROM customers) AS x(p, q)",
        "SELECT x.count, x.sum, x.\"case\" FROM (SELECT count(*), sum(total), CASE WHEN true THEN 1"
            + " END FROM orders) x",
        "SELECT x.int4, x.coalesce, x.array, x.row, x.exists FROM (SELECT 1::int, coalesce(1, 2),"
            + " ARRAY[1], ROW(1, 2), EXISTS (SELECT 1)) x",
        "SELECT o.id FROM customers c, LATERAL (SELECT * FROM orders WHERE customer_id = c.id) o",
        "SELECT * FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id"
            + " AND country = 'x')",
        "SELECT id AS customer FROM customers ORDER BY customer",
        "SELECT date_trunc('day', ordered_at) AS d, count(*) FROM orders GROUP BY d HAVING count(*)"
            + " > 1",
        "SELECT DISTINCT ON (k) name AS k FROM customers",
        "WITH a(x, y) AS (SELECT id, name FROM customers) SELECT x, a.y FROM a",
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT n FROM"
            + " t",
        "WITH RECURSIVE t AS (SELECT id, boss_id FROM staff UNION SELECT s.id, s.boss_id FROM staff"
            + " s JOIN t ON s.boss_id = t.id) SELECT * FROM t",
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SEARCH DEPTH FIRST BY n"
            + " SET o CYCLE n SET c USING p SELECT o, c, p FROM t",
        "WITH a AS (SELECT 1 AS x), b AS (SELECT x FROM a) SELECT * FROM b, a",
        "WITH RECURSIVE a AS (SELECT y FROM b), b AS (SELECT 1 AS y) SELECT y FROM a",
        "SELECT g, g.g FROM generate_series(1, 3) g",
        "SELECT generate_series FROM generate_series(1, 3)",
        "SELECT key, e.value FROM customers, jsonb_each(profile::jsonb) e",
        "SELECT a, n FROM unnest(ARRAY[1]) WITH ORDINALITY u(a, n)",
        "SELECT t.a FROM json_to_record('{}') AS t(a int, b text)",
        "SELECT t.a, t.n FROM xmltable('/r' PASSING '<r/>' COLUMNS a int PATH '@a', n FOR"
            + " ORDINALITY) t",
        "SELECT a, b FROM json_table('[]', '$[*]' COLUMNS (a int PATH '$', NESTED PATH '$' COLUMNS"
            + " (b int PATH '$'))) j",
        "SELECT id FROM customers JOIN orders USING (id)",
        "SELECT j.id, c.name FROM customers c JOIN orders o USING (id) AS j",
        "SELECT x.name FROM (customers c JOIN orders o ON c.id = o.customer_id) x",
        "SELECT name FROM customers NATURAL JOIN orders",
        "SELECT c.name FROM customers c LEFT JOIN orders o ON o.customer_id = c.id FULL JOIN items"
            + " i ON i.order_id = o.id",
        "SELECT column1 FROM (VALUES (1, 'a')) v",
        "SELECT v.x FROM (VALUES (1)) v(x) ORDER BY v.x",
        "VALUES (1, 2) ORDER BY column2",
        "SELECT id FROM customers UNION SELECT customer_id FROM orders ORDER BY id",
        "SELECT \"Größe\" FROM \"Naïve Table\"",
        "SELECT id, name FROM staff",
        "SELECT orders.id FROM orders, sales.orders AS o WHERE o.region = 'x'",
        "SELECT sales.orders.region FROM sales.orders",
        "TABLE customers ORDER BY name",
        "TABLE sales.orders",
      })
  void namesThatPostgresqlKnowsPass(String sql) {
    guard.allowed(sql);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT »nothing FROM customers|there is: id, name, country",
        "SELECT c.»nothing FROM customers c|c has: id, name",
        "SELECT »rownum FROM customers|LIMIT n",
        "SELECT \"»x\" FROM customers|write a text as 'x'",
        "SELECT name FROM customers WHERE country = \"»DE\"|'DE'",
        "SELECT »customers.nothing FROM customers|customers has",
        "SELECT »x.nothing FROM customers c|x is no table or alias that can be named here; there"
            + " is: c",
        "SELECT 1 FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.id = »c.nothing)|c"
            + " has",
        "SELECT »p FROM (SELECT id FROM customers) x|there is: id",
        "SELECT id FROM customers JOIN orders USING (»nothing)|nothing",
        "SELECT »a.b.c.d.e FROM customers|too many parts",
      })
  void anUnknownColumnIsRefusedWithThoseThatThereAre(String sql, String message) {
    String marked = sql.replace("\"»", "»\"").replace("c.»", "»c.");
    Verdict.Refused refused = guard.refused(GuardRule.UNKNOWN_COLUMN, marked);
    assertTrue(refused.message().contains(message), refused.message());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT »salary FROM staff",
        "SELECT »s.salary FROM staff s",
        "SELECT »staff.salary FROM staff",
        "SELECT 1 FROM staff ORDER BY »salary",
        "SELECT 1 FROM staff WHERE »salary > 1",
        "SELECT count(»salary) FROM staff",
        "SELECT 1 FROM customers c WHERE EXISTS (SELECT 1 FROM staff WHERE »salary > c.id)",
        "SELECT (SELECT »salary) FROM staff",
        "SELECT 1 FROM staff JOIN staff s USING (»salary)",
        "WITH salary AS (SELECT 1) SELECT »salary FROM staff",
        "SELECT a.id FROM staff a, LATERAL (SELECT »a.salary) b",
      })
  void aHiddenColumnDoesNotExist(String sql) {
    guard.refused(GuardRule.UNKNOWN_COLUMN, sql);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM staff",
        "SELECT s.* FROM staff s",
        "SELECT s FROM staff s",
        "SELECT staff FROM staff",
        "SELECT to_jsonb(s) FROM staff s",
        "SELECT (s).* FROM staff s",
        "SELECT count(s.*) FROM staff s",
        "SELECT s::text FROM staff s",
        "SELECT row(s.*) FROM staff s",
        "SELECT 1 FROM staff s ORDER BY s",
        "SELECT 1 FROM staff a NATURAL JOIN staff b",
        "TABLE staff",
        "SELECT * FROM staff AS s(a, b, c, d)",
        "SELECT x.* FROM (staff a JOIN customers c ON true) x",
        "SELECT * FROM customers, staff",
        "SELECT customers, s FROM customers, staff s",
        "SELECT * FROM (TABLE staff) x",
        "WITH x AS (SELECT * FROM staff) SELECT id FROM x",
        "SELECT EXISTS (SELECT * FROM staff)",
      })
  void aRowWithAHiddenColumnIsNotGivenAway(String sql) {
    Verdict.Refused refused = guard.refused(GuardRule.WHOLE_ROW, sql);
    assertTrue(refused.message().contains("Not all columns"), refused.message());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT (5.0::float8).»pg_sleep",
        "SELECT ('x'::text).»lo_import",
        "SELECT (77::bigint).»\"pg_advisory_lock\"",
        "SELECT 1 WHERE (2.0::float8).»pg_sleep IS NOT NULL",
        "SELECT (ARRAY[1.0])[1].»pg_sleep",
        "SELECT tags[1].»pg_sleep FROM customers",
        "SELECT (name).»pg_read_file FROM customers",
        "SELECT (c).»touch FROM customers c",
        "SELECT (SELECT 1).»x",
        "SELECT ($$x$$::text).»lower",
        "SELECT (x.y).»f FROM (SELECT c AS y FROM customers c) x",
        "SELECT (jsonb_each('{}')).»pg_sleep",
      })
  void aNameBehindAnExpressionCouldBeAFunction(String sql) {
    guard.refused(GuardRule.ATTRIBUTE_NOTATION, sql);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT t.»pg_sleep FROM (SELECT 1.0::float8) t(x)",
        "SELECT c.»touch FROM customers c",
        "SELECT customers.»touch FROM customers",
        "SELECT t.»lo_get FROM generate_series(1, 2) t",
      })
  void anAttributeOfATableMustBeAColumn(String sql) {
    String marked = sql.replaceFirst("(\\w+\\.)»", "»$1");
    guard.refused(GuardRule.UNKNOWN_COLUMN, marked);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT * FROM »nothing|there is: public.customers",
        "SELECT * FROM »evil.customers|did you mean public.customers?",
        "SELECT * FROM »region.orders|did you mean public.orders or sales.orders?",
        "SELECT * FROM »secrets|There is no table secrets",
        "SELECT * FROM »public.secrets|There is no table",
        "SELECT 1 FROM »dual|leave FROM dual out",
        "TABLE »secrets|There is no table",
        "SELECT * FROM ONLY »secrets|There is no table",
        "SELECT * FROM ONLY (»secrets)|There is no table",
        "SELECT (SELECT 1 FROM »secrets)|There is no table",
        "WITH a AS (TABLE »secrets) SELECT 1|There is no table",
        "WITH a AS (SELECT 1 FROM »b), b AS (SELECT 1) SELECT 1|There is no table b",
        "SELECT * FROM »a.b.c.d|There is no table",
      })
  void aTableThatIsNotOfTheConnectionIsRefused(String sql, String message) {
    Verdict.Refused refused = guard.refused(GuardRule.UNKNOWN_TABLE, sql);
    assertTrue(refused.message().contains(message), refused.message());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM »pg_authid",
        "SELECT * FROM »pg_catalog.pg_class",
        "SELECT * FROM »information_schema.tables",
        "SELECT * FROM »pg_temp.t",
        "SELECT * FROM »pg_toast.pg_toast_1",
        "SELECT * FROM customers WHERE name IN (SELECT usename FROM »pg_user)",
        "TABLE »\"pg_catalog\".\"pg_settings\"",
      })
  void theSystemsTablesAreRefusedAndTheToolsNamed(String sql) {
    Verdict.Refused refused = guard.refused(GuardRule.SYSTEM_TABLE, sql);
    assertTrue(refused.message().contains("get_table_info"), refused.message());
  }

  @Test
  void theTablesThatAreReadAreNamedOnce() {
    assertEquals(
        List.of("public.customers", "sales.orders"),
        guard
            .allowed("WITH x AS (SELECT 1) SELECT 1 FROM customers, x, sales.orders, customers c")
            .tables());
  }
}
