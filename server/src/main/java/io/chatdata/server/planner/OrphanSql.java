package io.chatdata.server.planner;

import java.util.Optional;

/** Statements that compare a table with another one. */
final class OrphanSql {
  private OrphanSql() {}

  /** Counts the rows whose key refers to no row. */
  static String of(Hop hop) {
    Tables tables = new Tables(hop.from(), Tables.noneTaken());
    String other = tables.fresh("p");
    String column = Sql.name(hop.key().columns().getFirst());
    return "SELECT count(*) AS orphans\nFROM %s\nWHERE %s.%s IS NOT NULL AND NOT EXISTS (SELECT 1 FROM %s AS %s WHERE %s)"
        .formatted(
            tables.from(),
            tables.base(),
            column,
            Sql.table(hop.to().table()),
            other,
            Tables.condition(hop, tables.base(), other));
  }

  /** Counts the rows that have lines, and of those the ones whose own total differs from theirs. */
  static Optional<String> totals(Entity entity, Schema schema) {
    Worth worth = new Worth(schema);
    Optional<Attribute> own =
        worth.of(entity).stream()
            .filter(priced -> priced.measure() instanceof Measure.OfColumn)
            .map(priced -> ((Measure.OfColumn) priced.measure()).attribute())
            .filter(attribute -> attribute.words().contains("total"))
            .findFirst();
    Optional<Worth.Priced> lines =
        schema.joins().children(entity).stream()
            .filter(hop -> hop.declared() && hop.to().table().estimatedRows() <= 5_000_000)
            .flatMap(hop -> worth.of(hop.to()).stream())
            .filter(priced -> priced.measure() instanceof Measure.OfLine)
            .findFirst();
    if (own.isEmpty() || lines.isEmpty()) {
      return Optional.empty();
    }
    Hop hop =
        schema.joins().children(entity).stream()
            .filter(child -> child.to() == lines.get().base())
            .findFirst()
            .orElseThrow();
    Tables inner = new Tables(hop.to(), Tables.noneTaken());
    String line =
        new FilterSql(java.time.ZoneOffset.UTC)
            .measure(java.util.List.of(), lines.get().measure(), inner);
    String key = inner.base() + "." + Sql.name(hop.key().columns().getFirst());
    Tables tables = new Tables(entity, inner.taken());
    String total = tables.base() + "." + Sql.name(own.get().name());
    return Optional.of(
        "SELECT count(*) AS with_lines, count(*) FILTER (WHERE abs(%s - n.lines) > 0.01) AS different\nFROM %s\nJOIN (SELECT %s AS parent, sum(round((%s)::numeric, 2)) AS lines FROM %s GROUP BY 1) AS n ON n.parent = %s.%s"
            .formatted(
                total,
                tables.from(),
                key,
                line,
                inner.from(),
                tables.base(),
                Sql.name(hop.key().referencedColumns().getFirst())));
  }
}
