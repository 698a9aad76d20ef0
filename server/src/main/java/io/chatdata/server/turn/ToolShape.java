package io.chatdata.server.turn;

import io.chatdata.server.explorer.ToolOutcome;
import io.chatdata.server.sql.QueryResult;
import io.chatdata.server.sql.ResultColumn;
import java.util.stream.Collectors;

/** What the log may say of a tool's result: names of columns and counts, never a value. */
final class ToolShape {
  private ToolShape() {}

  static String of(ToolOutcome outcome) {
    return switch (outcome) {
      case ToolOutcome.Connections found -> found.connections().size() + " connections";
      case ToolOutcome.Schemas found -> found.schemas().size() + " schemas";
      case ToolOutcome.Tables found -> found.tables().size() + " tables";
      case ToolOutcome.Structure _ -> "1 table";
      case ToolOutcome.Sample found -> of(found.result().result());
      case ToolOutcome.Profile found -> found.profile().columns().size() + " columns";
      case ToolOutcome.Query found -> of(found.result().result());
      case ToolOutcome.Chart found -> found.chart().mark() + " chart";
      case ToolOutcome.Failure failure -> failure.reason().name();
    };
  }

  private static String of(QueryResult result) {
    return result.columns().stream()
        .map(ResultColumn::name)
        .collect(Collectors.joining(", ", result.rows().size() + " rows of ", ""));
  }
}
