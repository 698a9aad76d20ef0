package io.chatdata.server.explorer;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Reason;
import io.chatdata.server.sql.Catalog;
import io.chatdata.server.sql.QueryRequest;
import io.chatdata.server.sql.StatementException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Profiles a table in a few statements: one pass for the aggregates of all columns, one for the
 * most frequent values of the columns of each type, one for all histograms. A large table is
 * sampled, always the same pages, so that all statements look at the same rows.
 */
final class TableProfiler {
  private static final long MAX_ROWS = 200_000;
  private static final long MAX_VALUES = 4_000_000;
  private static final long MAX_BYTES = 256L << 20;

  /** So much less is looked at where all of that takes over this part of the time. */
  private static final int LESS = 10;

  private static final int PART_OF_TIME = 2;
  private static final int MAX_TOP_VALUES = 10;

  /** So many columns go into one statement, for its text and its select list have limits. */
  private static final int CHUNK = 25;

  private final Lookup.Place place;
  private final Catalog.Table table;
  private final List<ColumnPlan> plans;
  private final ToolContext context;
  private final Duration time;
  private long deadline;
  private Sampling sampling;
  private long rows;

  TableProfiler(
      Lookup.Place place, Catalog.Table table, List<Catalog.Column> columns, ToolContext context) {
    this.place = place;
    this.table = table;
    this.context = context;
    time = place.database().config().limits().time();
    plans = columns.stream().map(ColumnPlan::of).toList();
    sampling = Sampling.of(table, mostRows(), MAX_BYTES);
  }

  private long mostRows() {
    return Math.min(MAX_ROWS, MAX_VALUES / Math.max(1, plans.size()));
  }

  /**
   * Looks at all of the columns.
   *
   * @throws ChatdataException where it can't, or it takes longer than the connection allows
   */
  TableProfile profile() {
    long end = System.nanoTime() + time.toNanos();
    deadline = System.nanoTime() + time.dividedBy(PART_OF_TIME).toNanos();
    try {
      return look();
    } catch (ChatdataException e) {
      if (e.reason() != Reason.STATEMENT_TIMEOUT) {
        throw e;
      }
    }
    deadline = end;
    sampling = Sampling.of(table, mostRows() / LESS, MAX_BYTES / LESS);
    return look();
  }

  private TableProfile look() {
    List<ColumnFacts> facts = aggregates();
    if (rows == 0 && sampling.byChance()) {
      sampling = Sampling.first(table, MAX_ROWS);
      facts = aggregates();
    }
    topValues(facts);
    histograms(facts);
    return new TableProfile(
        place.connectionId(),
        table.schema(),
        table.name(),
        rowCount(),
        rows,
        sampling.words(rows),
        facts.stream().map(column -> column.profile(rows)).toList());
  }

  private long rowCount() {
    if (sampling.byChance()) {
      long estimate = Math.round(rows / sampling.share());
      return Math.max(rows, table.estimatedRows() > 0 ? table.estimatedRows() : estimate);
    }
    return sampling.mostRows() > 0 && rows >= sampling.mostRows() ? table.estimatedRows() : rows;
  }

  private List<ColumnFacts> aggregates() {
    return chunks(plans).flatMap(chunk -> aggregates(chunk).stream()).toList();
  }

  /** Where a column's odd type takes its aggregates ill, less of it is measured. */
  private List<ColumnFacts> aggregates(List<ColumnPlan> chunk) {
    String select =
        Stream.concat(
                Stream.of("count(*)"), chunk.stream().flatMap(plan -> plan.aggregates().stream()))
            .collect(Collectors.joining(", "));
    try {
      Iterator<@Nullable Object> values =
          query("SELECT %s FROM (%s) AS profiled".formatted(select, sampled(chunk)))
              .getFirst()
              .iterator();
      rows = ColumnFacts.count(values.next());
      List<ColumnFacts> facts = chunk.stream().map(ColumnFacts::new).toList();
      facts.forEach(column -> column.aggregates(values));
      return facts;
    } catch (StatementException e) {
      boolean odd = e.reason() == Reason.STATEMENT_FAILED;
      if (odd && chunk.size() > 1) {
        int middle = chunk.size() / 2;
        List<ColumnFacts> facts = new ArrayList<>(aggregates(chunk.subList(0, middle)));
        facts.addAll(aggregates(chunk.subList(middle, chunk.size())));
        return facts;
      }
      if (odd && chunk.getFirst().kind() != ColumnPlan.Kind.COUNTED) {
        return aggregates(List.of(chunk.getFirst().simpler()));
      }
      throw e;
    }
  }

  /** A statement gives values of one type only. */
  private void topValues(List<ColumnFacts> facts) {
    Map<String, List<ColumnFacts>> byType =
        facts.stream()
            .filter(column -> column.plan().hasTopValues())
            .collect(
                Collectors.groupingBy(
                    column -> column.plan().column().type(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    byType.values().stream().flatMap(TableProfiler::chunks).forEach(this::topValuesOfOneType);
  }

  private void topValuesOfOneType(List<ColumnFacts> chunk) {
    List<String> queries = new ArrayList<>();
    for (int i = 0; i < chunk.size(); i++) {
      ColumnPlan plan = chunk.get(i).plan();
      queries.add(
          """
          (SELECT %1$d AS place, %2$s AS value, times, count(*) OVER () AS distinct_values
          FROM (SELECT %3$s AS value, count(*) AS times FROM profiled
            WHERE %3$s IS NOT NULL GROUP BY %3$s) AS counted
          ORDER BY times DESC, 2 LIMIT %4$d)\
          """
              .formatted(i, plan.shown("value"), plan.name(), MAX_TOP_VALUES));
    }
    for (List<@Nullable Object> row : union(chunk, queries)) {
      ColumnFacts column = chunk.get((int) ColumnFacts.count(row.get(0)));
      column.topValue(row.get(1), ColumnFacts.count(row.get(2)), ColumnFacts.count(row.get(3)));
    }
  }

  private void histograms(List<ColumnFacts> facts) {
    ZoneId zone = place.database().config().timeZone();
    List<Ranged> ranged =
        facts.stream()
            .flatMap(
                column ->
                    Histogram.of(column, zone).stream()
                        .map(histogram -> new Ranged(column, histogram)))
            .toList();
    chunks(ranged).forEach(this::histogramsOfSome);
  }

  private void histogramsOfSome(List<Ranged> chunk) {
    List<String> queries =
        IntStream.range(0, chunk.size())
            .mapToObj(
                i ->
                    """
                    SELECT %d AS place, bucket, count(*) AS times
                    FROM (SELECT %s AS bucket FROM profiled WHERE %s IS NOT NULL) AS ranged
                    GROUP BY bucket\
                    """
                        .formatted(
                            i, chunk.get(i).histogram.bucket(), chunk.get(i).column.plan().name()))
            .toList();
    List<Map<Long, Long>> counts =
        chunk.stream().<Map<Long, Long>>map(column -> new HashMap<>()).toList();
    for (List<@Nullable Object> row : union(chunk.stream().map(Ranged::column).toList(), queries)) {
      counts
          .get((int) ColumnFacts.count(row.get(0)))
          .put(ColumnFacts.count(row.get(1)), ColumnFacts.count(row.get(2)));
    }
    for (int i = 0; i < chunk.size(); i++) {
      Ranged ranged = chunk.get(i);
      ranged.column.histogram(ranged.histogram.withCounts(counts.get(i)));
    }
  }

  private record Ranged(ColumnFacts column, Histogram histogram) {}

  /** Several queries of the same rows, which are read once. */
  private List<List<@Nullable Object>> union(List<ColumnFacts> chunk, List<String> queries) {
    String rowsOnce = sampled(chunk.stream().map(ColumnFacts::plan).toList());
    return query(
        "WITH profiled AS MATERIALIZED (%s)\n%s"
            .formatted(rowsOnce, String.join("\nUNION ALL\n", queries)));
  }

  private String sampled(List<ColumnPlan> chunk) {
    return sampling.select(chunk.stream().map(ColumnPlan::column).toList());
  }

  private List<List<@Nullable Object>> query(String sql) {
    Duration left = Duration.ofNanos(deadline - System.nanoTime());
    if (!left.isPositive()) {
      throw tooLong();
    }
    try {
      return place.database().query(context.request(sql, QueryRequest.MAX_ROWS, left)).rows();
    } catch (StatementException e) {
      throw e.reason() == Reason.STATEMENT_TIMEOUT ? tooLong() : e;
    }
  }

  private ChatdataException tooLong() {
    return new ChatdataException(
        Reason.STATEMENT_TIMEOUT,
        "The profile of '%s.%s' took over %d s and was stopped; ask for some of its columns"
            .formatted(table.schema(), table.name(), time.toSeconds()));
  }

  private static <T> Stream<List<T>> chunks(List<T> all) {
    return IntStream.iterate(0, start -> start < all.size(), start -> start + CHUNK)
        .mapToObj(start -> all.subList(start, Math.min(start + CHUNK, all.size())));
  }
}
