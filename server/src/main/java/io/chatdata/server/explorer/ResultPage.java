package io.chatdata.server.explorer;

/**
 * Some rows of a stored result.
 *
 * @param result the result with these rows
 * @param firstRow index of the first of them, from 0
 * @param rowCount how many rows the result has
 */
public record ResultPage(StoredResult result, int firstRow, int rowCount) {
  /** Index of the row after the last of this page. */
  public int nextRow() {
    return firstRow + result.result().rows().size();
  }

  /** True when no row comes after this page. */
  public boolean isLast() {
    return nextRow() >= rowCount;
  }
}
