package io.chatdata.server.sql;

/** Decodes the inside of {@code U&'…'} and {@code U&"…"} as PostgreSQL's parser.c does. */
final class UnicodeEscapes {
  private UnicodeEscapes() {}

  /**
   * The value of what stands between the quotes.
   *
   * @param escape the character that UESCAPE names, or a backslash
   * @param offset where a refusal points
   */
  static String decode(String raw, char escape, int offset) {
    StringBuilder value = new StringBuilder(raw.length());
    int position = 0;
    while (position < raw.length()) {
      char c = raw.charAt(position);
      if (c != escape) {
        value.append(c);
        position++;
      } else if (raw.startsWith(String.valueOf(escape), position + 1)) {
        value.append(escape);
        position += 2;
      } else {
        boolean six = raw.startsWith("+", position + 1);
        int start = position + (six ? 2 : 1);
        position = start + (six ? 6 : 4);
        value.appendCodePoint(codePoint(raw, start, position, offset));
      }
    }
    // wall 1 lets no lone surrogate in: one that is here now came from an escape
    if (value.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
      throw SourceText.malformed(offset, "An escape in it is half of a pair");
    }
    return value.toString();
  }

  static boolean canBeEscape(String value) {
    return value.length() == 1
        && value.charAt(0) < 0x80
        && Character.digit(value.charAt(0), 16) < 0
        && "+'\" \t\n\r\f".indexOf(value.charAt(0)) < 0;
  }

  private static int codePoint(String raw, int start, int end, int offset) {
    int value = 0;
    for (int i = start; i < end; i++) {
      char c = i < raw.length() ? raw.charAt(i) : '\0';
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw SourceText.malformed(
            offset, "An escape in it needs 4 hexadecimal digits, or + and 6");
      }
      value = value * 16 + digit;
    }
    if (value == 0 || value > Character.MAX_CODE_POINT) {
      throw SourceText.malformed(offset, "An escape in it names no character");
    }
    return value;
  }
}
