package io.chatdata.server.explorer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of a table hold. Values have the types of a result's rows.
 *
 * @param rowCount rows of the table: counted where all were looked at, else the database's estimate
 * @param rowsProfiled rows that were looked at
 * @param sample how they were chosen, in words
 * @param columns in the table's order
 */
public record TableProfile(
    String connectionId,
    String schema,
    String table,
    long rowCount,
    long rowsProfiled,
    String sample,
    List<ColumnProfile> columns) {
  public TableProfile {
    columns = List.copyOf(columns);
  }

  /**
   * What one column holds.
   *
   * @param distinctCount different values, NULL not counted; -1 when the type has no equality
   * @param blankCount texts that are empty or only blanks
   * @param min for types with an order
   * @param max for types with an order
   * @param mean for numbers
   * @param quantiles for numbers and times
   * @param topValues most frequent first, at most 10
   * @param lengths for text
   * @param histogram for numbers and times, at most 20 ranges of equal width
   */
  public record ColumnProfile(
      String name,
      String type,
      long nullCount,
      long distinctCount,
      long blankCount,
      @Nullable Object min,
      @Nullable Object max,
      @Nullable Object mean,
      List<Quantile> quantiles,
      List<ValueCount> topValues,
      @Nullable Lengths lengths,
      List<Bin> histogram) {
    public ColumnProfile {
      quantiles = List.copyOf(quantiles);
      topValues = List.copyOf(topValues);
      histogram = List.copyOf(histogram);
    }
  }

  /** The value below which a share of the rows, from 0 to 1, lies. */
  public record Quantile(double fraction, Object value) {}

  /** How often a value occurs. */
  public record ValueCount(Object value, long count) {}

  /** Lengths of texts in characters. */
  public record Lengths(long min, long max, double mean) {}

  /** A range, its upper bound included only in the last, and the rows in it. */
  public record Bin(Object lower, Object upper, long count) {}
}
