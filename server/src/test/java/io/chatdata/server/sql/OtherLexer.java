package io.chatdata.server.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a statement as readers do that don't know PostgreSQL's lexical rules: a backslash is a
 * character like any other, comments don't nest and may begin with two slashes, a dollar sign is
 * part of a name. What stands where there is no wall 2.
 */
final class OtherLexer {
  private static final Pattern TOKEN =
      Pattern.compile(
          """
          (?<gap>\\s+|--[^\\n]*|//[^\\n]*|/\\*.*?\\*/)\
          |(?<bits>[bBxX]'[^']*')\
          |(?:[eEnN])?(?<string>'(?:[^']|'')*')\
          |(?<quoted>"(?:[^"]|"")+")\
          |(?<word>[\\p{L}_$][\\p{L}\\p{N}_$]*)\
          |(?<number>\\d+(?:\\.\\d*)?(?:[eE]\\d+)?)\
          |(?<pair>::|:=|\\.\\.|[()\\[\\],;.:])\
          |(?<operator>[~!@#^&|`?+*/%<>=-]+?(?=--|/\\*|[^~!@#^&|`?+*/%<>=-]|$))\
          """,
          Pattern.DOTALL);

  private OtherLexer() {}

  /**
   * The tokens, without a semicolon at the end.
   *
   * @throws RefusedSqlException when it can't be split
   */
  static List<Token> tokens(String sql) {
    List<Token> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(sql);
    int at = 0;
    while (at < sql.length()) {
      if (!matcher.region(at, sql.length()).lookingAt()) {
        throw new RefusedSqlException(GuardRule.SYNTAX, at, "no token");
      }
      at = matcher.end();
      if (matcher.group("gap") == null) {
        add(tokens, matcher);
      }
    }
    if (!tokens.isEmpty() && tokens.getLast().is(";")) {
      tokens.removeLast();
    }
    if (tokens.isEmpty()) {
      throw new RefusedSqlException(GuardRule.SYNTAX, 0, "no statement");
    }
    return tokens;
  }

  private static void add(List<Token> tokens, Matcher matcher) {
    String text = matcher.group();
    TokenKind kind;
    if (matcher.group("string") != null) {
      kind = TokenKind.STRING;
      text = matcher.group("string");
      if (!tokens.isEmpty() && tokens.getLast().kind() == kind) {
        // neighbours are one literal
        String before = tokens.removeLast().text();
        text = before.substring(0, before.length() - 1) + text.substring(1);
      }
    } else if (matcher.group("word") != null) {
      kind = TokenKind.WORD;
      text = text.toLowerCase(Locale.ROOT);
    } else if (matcher.group("quoted") != null) {
      kind = TokenKind.QUOTED_NAME;
    } else if (matcher.group("bits") != null) {
      kind = TokenKind.BITS;
    } else if (matcher.group("number") != null) {
      kind = TokenKind.NUMBER;
    } else if (matcher.group("pair") != null) {
      kind = TokenKind.PUNCTUATION;
    } else {
      kind = TokenKind.OPERATOR;
    }
    tokens.add(new Token(kind, text, matcher.start(), matcher.end()));
  }
}
