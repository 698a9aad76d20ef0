package io.chatdata.server.sql;

/** What the rows of a query or of something in FROM stand for. */
enum RowOrigin {
  /** No table's data is in them. */
  CONSTANT,
  /** Each stands for many rows of tables. */
  SUMMARY,
  /** They may be, or hold, single rows of tables. */
  RAW;

  /** What rows stand for that are put together of two. */
  RowOrigin and(RowOrigin other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
