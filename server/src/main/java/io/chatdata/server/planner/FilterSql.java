package io.chatdata.server.planner;

import io.chatdata.server.explorer.Names;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes filters as conditions of a WHERE clause. */
final class FilterSql {
  private final ZoneId zone;
  private final Map<String, String> numbers = new LinkedHashMap<>();
  private final Map<List<Object>, String> sums = new HashMap<>();

  /** How a number that is computed for each row is joined. */
  private enum Side {
    /** Rows that none refers to are left out. */
    INNER,
    /** They have no number. */
    LEFT,
    /** They have the number 0. */
    ZERO
  }

  FilterSql(ZoneId zone) {
    this.zone = zone;
  }

  /** The counts and sums that rows were chosen by: names for their columns, and expressions. */
  Map<String, String> numbers() {
    return numbers;
  }

  /** The condition, and whatever it needs joined. */
  String condition(Filter filter, Tables tables) {
    return switch (filter) {
      case Filter.OneOf f -> oneOf(f, tables);
      case Filter.Is f -> {
        String column = tables.column(f.path(), f.flag());
        yield f.value() ? column : "NOT " + column;
      }
      case Filter.Compared f -> f.test().sql(measure(f.path(), f.measure(), tables));
      case Filter.Filled f ->
          tables.column(f.path(), f.attribute()) + (f.filled() ? " IS NOT NULL" : " IS NULL");
      case Filter.Within f -> within(f, tables);
      case Filter.Like f -> like(f, tables);
      case Filter.KeyIs f ->
          tables.column(f.path(), f.key())
              + " = "
              + (f.key().isNumber() ? f.value() : Sql.text(f.value()));
      case Filter.Has f -> has(f, tables);
      case Filter.HasCount f -> hasCount(f, tables);
      case Filter.HasSum f -> hasSum(f, tables);
    };
  }

  /** A measure of the row at the end of a path, as an expression. */
  String measure(List<Hop> path, Measure measure, Tables tables) {
    return switch (measure) {
      case Measure.OfColumn(List<Hop> further, Attribute attribute) -> {
        List<Hop> joined = new ArrayList<>(path);
        joined.addAll(further);
        yield tables.column(joined, attribute);
      }
      case Measure.OfLine(Attribute quantity, Attribute price, var discount) -> {
        String product = tables.column(path, quantity) + " * " + tables.column(path, price);
        yield discount
            .map(share -> product + " * (1 - coalesce(" + tables.column(path, share) + ", 0))")
            .orElse(product);
      }
      case Measure.OfChildren(Hop down, Measure each) -> {
        List<Object> wanted = List.of(path, measure);
        String known = sums.get(wanted);
        if (known == null) {
          Tables inner = new Tables(down.to(), Tables.noneTaken());
          String sum = "sum(" + measure(List.of(), each, inner) + ")";
          known = join(path, down, inner, inner.base(), sum, List.of(), tables, Side.LEFT);
          sums.put(wanted, known);
        }
        yield known;
      }
    };
  }

  private static String oneOf(Filter.OneOf f, Tables tables) {
    String column = tables.column(f.path(), f.attribute());
    String expression = f.loose() ? "lower(btrim(" + cast(column, f) + "))" : column;
    List<String> values =
        f.spellings().stream()
            .map(value -> Sql.text(f.loose() ? Values.key(value) : value))
            .distinct()
            .toList();
    String list = String.join(", ", values);
    if (values.size() == 1) {
      return f.negated() ? expression + " IS DISTINCT FROM " + list : expression + " = " + list;
    }
    return f.negated()
        ? "(" + column + " IS NULL OR " + expression + " NOT IN (" + list + "))"
        : expression + " IN (" + list + ")";
  }

  private static String cast(String column, Filter.OneOf f) {
    return f.attribute().isEnum() ? column + "::text" : column;
  }

  private String within(Filter.Within f, Tables tables) {
    String column = tables.column(f.path(), f.attribute());
    List<String> bounds = new ArrayList<>();
    if (f.window().from() != null) {
      bounds.add(column + " >= " + Sql.from(f.window().from(), f.attribute(), zone));
    }
    if (f.window().to() != null) {
      bounds.add(column + " < " + Sql.to(f.window().to(), f.attribute(), zone));
    }
    return bounds.isEmpty() ? column + " IS NOT NULL" : String.join(" AND ", bounds);
  }

  private static String like(Filter.Like f, Tables tables) {
    String before = f.place() == Condition.Place.START ? "" : "%";
    String after = f.place() == Condition.Place.END ? "" : "%";
    return tables.column(f.path(), f.attribute())
        + " ILIKE "
        + Sql.pattern(before, f.text(), after);
  }

  private String has(Filter.Has f, Tables tables) {
    String from = tables.at(f.path());
    Hop first = f.down().getFirst();
    Tables inner = new Tables(first.to(), tables.taken());
    List<Hop> rest = f.down().subList(1, f.down().size());
    String end = inner.base();
    for (Hop hop : rest) {
      end = inner.inner(hop, end);
    }
    List<String> conditions = new ArrayList<>();
    conditions.add(Tables.condition(first, from, inner.base()));
    Tables last = inner.startingAt(end);
    for (Filter filter : f.filters()) {
      conditions.add(condition(filter, last));
    }
    String exists =
        "EXISTS (SELECT 1 FROM "
            + inner.from()
            + " WHERE "
            + String.join(" AND ", conditions)
            + ")";
    return f.exists() ? exists : "NOT " + exists;
  }

  private String hasCount(Filter.HasCount f, Tables tables) {
    Tables inner = new Tables(f.down().to(), Tables.noneTaken());
    String number =
        join(
            f.path(),
            f.down(),
            inner,
            inner.base(),
            "count(*)",
            f.filters(),
            tables,
            side(f.test()));
    numbers.put(Names.column(f.down().to().plural()), number);
    return f.test().sql(number);
  }

  private String hasSum(Filter.HasSum f, Tables tables) {
    Tables inner = new Tables(f.base(), Tables.noneTaken());
    Hop last = f.up().getLast();
    String sum = "sum(" + measure(List.of(), f.measure(), inner) + ")";
    List<Hop> before = f.up().subList(0, f.up().size() - 1);
    String number =
        join(
            f.path(),
            last.reversed(),
            inner,
            inner.at(before),
            sum,
            f.filters(),
            tables,
            side(f.test()));
    numbers.put("total", number);
    return f.test().sql(number);
  }

  private static Side side(NumberTest test) {
    return test.passes(BigDecimal.ZERO) ? Side.ZERO : Side.INNER;
  }

  /**
   * Joins a number for each row that others refer to, and gives the expression for it.
   *
   * @param holder short name, inside, of the table that has the key
   * @param side what becomes of rows that none refers to
   */
  private String join(
      List<Hop> path,
      Hop down,
      Tables inner,
      String holder,
      String number,
      List<Filter> filters,
      Tables tables,
      Side side) {
    String from = tables.at(path);
    String alias = tables.fresh("n");
    List<String> keys = new ArrayList<>();
    List<String> equal = new ArrayList<>();
    for (int i = 0; i < down.key().columns().size(); i++) {
      String key = "key" + (i + 1);
      keys.add(holder + "." + Sql.name(down.key().columns().get(i)) + " AS " + key);
      equal.add(
          "%s.%s = %s.%s"
              .formatted(alias, key, from, Sql.name(down.key().referencedColumns().get(i))));
    }
    List<String> conditions = filters.stream().map(filter -> condition(filter, inner)).toList();
    String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    List<String> positions = new ArrayList<>();
    for (int i = 1; i <= keys.size(); i++) {
      positions.add(String.valueOf(i));
    }
    tables.join(
        "%s (SELECT %s, %s AS total FROM %s%s GROUP BY %s) AS %s ON %s"
            .formatted(
                side == Side.INNER ? "JOIN" : "LEFT JOIN",
                String.join(", ", keys),
                number,
                inner.from(),
                where,
                String.join(", ", positions),
                alias,
                String.join(" AND ", equal)));
    return side == Side.ZERO ? "coalesce(" + alias + ".total, 0)" : alias + ".total";
  }
}
