package io.chatdata.server.explorer;

import io.chatdata.server.sql.Catalog;
import io.chatdata.server.sql.QueryRequest;
import io.chatdata.server.sql.QueryResult;
import io.chatdata.server.sql.SqlNames;
import java.util.List;
import java.util.stream.Collectors;

/**
 * sample_rows: rows spread evenly over the table, or over some pages of a large one that are chosen
 * by chance but the same each time; of a view the first that it returns.
 */
final class SampleRows implements Tool<SampleRows.Arguments> {
  /** Of so many rows and bytes the sample is taken. */
  private static final int POOL_ROWS = 20_000;

  private static final long POOL_BYTES = 32 << 20;

  private final Lookup lookup;
  private final Results results;

  SampleRows(Lookup lookup, Results results) {
    this.lookup = lookup;
    this.results = results;
  }

  record Arguments(
      @Argument(Descriptions.CONNECTION) String connectionId,
      @Argument(Descriptions.SCHEMA) String schema,
      @Argument(value = Descriptions.TABLE, required = true) String table,
      @Argument(
              value = "At most this many rows; 10 when left out",
              standard = 10,
              most = QueryRequest.MAX_ROWS)
          int limit) {}

  @Override
  public String name() {
    return "sample_rows";
  }

  @Override
  public String description() {
    return "Returns some rows of a table, spread over it. Use it to see what values look like.";
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public ToolOutcome call(Arguments arguments, ToolContext context) {
    Lookup.Place place = lookup.place(arguments.connectionId, context);
    Catalog.Table table = place.table(arguments.schema, arguments.table);
    int limit = Math.min(arguments.limit, place.database().config().limits().rows());
    Sampling sampling = Sampling.of(table, POOL_ROWS, POOL_BYTES);
    QueryResult result = query(place, sql(table, sampling, limit), limit, context);
    if (result.rows().isEmpty() && sampling.byChance()) {
      result = query(place, sql(table, Sampling.first(table, limit), limit), limit, context);
    }
    return new ToolOutcome.Sample(
        results.store(place.connectionId(), result, RowsPreview.ofSample(result), context));
  }

  private static QueryResult query(Lookup.Place place, String sql, int limit, ToolContext context) {
    return place.database().query(context.request(sql, limit, QueryRequest.MAX_TIME));
  }

  /** Of the rows in question, numbered, one each time that number / all * limit passes a whole. */
  private static String sql(Catalog.Table table, Sampling sampling, int limit) {
    List<Catalog.Column> columns = table.columns();
    if (sampling.mostRows() > 0) {
      return Sampling.first(table, limit).select(columns);
    }
    String number = unused("number", columns);
    String all = unused("all", columns);
    String names =
        columns.stream()
            .map(column -> SqlNames.quote(column.name()))
            .collect(Collectors.joining(", "));
    return """
    SELECT %1$s
    FROM (SELECT %1$s, row_number() OVER () AS %2$s, count(*) OVER () AS %3$s FROM %4$s) AS numbered
    WHERE %2$s * %5$d / %3$s > (%2$s - 1) * %5$d / %3$s\
    """
        .formatted(names, number, all, sampling.from(), limit);
  }

  private static String unused(String name, List<Catalog.Column> columns) {
    String free = name;
    while (isUsed(free, columns)) {
      free += "_";
    }
    return SqlNames.quote(free);
  }

  private static boolean isUsed(String name, List<Catalog.Column> columns) {
    return columns.stream().anyMatch(column -> column.name().equals(name));
  }
}
