package io.chatdata.server.sql;

import io.chatdata.server.sql.QueryColumns.Source;
import java.util.LinkedHashSet;
import java.util.Set;

/** What an expression is made of, as far as it matters for whose data its value shows. */
final class Facts {
  /** It has an aggregate, not as a window, that makes one value of many. */
  boolean summary;

  /** It has an aggregate that keeps the values that it is given. */
  boolean collection;

  /** It names a column outside of an aggregate's arguments. */
  boolean column;

  /** It names a column of an outer query. */
  boolean outerColumn;

  /** What the rows of its subqueries stand for. */
  RowOrigin subqueries = RowOrigin.CONSTANT;

  /** Columns of tables outside of an aggregate's arguments. */
  final Set<Source> sources = new LinkedHashSet<>();

  void add(Facts other) {
    summary |= other.summary;
    collection |= other.collection;
    column |= other.column;
    outerColumn |= other.outerColumn;
    subqueries = subqueries.and(other.subqueries);
    sources.addAll(other.sources);
  }
}
