package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "1--2, 1",
        "1/*2*/3, 1 3",
        "1/*/*2*/*/3, 1 3",
        "1 -- x¶2, 1 2",
        "1 -- x§2, 1 2",
        "1/**/+/**/2, 1 + 2",
        "a<=b, a <= b",
        "a=-1, a = - 1",
        "a=--1, a =",
        "a@-1, a @- 1",
        "a*-1, a * - 1",
        "a%-1, a %- 1",
        "a+-+1, a + - + 1",
        "a!=b, a <> b",
        "a<>b, a <> b",
        "a<>-b, a <> - b",
        "a||b, a || b",
        "a|/b, a |/ b",
        "a/-*b, a /-* b",
        "a->>'x', a ->> 'x'",
        "a#>>'{x}', a #>> '{x}'",
        "a@>b, a @> b",
        "a?b, a ? b",
        "a::int, a :: int",
        "a:=1, a := 1",
        "1..10, 1 .. 10",
        "1.5.5, 1.5 .5",
        "a.b, a . b",
        "a[1:2], a [ 1 : 2 ]",
        "@/* x */-1, @ - 1",
        "+--x¶-1, + - 1",
        "=/*x*/-, = -",
        "'a'/**/'b', 'a' 'b'",
        "N'a', nchar 'a'",
        "E'a'x, 'a' x",
        "1a1, !",
      })
  void itSplitsAsPostgresqlDoes(String sql, String tokens) {
    if (tokens.equals("!")) {
      assertThrows(RefusedSqlException.class, () -> Tokenizer.tokenize(sql));
      return;
    }
    assertEquals(tokens, String.join(" ", texts(sql.replace("¶", "\n").replace("§", "\r"))));
  }

  private static List<String> texts(String sql) {
    return Tokenizer.tokenize(sql).stream().map(Token::text).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "`a`",
        "a // b",
        "q'[x]'",
        "Q'x'",
        "\\d",
        "{fn now()}",
        "a } b",
        "a\u00a0b",
        "\u3000a"
      })
  void aSpellingOfAnotherDatabaseIsNotPostgresql(String sql) {
    assertEquals(
        GuardRule.NOT_POSTGRESQL,
        assertThrows(RefusedSqlException.class, () -> Tokenizer.tokenize(sql)).rule());
  }

  @Test
  void eachTokenKnowsItsPlaceInTheText() {
    String sql = "SELECT /* c */ E'\\'' ||\n  U&\"d!0061ta\" UESCAPE '!', \"É\".x";
    List<Token> tokens = Tokenizer.tokenize(sql);
    assertEquals(
        List.of("SELECT", "E'\\''", "||", "U&\"d!0061ta\" UESCAPE '!'", ",", "\"É\"", ".", "x"),
        tokens.stream().map(token -> sql.substring(token.start(), token.end())).toList());
  }
}
