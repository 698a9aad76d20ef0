package io.chatdata.server.sql;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Oid;

/**
 * A canonical statement in the wrap that it is sent in: a comment that says who asks, and a limit.
 * Inside parentheses nothing but a query can stand.
 *
 * @param text what is sent
 * @param start where the canonical statement begins in it
 * @param length of the canonical statement
 */
record WrappedSql(String text, int start, int length) {
  private static final String EXPLAIN = "EXPLAIN (VERBOSE, FORMAT JSON) ";

  /** Asks for so many rows of it. */
  static WrappedSql rows(@Nullable String origin, String canonical, int limit) {
    return wrap(origin, "SELECT * FROM (\n", canonical, "\n) q LIMIT " + limit);
  }

  /**
   * Asks for so many rows, each long value cut to so many bytes or characters. A cut value comes as
   * text. The limit stands inside, so that no value is computed twice.
   */
  static WrappedSql cut(
      @Nullable String origin,
      String canonical,
      int limit,
      List<ResultReader.Column> columns,
      int length) {
    List<String> names = names(columns.size());
    String select =
        IntStream.range(0, columns.size())
            .mapToObj(i -> cut(names.get(i), columns.get(i).oid(), length))
            .collect(Collectors.joining(", ", "SELECT ", " FROM (SELECT * FROM (\n"));
    String end = "\n) q LIMIT %d) limited(%s)".formatted(limit, String.join(", ", names));
    return wrap(origin, select, canonical, end);
  }

  /**
   * The same to be planned only: what is constant comes to a short number when it is planned, and
   * is not written out. The two VALUES are never computed; PostgreSQL refuses them when there are
   * other columns than these, of which the plan would say nothing.
   */
  static WrappedSql shortened(@Nullable String origin, String canonical, int limit, int columns) {
    String names = String.join(", ", names(columns));
    String select =
        names(columns).stream()
            .map("pg_catalog.num_nulls(%s)"::formatted)
            .collect(
                Collectors.joining(
                    ", ",
                    "SELECT ",
                    ", CASE WHEN true THEN 0 WHEN EXISTS (VALUES (%s), (q.*)) THEN 1 END FROM (\n"
                        .formatted(names)));
    String end = "\n) q(%s) LIMIT %d".formatted(names, limit);
    return wrap(origin, select, canonical, end);
  }

  private static List<String> names(int columns) {
    return IntStream.range(0, columns).mapToObj(i -> "c" + i).toList();
  }

  /** Asks what the database would do for it. */
  WrappedSql explained() {
    return new WrappedSql(EXPLAIN + text, EXPLAIN.length() + start, length);
  }

  /**
   * Where in the canonical statement a position of the database's lies.
   *
   * @param position in characters from 1
   * @return in UTF-16 units from 0; -1 when it lies in the wrap
   */
  int canonicalOffset(int position) {
    if (position < 1 || position > text.codePointCount(0, text.length())) {
      return -1;
    }
    int offset = text.offsetByCodePoints(0, position - 1) - start;
    return offset >= 0 && offset <= length ? offset : -1;
  }

  private static WrappedSql wrap(
      @Nullable String origin, String before, String canonical, String after) {
    String head =
        "/* chatdata%s */ %s".formatted(origin == null ? "" : " " + comment(origin), before);
    return new WrappedSql(head + canonical + after, head.length(), canonical.length());
  }

  private static String comment(String origin) {
    return origin.replaceAll("[^A-Za-z0-9_=:. -]", "_");
  }

  /** concat writes any value as the database itself does, whatever casts there are. */
  private static String cut(String column, int oid, int length) {
    return switch (oid) {
      case Oid.BOOL,
          Oid.INT2,
          Oid.INT4,
          Oid.INT8,
          Oid.FLOAT4,
          Oid.FLOAT8,
          Oid.DATE,
          Oid.TIME,
          Oid.TIMETZ,
          Oid.TIMESTAMP,
          Oid.TIMESTAMPTZ,
          Oid.INTERVAL,
          Oid.UUID ->
          column;
      case Oid.BYTEA -> "pg_catalog.substring(%s, 1, %d)".formatted(column, length);
      case Oid.TEXT, Oid.VARCHAR -> "pg_catalog.left(%s, %d)".formatted(column, length);
      default ->
          "CASE WHEN pg_catalog.num_nulls(%1$s) = 0 THEN pg_catalog.left(pg_catalog.concat(%1$s), %2$d) END"
              .formatted(column, length);
    };
  }
}
