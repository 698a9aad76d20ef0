package io.chatdata.server.sql;

/** Which rows of a connection a model gets to see. */
public enum RowsToModel {
  /** No row: columns and counts only. */
  NONE,
  /** Rows of statements that aggregate. */
  AGGREGATES,
  /** A compact preview of each result. */
  PREVIEW
}
