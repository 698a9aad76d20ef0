package io.chatdata.server.explorer;

import io.chatdata.server.sql.Catalog;
import io.chatdata.server.sql.SqlNames;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Which rows of a table are looked at: all of a small one, some pages of a large one, chosen by
 * chance but the same each time, the first ones of a view.
 *
 * @param from what to select from
 * @param share the share of the pages that are read, 0 to 1; 1 means all
 * @param mostRows the most rows that are read, for a view; 0 means that there is no such limit
 */
record Sampling(String from, double share, int mostRows) {
  /** The same pages each time, as long as the table stays as it is. */
  private static final int SEED = 1;

  private static final long BYTES_PER_ROW_GUESS = 100;

  /**
   * Decides.
   *
   * @param rows how many rows are wanted about; tables that have fewer are read whole
   * @param bytes how much of the disk may be read
   */
  static Sampling of(Catalog.Table table, long rows, long bytes) {
    String name = SqlNames.quote(table.schema(), table.name());
    if (table.kind() == Catalog.Kind.VIEW || table.kind() == Catalog.Kind.FOREIGN_TABLE) {
      return new Sampling(name, 1, (int) rows);
    }
    double byBytes = table.sizeBytes() <= bytes ? 1 : (double) bytes / table.sizeBytes();
    double byRows = Math.min(1, (double) rows / Math.max(1, estimatedRows(table)));
    double share = Math.min(byBytes, byRows);
    if (share == 1) {
      return new Sampling(name, 1, 0);
    }
    BigDecimal percent = new BigDecimal(share * 100).round(new MathContext(3));
    return new Sampling(
        "%s TABLESAMPLE SYSTEM (%s) REPEATABLE (%d)".formatted(name, percent.toPlainString(), SEED),
        percent.doubleValue() / 100,
        0);
  }

  /** The first rows, for where no row lies on the chosen pages. */
  static Sampling first(Catalog.Table table, long rows) {
    return new Sampling(SqlNames.quote(table.schema(), table.name()), 1, (int) rows);
  }

  /** True when some rows are left out by chance. */
  boolean byChance() {
    return share < 1;
  }

  /** A query for some columns of these rows. */
  String select(List<Catalog.Column> columns) {
    String names =
        columns.stream()
            .map(column -> SqlNames.quote(column.name()))
            .collect(Collectors.joining(", "));
    return "SELECT %s FROM %s%s".formatted(names, from, mostRows > 0 ? " LIMIT " + mostRows : "");
  }

  /** How the rows were chosen, in words. */
  String words(long rowsRead) {
    if (byChance()) {
      return String.format(
          Locale.ROOT, "a random sample of %s %% of the pages", percent(share * 100));
    }
    return mostRows > 0 && rowsRead >= mostRows
        ? "the first %d rows, in no order".formatted(mostRows)
        : "all rows";
  }

  /** The estimate, or a guess by the size where the table was never analyzed. */
  private static long estimatedRows(Catalog.Table table) {
    return table.estimatedRows() > 0
        ? table.estimatedRows()
        : table.sizeBytes() / BYTES_PER_ROW_GUESS;
  }

  private static String percent(double value) {
    return new BigDecimal(value).round(new MathContext(2)).toPlainString();
  }
}
