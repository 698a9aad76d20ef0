package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.sql.SyntaxNode.Branch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyntaxParserTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT",
        "SELECT 1",
        "VALUES (1), (2)",
        "TABLE t",
        "(SELECT 1)",
        "((SELECT 1) UNION (SELECT 2)) ORDER BY 1",
        "WITH a AS (SELECT 1) SELECT * FROM a",
        "SELECT a @? '$.x'",
        "SELECT mode() WITHIN GROUP (ORDER BY a) FILTER (WHERE b) FROM t",
        "SELECT |/ 4, ||/ 8, @ -1, 5 !~ 'x'",
        "SELECT a -|- b",
        "SELECT tags[:1], tags[1:], tags[:]",
        "SELECT (c).* FROM c",
        "SELECT * FROM a JOIN b USING (id) AS j",
        "SELECT 1 GROUP BY DISTINCT ROLLUP (a), CUBE (b)",
        "SELECT 1 OPERATOR(pg_catalog.+) 2",
        "SELECT substring(x FROM 2 FOR 3), substring(x FOR 3), substring(x SIMILAR 'a' ESCAPE '#')",
        "SELECT 1 AS select, 2 AS year, 3 AS \"from\"",
        "SELECT a NOT IN (1), a NOT LIKE 'x', a NOT BETWEEN 1 AND 2, NOT a",
        "SELECT x::timestamp with time zone, x::time(3) without time zone",
        "SELECT * FROM f() WITH ORDINALITY AS t(a, n)",
        "SELECT * FROM t ORDER BY a NULLS FIRST, nulls",
        "SELECT interval '1' day, interval(3) '1 s'",
        "SELECT 'x' IS NFC NORMALIZED",
        "SELECT JSON_OBJECT('a' VALUE 1), '1' IS JSON, JSON_ARRAY(1, 2 FORMAT JSON)",
        "SELECT * FROM JSON_TABLE('[]', '$[*]' COLUMNS (a int PATH '$'))",
        "SELECT 1 FETCH FIRST 3 ROWS WITH TIES",
        "SELECT a.b.c.d, a.b[1].c, (f()).x",
        "SELECT row_number() OVER (w ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM t"
            + " WINDOW w AS (ORDER BY a)",
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SEARCH DEPTH FIRST BY n"
            + " SET o CYCLE n SET c USING p SELECT * FROM t",
        "SELECT 1 WHERE (1, 2) = ANY (SELECT 1, 2)",
        "SELECT CASE 1 WHEN 2 THEN 3 ELSE 4 END",
        "SELECT a IS NOT DISTINCT FROM b",
        "SELECT * FROM ROWS FROM (f(), g() AS (a int)) t",
        "SELECT * FROM t TABLESAMPLE SYSTEM (1) REPEATABLE (2)",
        "SELECT date '2020-01-01' AT TIME ZONE 'UTC', now() AT LOCAL",
        "SELECT ALL 1",
        "SELECT DISTINCT ON (a) b FROM t",
      })
  void itReadsWhatPostgresqlReads(String sql) {
    assertInstanceOf(Branch.class, parse(sql));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT »FROM t WHERE|Syntax error",
        "SELECT 1 +»|ends too early",
        "SELECT a, »FROM t|leave out the comma before it",
        "SELECT a FROM »group|as a name it is written \"group\"",
        "SELECT a FROM t JOIN »order|\"order\"",
        "SELECT a FROM t WHERE id = »?|Placeholders",
        "SELECT a FROM t WHERE id = »:id|Placeholders",
        "SELECT a FROM t WHERE id = »%s|Placeholders",
        "SELECT 'a' »'b'|Syntax error at or near ''b''",
        "SELECT a FROM t »LIMIT|Syntax",
        "SELECT f(a »b)|Syntax error at or near 'b'",
        "SELECT a FROM t GROUP »a|Syntax",
      })
  void aSyntaxErrorPointsAtItsPlaceAndHelps(String marked, String message) {
    String sql = marked.replace(TestingGuard.PLACE, "");
    RefusedSqlException refusal = assertThrows(RefusedSqlException.class, () -> parse(sql));
    assertTrue(TestingGuard.message(refusal).contains(message), TestingGuard.message(refusal));
    if (!message.equals("Syntax") && !message.equals("Syntax error")) {
      assertEquals(
          marked.indexOf(TestingGuard.PLACE), refusal.offset(), TestingGuard.message(refusal));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DELETE FROM t|0",
        "DROP TABLE t|0",
        "EXPLAIN SELECT 1|0",
        "SHOW all|0",
        "COPY t TO STDOUT|0",
        "DO $$ $$|0",
        "CALL p()|0",
        "SET x = 1|0",
        "WITH a AS (SELECT 1) SHOW x|21",
        "WITH a AS (VACUUM) SELECT 1|11",
        "(DROP TABLE t)|1",
      })
  void whatIsNoQueryIsSaidToBeNone(String sql, int offset) {
    RefusedSqlException refusal = assertThrows(RefusedSqlException.class, () -> parse(sql));
    assertEquals(GuardRule.ONLY_QUERIES, refusal.rule(), TestingGuard.message(refusal));
    assertEquals(offset, refusal.offset());
  }

  @Test
  void aLongStatementNeedsNoDeepStack() throws InterruptedException {
    String sum = "SELECT " + "1 + ".repeat(15_000) + "1";
    String joins = "SELECT 1 FROM t" + " JOIN t USING (a)".repeat(3_500);
    String unions = "SELECT 1" + " UNION SELECT 1".repeat(4_000);
    String not = "SELECT " + "NOT ".repeat(15_000) + "true";
    List<String> done = new ArrayList<>();
    Thread small =
        new Thread(
            null,
            () -> {
              for (String sql : List.of(sum, joins, unions, not)) {
                parse(sql);
                done.add(sql);
              }
            },
            "small",
            128 << 10);
    small.start();
    small.join();
    assertEquals(4, done.size());
  }

  private static SyntaxNode parse(String sql) {
    return SyntaxParser.parse(Grammar.postgresql(), CanonicalSql.read(sql).tokens());
  }
}
