package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Literals, quoted names and numbers of all spellings mean what PostgreSQL takes them for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiteralsTest {
  private final Connection connection;

  LiteralsTest() throws SQLException {
    connection = TestingPostgres.create().connect();
  }

  @AfterAll
  void close() throws SQLException {
    connection.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'a'",
        "''",
        "''''",
        "'a''b'",
        "'\\'",
        "'a\\nb'",
        "'--'",
        "'/*'",
        "'a'\n'b'",
        "'a'  \n -- c\n 'b'",
        "'a'\r'b'",
        "'a'\n\n'b''c'",
        "'a'\n--'\n'b'",
        "N'a'",
        "n'a''b'",
        "E'a'",
        "e'\\''",
        "E'\\\\'",
        "E'a''b'",
        "E'\\b\\f\\n\\r\\t'",
        "E'\\101\\60\\7'",
        "E'\\x41\\x7\\xe9'",
        "E'\\xc3\\xa9'",
        "E'\\303\\251'",
        "E'\\u00e9\\U0001F600'",
        "E'\\ud83d\\ude00'",
        "E'\\uD83D\\U0000DE00'",
        "E'\\q\\'\\\"'",
        "E'\\é\\😀'",
        "E'a'\n'\\n'",
        "E'\\x4g'",
        "E'\\xg'",
        "E'\\8\\9'",
        "E'é😀'",
        "E'a\\\\'\n'b'",
        "$$a$$",
        "$$$$",
        "$$'$$",
        "$a$b$$c$a$",
        "$a$$A$$a$",
        "$é$x$é$",
        "$a1_$x$a1_$",
        "$$a\\$$",
        "$$$a$$",
        "$x$$y$$y$$x$",
        "U&'\\00e9'",
        "u&'d\\0061t\\+000061'",
        "U&'\\\\'",
        "U&'a''b'",
        "U&'\\D83D\\DE00'",
        "U&'\\+01F600'",
        "U&'!00e9' UESCAPE '!'",
        "U&'a!!b' UESCAPE '!'",
        "U&'\\' UESCAPE '!'",
        "U&'a'\n'\\0062'",
        "U&'!0061' /* c */ uescape -- d\n '!'",
        "U&'$0061' UESCAPE E'$'",
        "U&'#0061' UESCAPE $$#$$",
        "B'101'",
        "b''",
        "B'1'\n'0'",
        "X'1aF'",
        "x'00'",
        "X''",
        "0",
        "007",
        "1.5",
        ".5",
        "5.",
        "1e3",
        "1E+3",
        "1.5e-3",
        ".5e1",
        "0x1F",
        "0XaB",
        "0o17",
        "0b101",
        "1_000",
        "1_0.0_1",
        "0x_ff",
        "0b_1",
        "1e1_0",
        "123456789012345678901234567890",
        "0x7fffffff",
        "0xffffffff",
        "2147483647",
        "2147483648",
        "-2147483648",
        "9223372036854775808"
      })
  void aLiteralIsSpelledAsWhatPostgresqlReads(String literal) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      String sql = "SELECT " + literal;
      String canonical;
      try {
        canonical = CanonicalSql.read(sql).text();
      } catch (RefusedSqlException e) {
        assertThrows(SQLException.class, () -> value(statement, sql), e.getMessage());
        return;
      }
      assertEquals(value(statement, sql), value(statement, canonical), canonical);
    }
  }

  private static List<String> value(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return List.of(rows.getMetaData().getColumnTypeName(1), String.valueOf(rows.getString(1)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'a",
        "'a''",
        "E'a\\'",
        "E'a\\",
        "E'\\xff'",
        "E'\\377'",
        "E'\\xc3'",
        "E'\\0'",
        "E'\\x00'",
        "E'\\u0000'",
        "E'\\ud83d'",
        "E'\\ude00'",
        "E'\\ud83dx'",
        "E'\\ud83d\\u0041'",
        "E'\\u00e'",
        "E'\\U0011FFFF'",
        "E'\\ue'",
        "$$a",
        "$a$ abc",
        "$a$b$A$",
        "$",
        "a $",
        "U&'\\00e'",
        "U&'\\D83D'",
        "U&'\\DE00'",
        "U&'\\0000'",
        "U&'\\+110000'",
        "U&'a' UESCAPE 'a'",
        "U&'a' UESCAPE '+'",
        "U&'a' UESCAPE '''' ",
        "U&'a' UESCAPE",
        "U&'a' UESCAPE 'ab'",
        "U&'a' UESCAPE x",
        "U&'\\zz'",
        "B'102'",
        "X'g'",
        "B'1",
        "\"a",
        "\"\"",
        "U&\"\"",
        "123abc",
        "1_",
        "1__0",
        "0x",
        "0xg",
        "0b2",
        "0o8",
        "1e",
        "1e+",
        "100_a",
        "/* /* */",
        "/*",
        "E'\\v'"
      })
  void whatDoesNotEndOrIsNotValid_isMalformed(String literal) {
    RefusedSqlException refusal =
        assertThrows(RefusedSqlException.class, () -> Tokenizer.tokenize(literal));
    assertEquals(GuardRule.MALFORMED_TOKEN, refusal.rule(), refusal.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "E'\\v', 2",
    "x E'a\\u00e', 5",
    "x 'y, 2",
    "x $$y, 2",
    "x 12a, 2",
    "x /* y, 2",
    "x \"y, 2"
  })
  void aRefusalPointsAtTheLiteral(String sql, int offset) {
    assertEquals(
        offset,
        assertThrows(RefusedSqlException.class, () -> Tokenizer.tokenize(sql.replace("''", "'")))
            .offset());
  }

  @ParameterizedTest
  @ValueSource(strings = {"$1", "SELECT $12 + 1", "id=$1"})
  void aPlaceholderIsToldFromALiteral(String sql) {
    assertEquals(
        GuardRule.PLACEHOLDER,
        assertThrows(RefusedSqlException.class, () -> Tokenizer.tokenize(sql)).rule());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "\"a\", \"a\"",
        "\"a\"\"b\", \"a\"\"b\"",
        "\"SELECT\", \"SELECT\"",
        "U&\"d\\0061ta\", \"data\"",
        "U&\"d!0061ta\" UESCAPE '!', \"data\"",
        "U&\"\\0022\", \"\"\"\"",
        "AbC, abc",
        "É, \"É\"",
        "a$b, \"a$b\"",
        "größe, \"größe\"",
        "İ, \"İ\"",
      })
  void aNameIsFoldedAndQuotedAsPostgresqlReadsIt(String written, String canonical) {
    assertEquals(canonical, Tokenizer.tokenize(written).getFirst().text());
  }

  @Test
  void aLongNameIsCutAtAWholeCharacter() {
    assertEquals("a".repeat(63), Tokenizer.tokenize("A".repeat(70)).getFirst().text());
    assertEquals(
        "\"" + "é".repeat(31) + "\"",
        Tokenizer.tokenize("\"" + "é".repeat(40) + "\"").getFirst().text());
    assertEquals(
        "\"x" + "日".repeat(20) + "\"",
        Tokenizer.tokenize("U&\"x" + "\\65e5".repeat(30) + "\"").getFirst().text());
  }

  @Test
  void anIntegerIsToldFromALargerNumber() {
    assertTrue(NumberLiteral.isInt4("2147483647"));
    assertTrue(NumberLiteral.isInt4("0x7fff_ffff"));
    assertTrue(NumberLiteral.isInt4("00000000000000000000000000000000000000000001"));
    for (String large : List.of("2147483648", "0x80000000", "1.0", "1e3", "0b1" + "0".repeat(31))) {
      assertEquals(false, NumberLiteral.isInt4(large), large);
    }
  }
}
