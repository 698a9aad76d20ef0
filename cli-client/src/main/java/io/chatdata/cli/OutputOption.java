package io.chatdata.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.chatdata.v1.QueryResult;
import java.util.List;
import picocli.CommandLine.Option;

/** In which form a command prints what it got. */
final class OutputOption {
  private static final JsonFormat.Printer JSON =
      JsonFormat.printer().preservingProtoFieldNames().alwaysPrintFieldsWithNoPresence();

  /** Forms. */
  enum Form {
    table,
    csv,
    json,
    markdown
  }

  @Option(
      names = "--output",
      paramLabel = "FORM",
      description = "table, csv, json or markdown (default: table).")
  private Form form = Form.table;

  /** Prints all that was answered as JSON, or its rows. */
  void print(Shell shell, Message answer, List<? extends Message> rows) {
    print(shell, answer, Grid.of(rows), form);
  }

  void print(Shell shell, QueryResult result) {
    print(shell, result, form);
  }

  static void print(Shell shell, QueryResult result, Form form) {
    print(shell, result, Grid.of(result), form);
  }

  private static void print(Shell shell, Message answer, Grid grid, Form form) {
    switch (form) {
      case table ->
          shell.out().print(GridText.table(grid, shell.out().isTerminal() ? shell.width() : 0));
      case csv -> shell.out().print(GridText.csv(grid));
      case markdown -> shell.out().print(GridText.markdown(grid));
      case json -> shell.out().println(json(answer));
    }
  }

  static String json(Message message) {
    try {
      return SafeText.json(JSON.print(message));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }
}
