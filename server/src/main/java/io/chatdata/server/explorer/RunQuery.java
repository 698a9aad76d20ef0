package io.chatdata.server.explorer;

import io.chatdata.server.sql.Database;
import io.chatdata.server.sql.QueryRequest;
import io.chatdata.server.sql.QueryResult;
import java.time.Duration;

/** run_query. */
final class RunQuery implements Tool<RunQuery.Arguments> {
  private final Connections connections;
  private final Results results;

  RunQuery(Connections connections, Results results) {
    this.connections = connections;
    this.results = results;
  }

  record Arguments(
      @Argument(Descriptions.CONNECTION) String connectionId,
      @Argument(
              value = "One SELECT, WITH, VALUES, TABLE or set operation in PostgreSQL's dialect",
              required = true)
          String sql,
      @Argument(
              value = "At most this many rows; 1000 when left out",
              standard = QueryRequest.MAX_ROWS,
              most = QueryRequest.MAX_ROWS)
          int limit,
      @Argument(
              value = "At most this long, such as 10s; 30s when left out",
              standard = 30,
              most = 30)
          Duration timeout) {}

  @Override
  public String name() {
    return "run_query";
  }

  @Override
  public String description() {
    return "Runs one read-only PostgreSQL query and returns its rows. Prefer aggregates to many"
        + " rows: what you see is a preview, the person sees the whole result. Nothing can be"
        + " changed by it.";
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public ToolOutcome call(Arguments arguments, ToolContext context) {
    String id =
        connections.resolve(
            arguments.connectionId.isEmpty() ? context.connectionId() : arguments.connectionId);
    Database database = connections.database(id);
    int limit = Math.min(arguments.limit, database.config().limits().rows());
    QueryResult result = database.query(context.request(arguments.sql, limit, arguments.timeout));
    return new ToolOutcome.Query(results.store(id, result, RowsPreview.ofQuery(result), context));
  }
}
