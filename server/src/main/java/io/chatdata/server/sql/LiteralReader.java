package io.chatdata.server.sql;

import org.jspecify.annotations.Nullable;

/**
 * Reads literals and quoted names of any of PostgreSQL's spellings and spells them plainly: {@code
 * '…'}, {@code "…"}, {@code B'…'} or {@code X'…'}.
 */
final class LiteralReader {
  private final SourceText source;

  LiteralReader(SourceText source) {
    this.source = source;
  }

  /** The literal or quoted name that begins here; null if none does. */
  @Nullable Token read() {
    char c = source.at(0);
    char next = source.at(1);
    if (c == '"') {
      return quotedName();
    } else if (next == '\'' && (c == 'b' || c == 'B')) {
      return bits("B", "01");
    } else if (next == '\'' && (c == 'x' || c == 'X')) {
      return bits("X", "0123456789abcdefABCDEF");
    } else if ((c == 'u' || c == 'U')
        && next == '&'
        && (source.at(2) == '\'' || source.at(2) == '"')) {
      return unicode(source.at(2));
    }
    return simpleString();
  }

  /** A literal of characters, but not with U&. */
  private @Nullable Token simpleString() {
    char c = source.at(0);
    if (c == '\'') {
      return string();
    } else if ((c == 'e' || c == 'E') && source.at(1) == '\'') {
      return escapeString();
    } else if (c == '$') {
      return dollarString();
    }
    return null;
  }

  private Token quotedName() {
    int start = source.position;
    String name = quoted('"', "The quoted name that begins here doesn't end");
    if (name.isEmpty()) {
      throw SourceText.malformed(start, "A quoted name can't be empty");
    }
    return token(TokenKind.QUOTED_NAME, quote('"', Names.clip(name)), start);
  }

  private Token string() {
    int start = source.position;
    StringBuilder value = new StringBuilder();
    do {
      value.append(quoted('\'', "The text in quotes that begins here doesn't end"));
    } while (continues());
    return token(TokenKind.STRING, quote('\'', value.toString()), start);
  }

  private Token escapeString() {
    int start = source.position;
    EscapeString value = new EscapeString(source.sql);
    source.position++;
    do {
      int from = source.position + 1;
      source.position = from;
      while (source.at(0) != '\'' || source.at(1) == '\'') {
        int width = source.at(0) == '\\' || source.at(0) == '\'' ? 2 : 1;
        if (source.position + width >= source.sql.length()) {
          throw SourceText.malformed(start, "The text in quotes that begins here doesn't end");
        }
        source.position += width;
      }
      value.append(from, source.position);
      source.position++;
    } while (continues());
    return token(TokenKind.STRING, quote('\'', value.value(start)), start);
  }

  private Token unicode(char quote) {
    int start = source.position;
    StringBuilder raw = new StringBuilder();
    source.position += 2;
    do {
      raw.append(quoted(quote, "The text in quotes that begins here doesn't end"));
    } while (quote == '\'' && continues());
    String value = UnicodeEscapes.decode(raw.toString(), uescape(), start);
    if (quote == '\'') {
      return token(TokenKind.STRING, quote(quote, value), start);
    } else if (value.isEmpty()) {
      throw SourceText.malformed(start, "A quoted name can't be empty");
    }
    return token(TokenKind.QUOTED_NAME, quote(quote, Names.clip(value)), start);
  }

  /** Reads {@code UESCAPE 'c'} if it comes next; otherwise stays and answers the default. */
  private char uescape() {
    int end = source.position;
    if (!source.skipGap()
        || !Names.fold(source.sql.substring(source.position, source.wordEnd())).equals("uescape")) {
      source.position = end;
      return '\\';
    }
    source.position = source.wordEnd();
    int start = source.position;
    Token literal = source.skipGap() ? simpleString() : null;
    if (literal == null) {
      throw SourceText.malformed(start, "UESCAPE must be followed by a literal");
    }
    String escape = literal.text().substring(1, literal.text().length() - 1);
    if (!UnicodeEscapes.canBeEscape(escape)) {
      throw SourceText.malformed(start, "This can't be an escape character");
    }
    return escape.charAt(0);
  }

  private Token bits(String prefix, String digits) {
    int start = source.position;
    StringBuilder value = new StringBuilder();
    source.position++;
    do {
      int from = source.position + 1;
      int close = source.sql.indexOf('\'', from);
      if (close < 0) {
        throw SourceText.malformed(start, "The bit string that begins here doesn't end");
      }
      value.append(source.sql, from, close);
      source.position = close + 1;
    } while (continues());
    if (!value.chars().allMatch(digit -> digits.indexOf(digit) >= 0)) {
      throw SourceText.malformed(start, "The bit string has a character that is no digit of it");
    }
    return token(TokenKind.BITS, prefix + quote('\'', value.toString()), start);
  }

  private Token dollarString() {
    int start = source.position;
    int end = start + 1;
    if (Characters.isDigit(source.at(1))) {
      throw new RefusedSqlException(
          GuardRule.PLACEHOLDER,
          start,
          "Placeholders such as $1 have no value here; write the value itself");
    }
    String sql = source.sql;
    while (end < sql.length() && sql.charAt(end) != '$' && Characters.isNamePart(sql.charAt(end))) {
      end++;
    }
    if (end >= sql.length() || sql.charAt(end) != '$') {
      throw SourceText.malformed(
          start, "A $ can only begin a literal such as $$…$$; write other text in '…'");
    }
    String delimiter = sql.substring(start, end + 1);
    int close = sql.indexOf(delimiter, end + 1);
    if (close < 0) {
      throw SourceText.malformed(
          start, "The text that begins here with %s doesn't end".formatted(delimiter));
    }
    source.position = close + delimiter.length();
    return token(TokenKind.STRING, quote('\'', sql.substring(end + 1, close)), start);
  }

  /** Reads from quote to quote, a doubled quote being one; the position ends behind the second. */
  private String quoted(char quote, String unterminated) {
    int start = source.position;
    StringBuilder value = new StringBuilder();
    while (true) {
      int close = source.sql.indexOf(quote, source.position + 1);
      if (close < 0) {
        throw SourceText.malformed(start, unterminated);
      }
      value.append(source.sql, source.position + 1, close);
      source.position = close + 1;
      if (source.at(0) != quote) {
        return value.toString();
      }
      value.append(quote);
    }
  }

  /**
   * Whether the literal just closed goes on in the next quote: only line comments and white space
   * with at least one newline may stand between. If so, the position moves to that quote.
   */
  private boolean continues() {
    int end = source.position;
    boolean newline = false;
    while (!source.atEnd()) {
      if (Characters.isSpace(source.at(0))) {
        newline |= Characters.isNewline(source.at(0));
        source.position++;
      } else if (source.at(0) == '-' && source.at(1) == '-') {
        source.skipLineComment();
      } else {
        break;
      }
    }
    if (newline && source.at(0) == '\'') {
      return true;
    }
    source.position = end;
    return false;
  }

  private Token token(TokenKind kind, String text, int start) {
    return new Token(kind, text, start, source.position);
  }

  static String quote(char quote, String value) {
    String mark = String.valueOf(quote);
    return mark + value.replace(mark, mark + mark) + mark;
  }
}
