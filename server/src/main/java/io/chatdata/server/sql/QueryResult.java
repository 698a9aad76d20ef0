package io.chatdata.server.sql;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a statement returned.
 *
 * @param sql the statement as it was executed
 * @param columns in their order
 * @param rows one value a column, each null, Boolean, Integer, Double, String, List or Map: JSON's
 *     types as the contract's table maps them
 * @param truncated true when the statement had more rows than the limit; exact
 * @param elapsed how long the database and the reading of the rows took
 * @param receipt what the guard checked and measured
 */
public record QueryResult(
    String sql,
    List<ResultColumn> columns,
    List<List<@Nullable Object>> rows,
    boolean truncated,
    Duration elapsed,
    Receipt receipt) {
  public QueryResult {
    columns = List.copyOf(columns);
  }

  /** The same with another receipt. */
  public QueryResult withReceipt(Receipt other) {
    return new QueryResult(sql, columns, rows, truncated, elapsed, other);
  }
}
