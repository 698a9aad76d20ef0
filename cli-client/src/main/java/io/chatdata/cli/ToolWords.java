package io.chatdata.cli;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.chatdata.v1.ListConnectionsResponse;
import io.chatdata.v1.QueryResult;
import io.chatdata.v1.ReadOnlyState;
import io.chatdata.v1.TableProfile;
import io.chatdata.v1.ToolCall;
import io.chatdata.v1.ToolResult;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a person reads of a tool call: its name, its main argument and what came of it. */
final class ToolWords {
  private static final int ARGUMENT_LIMIT = 100;
  private static final int ERROR_LIMIT = 300;

  /** Arguments that say by themselves what a call is about, the most telling first. */
  private static final List<String> MAIN_ARGUMENTS = List.of("sql", "title", "name_contains");

  private ToolWords() {}

  /** Such as "run_query select count(*) from orders". */
  static String call(ToolCall call) {
    String argument =
        call.hasArguments() ? mainArgument(call.getArguments()) : call.getArgumentsText();
    return (SafeText.oneLine(call.getTool(), ARGUMENT_LIMIT)
            + " "
            + SafeText.oneLine(argument, ARGUMENT_LIMIT))
        .strip();
  }

  /** Such as "1,000 rows (there are more), 8 ms". */
  static String result(ToolResult result) {
    return outcome(result) + ", " + Words.time(result.getElapsed());
  }

  private static String mainArgument(Struct arguments) {
    for (String name : MAIN_ARGUMENTS) {
      String value = text(arguments, name);
      if (!value.isEmpty()) {
        return value;
      }
    }
    return Stream.of("schema", "table")
        .map(name -> text(arguments, name))
        .filter(value -> !value.isEmpty())
        .collect(Collectors.joining("."));
  }

  private static String text(Struct arguments, String name) {
    return arguments.getFieldsOrDefault(name, Value.getDefaultInstance()).getStringValue();
  }

  private static String outcome(ToolResult result) {
    return switch (result.getOutcomeCase()) {
      case LIST_CONNECTIONS ->
          Words.count(result.getListConnections().getConnectionsCount(), "connection")
              + overridden(result.getListConnections());
      case LIST_SCHEMAS -> Words.count(result.getListSchemas().getSchemasCount(), "schema");
      case LIST_TABLES -> Words.count(result.getListTables().getTotalCount(), "table");
      case GET_TABLE_INFO -> Words.count(result.getGetTableInfo().getColumnsCount(), "column");
      case SAMPLE_ROWS -> rows(result.getSampleRows());
      case PROFILE_TABLE ->
          Words.count(result.getProfileTable().getColumnsCount(), "column")
              + " over "
              + Words.count(result.getProfileTable().getRowsProfiled(), "row");
      case RUN_QUERY -> rows(result.getRunQuery());
      case CREATE_CHART ->
          result
                  .getCreateChart()
                  .getMark()
                  .name()
                  .toLowerCase(Locale.ROOT)
                  .replace("chart_mark_", "")
              + " chart";
      case ERROR -> "failed: " + SafeText.oneLine(result.getError().getMessage(), ERROR_LIMIT);
      case OUTCOME_NOT_SET -> "done";
    };
  }

  /** Such as "50,000 rows; 10,000 rows profiled: a random sample of 20 % of the pages". */
  static String sample(TableProfile profile) {
    return "%s; %s profiled: %s"
        .formatted(
            Words.count(profile.getRowCount(), "row"),
            Words.count(profile.getRowsProfiled(), "row"),
            SafeText.oneLine(profile.getSample(), ARGUMENT_LIMIT));
  }

  /** The connections whose role may do more than read, which their operator accepts. */
  private static String overridden(ListConnectionsResponse list) {
    String ids =
        list.getConnectionsList().stream()
            .filter(one -> one.getReadOnlyState() == ReadOnlyState.READ_ONLY_STATE_OVERRIDDEN)
            .map(one -> SafeText.oneLine(one.getId(), ARGUMENT_LIMIT))
            .collect(Collectors.joining(", "));
    return ids.isEmpty() ? "" : " (can write, allowed by the operator: " + ids + ")";
  }

  /** Such as "1,000 rows (there are more)", and the warnings. */
  static String rows(QueryResult result) {
    return Words.count(result.getRowCount(), "row")
        + (result.getTruncated() ? " (there are more)" : "")
        + result.getReceipt().getWarningsList().stream()
            .map(warning -> "; " + SafeText.oneLine(warning, ERROR_LIMIT))
            .collect(Collectors.joining());
  }
}
