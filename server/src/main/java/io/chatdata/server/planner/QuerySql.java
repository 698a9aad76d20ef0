package io.chatdata.server.planner;

import io.chatdata.server.explorer.Names;
import io.chatdata.server.explorer.Words;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a query as one statement of PostgreSQL. */
final class QuerySql {
  private static final int MAX_COLUMNS = 24;

  private final Query query;
  private final FilterSql filters;
  private final Tables tables;
  private final List<Integer> groups = new ArrayList<>();
  private final List<String> orderOfGroups = new ArrayList<>();
  private final List<String> hidden = new ArrayList<>();

  private QuerySql(Query query, ZoneId zone) {
    this.query = query;
    this.filters = new FilterSql(zone);
    this.tables = new Tables(query.base(), Tables.noneTaken());
  }

  /**
   * Writes a query.
   *
   * @param zone of the connection, in which its periods are told
   */
  static Compiled compile(Query query, ZoneId zone) {
    return new QuerySql(query, zone).compile();
  }

  private Compiled compile() {
    Map<String, String> columns = new LinkedHashMap<>();
    for (Dimension dimension : query.dimensions()) {
      int before = columns.size();
      group(dimension, columns);
      groups.add(columns.size() - before);
    }
    List<String> conditions =
        new ArrayList<>(
            query.filters().stream().map(filter -> filters.condition(filter, tables)).toList());
    List<String> metrics = new ArrayList<>();
    if (query.metric() instanceof Metric.Averaged(Metric each)) {
      return averaged(each, columns, conditions);
    }
    boolean rows = query.metric() instanceof Metric.Rows;
    if (rows) {
      shown(columns);
    }
    int before = columns.size();
    metric(query.metric(), columns);
    metrics.addAll(List.copyOf(columns.keySet()).subList(before, columns.size()));
    excludeNone(conditions);
    StringBuilder sql = new StringBuilder(select(columns));
    sql.append("\nFROM ").append(tables.from());
    where(sql, conditions);
    if (!query.dimensions().isEmpty()) {
      sql.append("\nGROUP BY ").append(groupBy());
    }
    sql.append(rows ? rowOrder() : groupOrder(metrics));
    return new Compiled(sql.toString(), rows ? List.of() : groups, metrics);
  }

  private static String select(Map<String, String> columns) {
    List<String> items = new ArrayList<>();
    columns.forEach((name, expression) -> items.add(expression + " AS " + Sql.name(name)));
    return "SELECT " + String.join(", ", items);
  }

  private static void where(StringBuilder sql, List<String> conditions) {
    if (!conditions.isEmpty()) {
      sql.append("\nWHERE ").append(String.join("\n  AND ", conditions));
    }
  }

  private void group(Dimension dimension, Map<String, String> columns) {
    switch (dimension) {
      case Dimension.ByColumn(List<Hop> path, Attribute attribute) ->
          put(columns, attribute.name(), tables.column(path, attribute));
      case Dimension.ByEntity(List<Hop> path, Entity entity) -> {
        for (Attribute attribute : Labels.of(entity)) {
          String name =
              columns.containsKey(attribute.name())
                  ? Names.column(entity.singular()) + "_" + attribute.name()
                  : attribute.name();
          put(columns, name, tables.column(path, attribute));
        }
      }
      case Dimension.ByTime(List<Hop> path, Attribute attribute, TimeUnit unit) -> {
        String column = tables.column(path, attribute);
        put(columns, unit.columnName(), TimeSql.bucket(column, attribute, unit));
        orderOfGroups.add(TimeSql.order(column, unit, columns.size()));
        if (unit == TimeUnit.WEEKDAY || unit == TimeUnit.MONTH_OF_YEAR) {
          hidden.add(TimeSql.order(column, unit, columns.size()));
        }
      }
    }
  }

  private static void put(Map<String, String> columns, String name, String expression) {
    String free = name;
    for (int number = 2; columns.containsKey(free); number++) {
      free = name + "_" + number;
    }
    columns.put(free, expression);
  }

  private String groupBy() {
    List<String> positions = new ArrayList<>();
    int count = groups.stream().mapToInt(Integer::intValue).sum();
    for (int i = 1; i <= count; i++) {
      positions.add(String.valueOf(i));
    }
    positions.addAll(hidden);
    return String.join(", ", positions);
  }

  private void metric(Metric metric, Map<String, String> columns) {
    switch (metric) {
      case Metric.Rows rows ->
          filters.numbers().forEach((name, number) -> put(columns, name, number));
      case Metric.Count count -> put(columns, Names.column(query.base().plural()), "count(*)");
      case Metric.Different(List<Hop> path, Attribute attribute) ->
          put(
              columns,
              "different_" + Names.column(Words.plural(Names.spoken(attribute.name()))),
              "count(DISTINCT " + tables.column(path, attribute) + ")");
      case Metric.Aggregate(Head head, Measure measure) -> {
        String value = filters.measure(List.of(), measure, tables);
        put(columns, Labels.name(head, measure), aggregate(head, measure, value));
        if (head == Head.AVERAGE || head == Head.MEDIAN) {
          put(columns, Names.column(query.base().plural()), "count(" + value + ")");
        }
      }
      case Metric.CountAndSum(Measure measure) -> {
        put(columns, Names.column(query.base().plural()), "count(*)");
        String value = filters.measure(List.of(), measure, tables);
        put(columns, Labels.name(Head.SUM, measure), "sum(" + value + ")");
      }
      case Metric.Share(Metric whole, List<Filter> part) -> share(whole, part, columns);
      case Metric.Averaged averaged -> throw new IllegalStateException("Written on its own");
    }
  }

  private static String aggregate(Head head, Measure measure, String value) {
    return switch (head) {
      case AVERAGE -> rounded("avg(" + value + ")", measure);
      case MEDIAN -> rounded("percentile_cont(0.5) WITHIN GROUP (ORDER BY " + value + ")", measure);
      case SUM -> "sum(" + value + ")";
      case MINIMUM -> "min(" + value + ")";
      case MAXIMUM -> "max(" + value + ")";
      case LIST, COUNT, ROWS, SHARE -> throw new IllegalStateException(head + " is no aggregate");
    };
  }

  /** Averages of money and counts to cents, of other numbers to four places. */
  private static String rounded(String expression, Measure measure) {
    boolean fine =
        measure instanceof Measure.OfColumn column
            && !column.attribute().isInteger()
            && !column
                .attribute()
                .column()
                .type()
                .matches("money|numeric\\(([4-9]|\\d\\d+),[0-2]\\)");
    boolean numeric =
        expression.startsWith("avg")
            && measure instanceof Measure.OfColumn column
            && (column.attribute().isInteger()
                || column.attribute().column().type().startsWith("numeric"));
    return "round(%s, %d)".formatted(numeric ? expression : expression + "::numeric", fine ? 4 : 2);
  }

  private void share(Metric whole, List<Filter> part, Map<String, String> columns) {
    boolean count = whole instanceof Metric.Count;
    String value =
        whole instanceof Metric.Aggregate(Head head, Measure measure)
            ? "sum(" + filters.measure(List.of(), measure, tables) + ")"
            : "count(*)";
    String name =
        whole instanceof Metric.Aggregate(Head head, Measure measure)
            ? Labels.name(Head.SUM, measure)
            : Names.column(query.base().plural());
    if (part.isEmpty()) {
      put(columns, name, value);
      put(
          columns,
          "percent",
          "round(100.0 * %s / nullif(sum(%s) OVER (), 0), 2)".formatted(value, value));
      return;
    }
    List<String> conditions =
        part.stream().map(filter -> filters.condition(filter, tables)).toList();
    String filtered =
        (count ? value : "coalesce(" + value)
            + " FILTER (WHERE "
            + String.join(" AND ", conditions)
            + ")"
            + (count ? "" : ", 0)");
    put(columns, "part", filtered);
    put(columns, name, value);
    put(columns, "percent", "round(100.0 * %s / nullif(%s, 0), 2)".formatted(filtered, value));
  }

  private Compiled averaged(Metric each, Map<String, String> columns, List<String> conditions) {
    Map<String, String> inner = new LinkedHashMap<>();
    String number =
        each instanceof Metric.Aggregate(Head head, Measure measure)
            ? aggregate(head, measure, filters.measure(List.of(), measure, tables))
            : "count(*)";
    inner.put("total", number);
    List<String> keys = new ArrayList<>(columns.values());
    keys.addAll(hidden);
    noNone(conditions);
    StringBuilder sql = new StringBuilder("SELECT round(avg(n.total), 2) AS average");
    sql.append(", count(*) AS groups, sum(n.total) AS total\nFROM (");
    sql.append(select(inner)).append("\nFROM ").append(tables.from());
    where(sql, conditions);
    sql.append("\nGROUP BY ").append(String.join(", ", keys)).append(") AS n");
    return new Compiled(sql.toString(), List.of(), List.of("average", "groups", "total"));
  }

  /** The columns of a list of rows. */
  private void shown(Map<String, String> columns) {
    Entity base = query.base();
    if (query.shown().isPresent()) {
      for (Attribute attribute : Labels.of(base)) {
        put(columns, attribute.name(), tables.column(List.of(), attribute));
      }
      Attribute asked = query.shown().get();
      if (!columns.containsKey(asked.name())) {
        put(columns, asked.name(), tables.column(List.of(), asked));
      }
      return;
    }
    boolean chosen =
        query.filters().stream()
            .anyMatch(f -> f instanceof Filter.HasCount || f instanceof Filter.HasSum);
    List<Attribute> wanted = chosen ? Labels.of(base) : base.attributes();
    wanted.stream()
        .limit(MAX_COLUMNS)
        .forEach(a -> put(columns, a.name(), tables.column(List.of(), a)));
    if (!chosen) {
      query
          .order()
          .flatMap(Query.Order::by)
          .filter(measure -> !(measure instanceof Measure.OfColumn c && c.path().isEmpty()))
          .ifPresent(
              measure ->
                  put(
                      columns,
                      Labels.name(Head.LIST, measure),
                      filters.measure(List.of(), measure, tables)));
    }
  }

  /**
   * Nobody is the best customer, and no category the best category: groups of NULL are left out.
   */
  private void excludeNone(List<String> conditions) {
    if (query.order().stream().noneMatch(order -> order.limit() > 0 && order.by().isEmpty())) {
      return;
    }
    noNone(conditions);
  }

  private void noNone(List<String> conditions) {
    for (Dimension dimension : query.dimensions()) {
      String column =
          switch (dimension) {
            case Dimension.ByColumn(List<Hop> path, Attribute attribute) ->
                tables.column(path, attribute);
            case Dimension.ByEntity(List<Hop> path, Entity entity) ->
                tables.column(path, Labels.of(entity).getFirst());
            case Dimension.ByTime(List<Hop> path, Attribute attribute, TimeUnit unit) ->
                tables.column(path, attribute);
          };
      conditions.add(column + " IS NOT NULL");
    }
  }

  private String rowOrder() {
    List<String> keys = new ArrayList<>();
    query
        .order()
        .ifPresent(
            order ->
                order
                    .by()
                    .ifPresent(
                        measure ->
                            keys.add(
                                filters.measure(List.of(), measure, tables)
                                    + direction(order.descending()))));
    boolean ties = !keys.isEmpty() && query.order().stream().anyMatch(o -> o.limit() > 0);
    if (keys.isEmpty()) {
      filters.numbers().values().forEach(number -> keys.add(number + " DESC"));
    }
    if (!ties) {
      query.base().singleKey().ifPresent(key -> keys.add(tables.column(List.of(), key)));
    }
    return (keys.isEmpty() ? "" : "\nORDER BY " + String.join(", ", keys)) + limit();
  }

  private String groupOrder(List<String> metrics) {
    if (query.dimensions().isEmpty()) {
      return "";
    }
    List<String> keys = new ArrayList<>();
    int groupColumns = groups.stream().mapToInt(Integer::intValue).sum();
    int metricPosition = groupColumns + (query.metric() instanceof Metric.CountAndSum ? 2 : 1);
    boolean limited = query.order().stream().anyMatch(order -> order.limit() > 0);
    if (query.order().isPresent()) {
      keys.add(metricPosition + direction(query.order().get().descending()));
    } else if (orderOfGroups.isEmpty() && !metrics.isEmpty()) {
      keys.add(metricPosition + direction(true));
    }
    if (!limited) {
      keys.addAll(orderOfGroups);
      for (int i = 1; i <= groupColumns; i++) {
        String position = String.valueOf(i);
        if (!keys.contains(position)) {
          keys.add(position);
        }
      }
    }
    return "\nORDER BY " + String.join(", ", keys) + limit();
  }

  private static String direction(boolean descending) {
    return descending ? " DESC NULLS LAST" : " ASC NULLS LAST";
  }

  /** With ties: the fifth best may be two. */
  private String limit() {
    return query
        .order()
        .filter(order -> order.limit() > 0)
        .map(order -> "\nFETCH FIRST " + order.limit() + " ROWS WITH TIES")
        .orElse("");
  }
}
