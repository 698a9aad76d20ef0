package io.chatdata.server.sql;

import java.nio.charset.StandardCharsets;

/** Wall 1: what a text may be before anything reads it. */
final class TextLimits {
  static final int MAX_BYTES = 64 * 1024;

  /** How deep brackets may be nested. */
  static final int MAX_NESTING = 64;

  private TextLimits() {}

  static void check(String sql) {
    if (sql.length() > MAX_BYTES || sql.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new RefusedSqlException(
          GuardRule.TEXT_TOO_LONG,
          MAX_BYTES,
          "The statement is longer than 64 KiB; put long lists of values into a shorter condition");
    }
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if ((c >= ' ' && c < 0x7f) || c == '\n' || c == '\t' || c == '\r' || c == '\f') {
        continue;
      }
      int codePoint = sql.codePointAt(i);
      if (!isAllowed(codePoint)) {
        throw new RefusedSqlException(
            GuardRule.CHARACTER_NOT_ALLOWED,
            i,
            "The character U+%04X is invisible or controls how text is shown and is not allowed; leave it out, or write it in a literal as an escape: E'\\u%04X'"
                .formatted(codePoint, codePoint));
      }
      if (codePoint > 0xffff) {
        i++;
      }
    }
  }

  /** No control character, no lone surrogate, nothing invisible or that changes direction. */
  static boolean isAllowed(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL, Character.SURROGATE, Character.FORMAT -> false;
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
      default -> true;
    };
  }
}
