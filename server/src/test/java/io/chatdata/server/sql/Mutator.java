package io.chatdata.server.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Changes statements at random, the same way for the same seed. */
final class Mutator {
  /** What lexers and parsers disagree on. */
  private static final List<String> PIECES =
      List.of(
          "'",
          "''",
          "\"",
          "\\",
          "\\'",
          "E'",
          "e'\\",
          "U&'",
          "U&\"",
          "N'",
          "B'",
          "X'",
          "$$",
          "$a$",
          "$",
          "$1",
          "--",
          "-- '",
          "/*",
          "*/",
          "/**/",
          "//",
          ";",
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          ",",
          ".",
          "..",
          "::",
          ":=",
          "=>",
          "`",
          "?",
          "@",
          "#",
          "!",
          "\n",
          "\r",
          "\f",
          "\t",
          "\u000b",
          "\u00a0",
          "\u200b",
          "\u2028",
          "\ufeff",
          "\u0085",
          "é",
          "İ",
          "ſ",
          "K",
          "😀",
          " UESCAPE '!'",
          " AS ",
          " OR ",
          " UNION ALL ",
          " FROM ",
          " INTO x ",
          " FOR UPDATE ",
          " LIMIT ",
          " VARIADIC ",
          " OPERATOR(",
          "pg_catalog.",
          "public.",
          "evil.",
          "pg_sleep(1)",
          "touch_fn()",
          "definer_read()",
          "lower(name::varchar)",
          "secrets",
          "token",
          "(SELECT ",
          "(TABLE secrets)",
          "::regclass",
          "::text",
          ".pg_sleep",
          ".definer_touch",
          ".*",
          "*",
          "1",
          "1.5",
          "0x1f",
          "1e5",
          "WITH x AS (DELETE FROM customers RETURNING 1) ",
          "COMMIT",
          "SET ",
          "v_touch",
          "|| name::varchar",
          "customers");

  private final Random random;

  Mutator(long seed) {
    random = new Random(seed);
  }

  <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** The statement with a few changes, some of which are parts of another one. */
  String mutated(String sql, String other) {
    String mutant = sql;
    for (int i = random.nextInt(4); i >= 0; i--) {
      int from = random.nextInt(mutant.length() + 1);
      int to = Math.min(mutant.length(), from + random.nextInt(12));
      String part =
          switch (random.nextInt(7)) {
            case 0 -> "";
            case 1, 2 -> mutant.substring(from, to) + any(PIECES);
            case 3 -> any(PIECES);
            case 4 -> mutant.substring(from, to).repeat(2);
            case 5 -> any(PIECES) + mutant.substring(from, to) + any(PIECES);
            default -> piece(other);
          };
      mutant = mutant.substring(0, from) + part + mutant.substring(to);
    }
    return random.nextInt(10) == 0 ? "SELECT (" + mutant + ")" : mutant;
  }

  private String piece(String sql) {
    int from = random.nextInt(sql.length() + 1);
    return sql.substring(from, Math.min(sql.length(), from + random.nextInt(30)));
  }

  /** The same tokens with other gaps and letters; as it is where it has none. */
  String respelled(String sql) {
    List<Token> tokens;
    try {
      TextLimits.check(sql);
      tokens = Tokenizer.tokenize(sql);
    } catch (RefusedSqlException e) {
      return sql;
    }
    StringBuilder text = new StringBuilder();
    int end = 0;
    boolean literal = false;
    for (Token token : tokens) {
      String gap = sql.substring(end, token.start());
      // a newline between two literals makes one of them
      boolean fixed = gap.isEmpty() || (literal && token.kind() == TokenKind.STRING);
      text.append(fixed ? gap : gap + gap());
      literal = token.kind() == TokenKind.STRING;
      String source = sql.substring(token.start(), token.end());
      text.append(token.kind() == TokenKind.WORD ? otherCase(source) : source);
      end = token.end();
    }
    // a comment in the last line would otherwise swallow what follows
    return text.append(sql.substring(end)).append("\n").append(gap()).toString();
  }

  private String gap() {
    List<String> gaps =
        List.of(
            " ",
            "\n",
            "\t",
            "\r\n",
            "\f",
            "/* x */",
            "/* ' */",
            "/* /* \" */ */",
            "-- '\n",
            "--;\r",
            "  ");
    List<String> chosen = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      chosen.add(any(gaps));
    }
    return String.join("", chosen);
  }

  private String otherCase(String word) {
    StringBuilder other = new StringBuilder();
    word.chars()
        .forEach(
            c ->
                other.append(
                    c < 0x80 && random.nextBoolean()
                        ? (char)
                            (Character.isUpperCase(c)
                                ? Character.toLowerCase(c)
                                : Character.toUpperCase(c))
                        : (char) c));
    return other.toString();
  }
}
