package io.chatdata.server.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGResultSetMetaData;
import org.postgresql.core.Oid;
import org.postgresql.core.TypeInfo;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.jdbc.PgResultSet;

/** Reads a result's columns and rows, and cuts what is too long. */
final class ResultReader {
  /** Most bytes of a value, as the database writes it. */
  static final int MAX_CELL = 64 << 10;

  /** Most bytes of all values, as they come; the first row is kept all the same. */
  static final int MAX_RESULT = 8 << 20;

  private static final int MAX_WARNINGS = 10;

  private final List<Column> columns;

  private ResultReader(List<Column> columns) {
    this.columns = columns;
  }

  /** A column; decode makes values of its texts. */
  record Column(ResultColumn column, int oid, Function<String, @Nullable Object> decode) {}

  /**
   * What was read.
   *
   * @param truncated true when there were more rows
   * @param bytes of the values that were kept
   * @param warnings what was cut
   */
  record Rows(
      List<ResultColumn> columns,
      List<List<@Nullable Object>> rows,
      boolean truncated,
      long bytes,
      List<String> warnings) {}

  List<Column> columns() {
    return columns;
  }

  /**
   * Prepares to read results of this form.
   *
   * @param catalog says whether a column that is one of a table's may be NULL
   * @param nullsAdded true when the statement could add NULLs to a table's columns
   */
  static ResultReader of(
      PgConnection connection, ResultSet rows, Catalog catalog, boolean nullsAdded)
      throws SQLException {
    TypeInfo types = connection.getTypeInfo();
    ResultSetMetaData form = rows.getMetaData();
    List<Column> columns = new ArrayList<>();
    for (int i = 1; i <= form.getColumnCount(); i++) {
      int oid = rows.unwrap(PgResultSet.class).getColumnOID(i);
      boolean nullable = nullsAdded || nullable(form, i, catalog);
      columns.add(
          new Column(
              new ResultColumn(form.getColumnLabel(i), typeName(types, oid), nullable),
              oid,
              Values.decoder(types, oid)));
    }
    return new ResultReader(List.copyOf(columns));
  }

  /**
   * Reads up to so many rows.
   *
   * @param most the most bytes of a value that are kept
   */
  Rows read(ResultSet rows, int limit, int most) throws SQLException {
    List<List<@Nullable Object>> read = new ArrayList<>();
    int[] cut = new int[columns.size()];
    long received = 0;
    long kept = 0;
    boolean tooLarge = false;
    boolean truncated = false;
    while (!truncated && rows.next()) {
      byte[][] raw = new byte[cut.length][];
      for (int i = 0; i < raw.length; i++) {
        raw[i] = rows.getBytes(i + 1);
        received += raw[i] == null ? 0 : raw[i].length;
      }
      boolean full = read.size() == limit;
      tooLarge = !full && !read.isEmpty() && received > MAX_RESULT;
      truncated = full || tooLarge;
      if (!truncated) {
        @Nullable Object[] row = new @Nullable Object[raw.length];
        for (int i = 0; i < raw.length; i++) {
          if (raw[i] != null) {
            row[i] = value(columns.get(i), raw[i], most);
            kept += Math.min(raw[i].length, most);
            cut[i] += raw[i].length > most ? 1 : 0;
          }
        }
        read.add(Collections.unmodifiableList(Arrays.asList(row)));
      }
    }
    List<ResultColumn> form = columns.stream().map(Column::column).toList();
    return new Rows(form, read, truncated, kept, warnings(cut, most, tooLarge ? read.size() : -1));
  }

  private List<String> warnings(int[] cut, int most, int rowsOfTooLarge) {
    List<String> warnings = new ArrayList<>();
    for (int i = 0; i < cut.length && warnings.size() < MAX_WARNINGS; i++) {
      if (cut[i] > 0) {
        warnings.add(
            "%d %s of the column '%s' %s cut to %d bytes"
                .formatted(
                    cut[i],
                    cut[i] == 1 ? "value" : "values",
                    columns.get(i).column().name(),
                    cut[i] == 1 ? "was" : "were",
                    most));
      }
    }
    if (rowsOfTooLarge >= 0) {
      warnings.add(
          "Only the first %d rows were kept: the result is over %d MiB"
              .formatted(rowsOfTooLarge, MAX_RESULT >> 20));
    }
    return warnings;
  }

  private static @Nullable Object value(Column column, byte[] raw, int most) {
    boolean cut = raw.length > most;
    if (column.oid == Oid.BYTEA) {
      return Base64.getEncoder().encodeToString(cut ? Arrays.copyOf(raw, most) : raw);
    }
    if (cut) {
      return new String(raw, 0, characterBoundary(raw, most), UTF_8);
    }
    String text = new String(raw, UTF_8);
    try {
      return column.decode.apply(text);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** The last place up to the end where a character of UTF-8 begins. */
  private static int characterBoundary(byte[] raw, int end) {
    int boundary = end;
    while ((raw[boundary] & 0xc0) == 0x80) {
      boundary--;
    }
    return boundary;
  }

  private static boolean nullable(ResultSetMetaData form, int column, Catalog catalog)
      throws SQLException {
    var origin = (PGResultSetMetaData) form;
    String name = origin.getBaseColumnName(column);
    return catalog
        .table(origin.getBaseSchemaName(column), origin.getBaseTableName(column))
        .flatMap(table -> table.column(name))
        .map(Catalog.Column::nullable)
        .orElse(true);
  }

  private static String typeName(TypeInfo types, int oid) throws SQLException {
    if (types.getSQLType(oid) == Types.ARRAY) {
      return typeName(types, types.getPGArrayElement(oid)) + "[]";
    }
    String name = types.getPGType(oid);
    return name == null ? "unknown" : name;
  }
}
