package io.chatdata.server.sql;

/** What one token is to PostgreSQL's lexer. */
enum TokenKind {
  /** A keyword or an unquoted name, folded to lower case. */
  WORD,
  /** A quoted identifier, or an unquoted one that only PostgreSQL would read as one. */
  QUOTED_NAME,
  /** A character literal of any spelling, as {@code '…'}. */
  STRING,
  /** {@code B'…'} or {@code X'…'}. */
  BITS,
  /** A number in decimal. */
  NUMBER,
  /** One or more operator characters. */
  OPERATOR,
  /** Brackets, comma, semicolon, dot, colon and what PostgreSQL builds of them. */
  PUNCTUATION
}
