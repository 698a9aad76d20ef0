package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalSqlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "select  1;select 1",
        "SELECT 1 -- done;select 1",
        "SELECT/**/1;select 1",
        "SELECT a , b;select a, b",
        "SELECT count ( * );select count (*)",
        "SELECT count(*);select count(*)",
        "SELECT a.b.c, a . *;select a.b.c, a.*",
        "SELECT a::int[];select a::int[]",
        "SELECT a[1:2], a[ : 2];select a[1 : 2], a[: 2]",
        "SELECT a [1];select a [1]",
        "SELECT - -1;select - - 1",
        "SELECT +(1);select + (1)",
        "SELECT 1 .5;select 1 .5",
        "SELECT (a).b;select (a).b",
        "SELECT \"A\".\"B\";select \"A\".\"B\"",
        "SELECT $$it's$$;select 'it''s'",
        "SELECT E'\\\\';select '\\'",
        "SELECT '\\';select '\\'",
        "SELECT É;select \"É\"",
        "SELECT a!=b;select a <> b",
        "SELECT B'1', x'F';select B'1', X'F'",
        "SELECT N'a';select nchar 'a'",
        "SELECT a:: /* c */ text;select a::text",
      })
  void aStatementHasOneSpelling(String sql, String canonical) {
    CanonicalSql read = CanonicalSql.read(sql);
    assertEquals(canonical, read.text());
    assertEquals(canonical, CanonicalSql.read(canonical).text());
  }

  @Test
  void literalsNeverStandSoThatTheyBecomeOne() {
    assertEquals("select 'a' 'b'", CanonicalSql.read("SELECT 'a'/*\n*/'b'").text());
    assertEquals("select 'ab'", CanonicalSql.read("SELECT 'a'\n'b'").text());
    assertTrue(CanonicalSql.read("SELECT 1,\n\n2").text().indexOf('\n') < 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT 1;", "SELECT 1 ; -- end", "SELECT 1;/* x */\n"})
  void oneSemicolonMayEndIt(String sql) {
    assertEquals("select 1", CanonicalSql.read(sql).text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT 1; SELECT 2|8",
        "SELECT 1;;|8",
        "; SELECT 1|0",
        "SELECT E'\\''; COMMIT; --'|12",
        "SELECT $a$'$a$; DELETE FROM t; --'|14",
        "SELECT (1;2)|9",
      })
  void aSecondStatementIsRefusedAtItsSemicolon(String sql, int offset) {
    RefusedSqlException refusal = refusal(sql);
    assertEquals(GuardRule.ONE_STATEMENT, refusal.rule());
    assertEquals(offset, refusal.offset());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n", "-- only a comment", "/* a */", ";", " ; -- x"})
  void nothingIsNoStatement(String sql) {
    assertEquals(GuardRule.NO_STATEMENT, refusal(sql).rule());
  }

  @Test
  void sixtyFourBracketsMayNest() {
    CanonicalSql.read("SELECT " + "(".repeat(64) + "1" + ")".repeat(64));
    CanonicalSql.read("SELECT " + "(1)+".repeat(200) + "[1]".repeat(200));
    RefusedSqlException refusal = refusal("SELECT " + "(".repeat(65) + "1" + ")".repeat(65));
    assertEquals(GuardRule.NESTED_TOO_DEEPLY, refusal.rule());
    assertEquals(7 + 64, refusal.offset());
    assertEquals(GuardRule.NESTED_TOO_DEEPLY, refusal("SELECT a" + "[(".repeat(33)).rule());
  }

  @Test
  void bracketsInTextsDoNotNest() {
    assertEquals(
        "select '((((' || ')'", CanonicalSql.read("SELECT '((((' || ')' /* ((( */").text());
  }

  @Test
  void aBracketThatClosesNothingIsRefusedAtItsPlace() {
    RefusedSqlException refusal = refusal("SELECT (1)) + 2");
    assertEquals(GuardRule.SYNTAX, refusal.rule());
    assertEquals(10, refusal.offset());
  }

  @Test
  void aPlaceInItLeadsToTheCallersText() {
    String sql = "SELECT /* note */ E'\\u00e9',\n  wrong  FROM \"😀\" -- c";
    CanonicalSql read = CanonicalSql.read(sql);
    Verdict.SourceMap map = read.sourceMap();
    for (String token : new String[] {"wrong", "\"😀\"", ","}) {
      assertEquals(sql.indexOf(token), map.sourceOffset(read.text().indexOf(token)), token);
    }
    assertEquals(sql.indexOf("E'"), map.sourceOffset(read.text().indexOf("'é'")));
    assertEquals(sql.indexOf("ong"), map.sourceOffset(read.text().indexOf("ong")));
    // no place of a shorter spelling lies behind the literal's end
    assertEquals(sql.indexOf("E'") + 2, map.sourceOffset(read.text().indexOf("'é'") + 2));
    assertEquals(0, map.sourceOffset(0));
    assertEquals(sql.indexOf(" -- c"), map.sourceOffset(read.text().length()));
  }

  private static RefusedSqlException refusal(String sql) {
    return assertThrows(RefusedSqlException.class, () -> CanonicalSql.read(sql));
  }
}
