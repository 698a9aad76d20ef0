package io.chatdata.server.sql;

/** The character classes of PostgreSQL's scan.l. */
final class Characters {
  private Characters() {}

  static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || isNewline(c) || c == '\f';
  }

  static boolean isNewline(char c) {
    return c == '\n' || c == '\r';
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
  }

  static boolean isNamePart(char c) {
    return isNameStart(c) || isDigit(c) || c == '$';
  }

  static boolean isOperator(char c) {
    return c < 0x80 && "~!@#^&|`?+-*/%<>=".indexOf(c) >= 0;
  }

  /** A character that lets an operator end in + or -. */
  static boolean freesTrailingSign(char c) {
    return "~!@#^&|`?%".indexOf(c) >= 0;
  }
}
