package io.chatdata.server.sql;

/**
 * One token of a statement.
 *
 * @param text the canonical spelling
 * @param start where its source begins, in UTF-16 units of the person's own text
 * @param end where its source ends, exclusive
 */
record Token(TokenKind kind, String text, int start, int end) {

  boolean is(String spelling) {
    return (kind == TokenKind.WORD || kind == TokenKind.OPERATOR || kind == TokenKind.PUNCTUATION)
        && text.equals(spelling);
  }

  /** True for what would run together with a neighbour of its own sort. */
  boolean isWordLike() {
    return kind != TokenKind.OPERATOR && kind != TokenKind.PUNCTUATION;
  }

  /** A name as it is, without quotes. */
  String unquoted() {
    return kind == TokenKind.QUOTED_NAME
        ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
        : text;
  }

  /** What a person would recognise, cut when long. */
  String shown() {
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }
}
