package io.chatdata.server.planner;

import io.chatdata.server.explorer.ToolOutcome;
import io.chatdata.server.sql.QueryResult;
import io.chatdata.server.sql.RowsToModel;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What of a result may be put into words. The planner sends nothing to anybody, but what it writes
 * is part of the conversation, which another model may be given later. So it keeps to the
 * connection's rule as they do.
 */
final class Shown {
  static final String WITHHELD =
      "This connection keeps its rows from models, me included, so I can't put them into words. The"
          + " result itself is shown above.";

  private Shown() {}

  /** The rows of a query, where its words may tell them. */
  static Optional<List<List<@Nullable Object>>> rows(QueryResult result) {
    boolean told =
        switch (result.receipt().rowsToModel()) {
          case NONE -> false;
          case AGGREGATES -> result.receipt().aggregates();
          case PREVIEW -> true;
        };
    return told ? Optional.of(result.rows()) : Optional.empty();
  }

  /** What went wrong, in words. */
  static String failure(ToolOutcome.Failure failure) {
    String what =
        switch (failure.reason()) {
          case STATEMENT_REFUSED -> "The query was refused";
          case STATEMENT_TIMEOUT -> "The query took too long and was stopped";
          case STATEMENT_CANCELLED -> "The query was cancelled";
          case DATABASE_UNREACHABLE -> "The database can't be reached";
          case UNSAFE_ROLE -> "The connection is refused";
          case TABLE_NOT_FOUND, COLUMN_NOT_FOUND, SCHEMA_NOT_FOUND -> "That isn't there any more";
          default -> "That failed";
        };
    return what + ": " + Markdown.escape(failure.message());
  }

  static boolean tellsValues(RowsToModel rule) {
    return rule == RowsToModel.PREVIEW;
  }
}
