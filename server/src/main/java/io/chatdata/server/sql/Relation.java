package io.chatdata.server.sql;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something in FROM that columns can be taken of.
 *
 * @param name its alias or own name; empty when it has none
 * @param table the table that it is, when it has no alias; null for all else
 * @param hidden names of columns that it has and that may not be read
 * @param isTable true for a table, which has the system's columns too
 * @param rows what its rows stand for
 */
record Relation(
    String name,
    Catalog.@Nullable Table table,
    QueryColumns columns,
    Set<String> hidden,
    boolean isTable,
    RowOrigin rows) {

  private static final Set<String> SYSTEM_COLUMNS =
      Set.of("ctid", "tableoid", "xmin", "xmax", "cmin", "cmax");

  Relation {
    hidden = Set.copyOf(hidden);
  }

  /** A subquery, a function's rows or the like. */
  Relation(String name, QueryColumns columns, RowOrigin rows) {
    this(name, null, columns, Set.of(), false, rows);
  }

  boolean has(String column) {
    return columns.has(column) || (isTable && SYSTEM_COLUMNS.contains(column));
  }

  /** True when not all of a row may be read. */
  boolean hides() {
    return !hidden.isEmpty();
  }
}
