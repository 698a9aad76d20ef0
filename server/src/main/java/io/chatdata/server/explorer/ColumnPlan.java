package io.chatdata.server.explorer;

import io.chatdata.server.sql.Catalog;
import io.chatdata.server.sql.SqlNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What of a column is measured, by its type: numbers and times have quantiles and a histogram,
 * texts have lengths and blanks, what can be told apart at a glance has its most frequent values,
 * and all else is counted.
 */
record ColumnPlan(Catalog.Column column, Kind kind) {
  static final List<Double> FRACTIONS = List.of(0.05, 0.25, 0.5, 0.75, 0.95);

  /** Of longer texts this much is shown. */
  static final int MAX_TEXT = 256;

  /** Types that PostgreSQL counts among the numbers, but that nobody adds up. */
  private static final Set<String> IDENTIFIERS = Set.of("oid", "xid", "cid");

  /** What is done with a column. */
  enum Kind {
    NUMBER,
    /** Dates and timestamps. */
    TIME,
    /** Times of day and intervals. */
    SPAN,
    TEXT,
    /** Enums and network addresses: few values with an order. */
    LABEL,
    /** Booleans and UUIDs, which have no smallest one. */
    MARK,
    /** All else that can be told apart, such as jsonb. */
    DISTINCT,
    COUNTED
  }

  static ColumnPlan of(Catalog.Column column) {
    return new ColumnPlan(column, kind(column));
  }

  /** Less of the same column, for a type that is not what it seems, such as a domain over money. */
  ColumnPlan simpler() {
    return new ColumnPlan(
        column,
        switch (kind) {
          case NUMBER, TIME, SPAN, TEXT -> Kind.LABEL;
          case LABEL, MARK -> Kind.DISTINCT;
          case DISTINCT, COUNTED -> Kind.COUNTED;
        });
  }

  String name() {
    return SqlNames.quote(column.name());
  }

  /** True for a column whose values are counted one by one. */
  boolean hasTopValues() {
    return kind != Kind.DISTINCT && kind != Kind.COUNTED;
  }

  boolean hasOrder() {
    return hasTopValues() && kind != Kind.MARK;
  }

  boolean hasQuantiles() {
    return kind == Kind.NUMBER || kind == Kind.TIME || kind == Kind.SPAN;
  }

  boolean hasHistogram() {
    return kind == Kind.NUMBER || kind == Kind.TIME;
  }

  /** Aggregates over all rows, in the order in which {@link ColumnFacts} reads them. */
  List<String> aggregates() {
    String name = name();
    List<String> sql = new ArrayList<>();
    sql.add("count(%s)".formatted(name));
    if (kind == Kind.DISTINCT) {
      sql.add("count(DISTINCT %s)".formatted(name));
    }
    if (hasOrder()) {
      sql.add(shown("min(%s)".formatted(name)));
      sql.add(shown("max(%s)".formatted(name)));
    }
    if (kind == Kind.NUMBER) {
      sql.add("avg(%s)::float8".formatted(isMoney() ? name + "::numeric" : name));
    }
    if (hasQuantiles()) {
      for (double fraction : FRACTIONS) {
        sql.add("percentile_disc(%s) WITHIN GROUP (ORDER BY %s)".formatted(fraction, name));
      }
    }
    if (kind == Kind.TEXT) {
      sql.add("min(length(%s))".formatted(name));
      sql.add("max(length(%s))".formatted(name));
      sql.add("avg(length(%s))::float8".formatted(name));
      sql.add("count(*) FILTER (WHERE trim(%s) = '')".formatted(name));
    }
    return sql;
  }

  /** A value as it is shown: a long text not whole. To take a part of a char would strip it. */
  String shown(String sql) {
    return kind == Kind.TEXT && !column.type().startsWith("character(")
        ? "left(%s, %d)".formatted(sql, MAX_TEXT + 1)
        : sql;
  }

  boolean isMoney() {
    return column.type().equals("money");
  }

  private static Kind kind(Catalog.Column column) {
    if (!column.ordered()) {
      return Kind.COUNTED;
    }
    String type = column.type();
    return switch (column.category()) {
      case 'N' ->
          IDENTIFIERS.contains(type) || type.startsWith("reg") ? Kind.DISTINCT : Kind.NUMBER;
      case 'D' -> type.startsWith("time ") || type.startsWith("time(") ? Kind.SPAN : Kind.TIME;
      case 'T' -> Kind.SPAN;
      case 'S' -> Kind.TEXT;
      case 'E', 'I' -> Kind.LABEL;
      case 'B' -> Kind.MARK;
      default -> type.equals("uuid") ? Kind.MARK : Kind.DISTINCT;
    };
  }
}
