package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
  @BeforeAll
  static void loadTheAdviser() {
    // its classes take longer the first time than advice may take
    DialectAdviser.advice("SELECT TOP 1 a FROM t");
  }

  private final TestingGuard guard = new TestingGuard();

  @Test
  void whatIsAllowedIsTheCanonicalText() {
    Verdict.Allowed allowed =
        guard.allowed("SELECT  E'it\\'s', -- note\n \"name\" FROM Customers;");
    assertEquals("select 'it''s', \"name\" from customers", allowed.canonicalSql());
    assertEquals(GuardRule.OVERLOADED.wall(), allowed.wall());
  }

  @Test
  @SuppressWarnings("NullAway") // what judges trips over what is missing
  void whateverGoesWrongWhileJudgingIsARefusal() {
    var broken =
        new TestingGuard(new Catalog(List.of(), List.of(), List.of(), Set.of(), Map.of(), null));
    broken.refused(GuardRule.NOT_JUDGED, "SELECT 1");
    broken.refused(GuardRule.SYNTAX, "SELECT 1 +");
    guard.allowed("SELECT 1");
  }

  @Test
  void aRefusalHasTheCanonicalTextWhereThereIsOne() {
    assertEquals(
        "select pg_sleep (1)",
        guard.refused(GuardRule.FUNCTION_NOT_ALLOWED, "SELECT »pg_sleep (1)").canonicalSql());
    assertEquals("", guard.refused(GuardRule.MALFORMED_TOKEN, "SELECT »'a").canonicalSql());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT 1 | 1
          SELECT | 0
          TABLE customers | 5
          VALUES (1, 2), (3, 4) | 2
          SELECT *, 1 FROM customers | 6
          SELECT o.*, c.id FROM orders o, customers c | 5
          SELECT * FROM customers JOIN orders USING (id) | 8
          SELECT * FROM orders NATURAL JOIN items | 7
          SELECT * FROM orders o(a, b) | 4
          SELECT * FROM generate_series(1, 2) WITH ORDINALITY | 2
          SELECT * FROM jsonb_each('{}') | 2
          SELECT * FROM json_to_recordset('[]') AS x(a int, b int) | 2
          SELECT id FROM orders UNION SELECT 1 | 1
          WITH a AS (SELECT id, name FROM customers) SELECT * FROM a | 2
          WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT *, n FROM r | 2
          SELECT (c).* FROM customers c | -1
          SELECT * FROM unnest(ARRAY[1], ARRAY[2]) | -1
          """)
  void theColumnsOfTheResultAreCounted(String sql, int columns) {
    assertEquals(columns, guard.allowed(sql).columns());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT E'\\'', pg_sleep(5) -- '",
        "SELECT 1 /* /* */ ' */ , pg_sleep(5) -- '",
        "SELECT 1 //**/ length(pg_read_file('/etc/passwd'))",
        "SELECT $a$||'$a$, pg_sleep(5), $b$'||$b$",
        "SELECT '\\', pg_sleep(5) --'",
        "SELECT E'\\''; COMMIT; DELETE FROM orders; -- '",
        "SELECT $1$2$1$ || pg_sleep(5)::text",
        "{call touch()}",
        "SELECT 1 +@length(pg_sleep(2)::text)",
        "SELECT/**/pg_sleep/**/(1)",
        "SELECT U&'\\0027' UESCAPE '!' || pg_sleep(1)::text",
        "SELECT B'1'pg_sleep(1)",
        "SELECT 'a' -- '\n; DROP TABLE customers -- '",
      })
  void tricksOfSpellingDoNotHelp(String sql) {
    guard.refused(sql);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT '%s'",
        "SELECT %s",
        "SELECT a FROM customers WHERE %s",
        "%s",
        "SELECT 1 FROM (%s) x",
        "(%s)",
      })
  void noTextIsTooIntricateToBeRefused(String frame) {
    for (String part :
        new String[] {
          "(".repeat(30_000),
          "[".repeat(60_000),
          "((((1))))".repeat(5_000),
          "lower(".repeat(10_000),
          "CASE WHEN ".repeat(5_000),
          "a.".repeat(20_000),
          "\"".repeat(60_001),
          "'".repeat(60_001),
          "/*".repeat(30_000),
          "NOT ".repeat(15_000) + "true",
          "-".repeat(60_000),
          "1,".repeat(30_000),
          "(SELECT ".repeat(5_000),
          "x JOIN ".repeat(8_000),
          "$a".repeat(30_000),
          "E'\\u00".repeat(8_000),
          "1+".repeat(30_000) + "1",
          "SELECT 1 UNION ".repeat(4_000) + "SELECT 1",
          "WITH a AS (".repeat(5_000),
          "a COLLATE ".repeat(6_000),
          "::int".repeat(12_000),
          "a IS NULL AND ".repeat(4_000) + "true",
          "ARRAY[".repeat(10_000),
          "\n".repeat(65_000),
        }) {
      String sql = frame.formatted(part);
      Verdict verdict = new Guard().check(sql, TestingGuard.SHOP);
      if (verdict instanceof Verdict.Refused refused) {
        assertTrue(refused.offset() >= 0 && refused.offset() <= sql.length());
        assertTrue(!refused.message().isEmpty());
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT TOP 5 name FROM customers|write LIMIT n",
        "SELECT [name] FROM customers|[name] is SQL Server's",
        "SELECT name FROM customers WHERE ordered_at > now() - INTERVAL 1 DAY|interval '1 day'",
        "SELECT a FROM t QUALIFY row_number() OVER (ORDER BY a) = 1|outer WHERE",
        "SELECT name FROM customers MINUS SELECT name FROM customers|write EXCEPT",
        "SELECT name FROM customers WHERE name REGEXP 'x'|write text ~ pattern",
        "SELECT a FROM t CROSS APPLY f(a)|CROSS JOIN LATERAL",
        "SELECT a DIV 2 FROM t|div(a, b)",
        "SELECT * EXCEPT (a) FROM t|name the columns",
        "SELECT a FROM t1, t2 WHERE t1.a = t2.a (+)|LEFT JOIN",
        "SELECT `name` FROM customers|Backticks are MySQL's",
        "SELECT name FROM customers LIMIT 5, 10|LIMIT b OFFSET a",
        "SELECT CONVERT(int, name) FROM customers|",
      })
  void anotherDatabasesWordsAreTranslated(String sql, String advice) {
    Verdict.Refused refused = guard.refused(sql);
    assertTrue(refused.message().contains(advice == null ? "" : advice), refused.message());
  }

  @Test
  void aVerdictIsRememberedUnderItsCatalog() {
    Guard cached = new Guard();
    Verdict first = cached.check("SELECT id FROM customers", TestingGuard.SHOP);
    assertSame(first, cached.check("SELECT id FROM customers", TestingGuard.SHOP));
    Catalog other = TestingCatalog.of(TestingCatalog.table("other", "id"));
    assertInstanceOf(Verdict.Refused.class, cached.check("SELECT id FROM customers", other));
    Verdict again = cached.check("SELECT id FROM customers", TestingGuard.SHOP);
    assertInstanceOf(Verdict.Allowed.class, again);
    assertNotSame(first, again);
  }

  @Test
  void onlySoManyVerdictsAreRemembered() {
    Guard cached = new Guard();
    Verdict first = cached.check("SELECT 0", TestingGuard.SHOP);
    for (int i = 1; i <= 511; i++) {
      cached.check("SELECT " + i, TestingGuard.SHOP);
    }
    assertSame(first, cached.check("SELECT 0", TestingGuard.SHOP));
    Verdict second = cached.check("SELECT 1", TestingGuard.SHOP);
    cached.check("SELECT 512", TestingGuard.SHOP);
    cached.check("SELECT 513", TestingGuard.SHOP);
    assertSame(second, cached.check("SELECT 1", TestingGuard.SHOP));
    for (int i = 600; i <= 1200; i++) {
      cached.check("SELECT " + i, TestingGuard.SHOP);
    }
    assertNotSame(first, cached.check("SELECT 0", TestingGuard.SHOP));
  }

  @Test
  void aLongStatementIsNotRemembered() {
    Guard cached = new Guard();
    String sql = "SELECT '" + "x".repeat(5000) + "'";
    assertNotSame(cached.check(sql, TestingGuard.SHOP), cached.check(sql, TestingGuard.SHOP));
  }
}
