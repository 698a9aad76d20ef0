package io.chatdata.server.explorer;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.sql.ResultColumn;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** create_chart: a chart of a stored result, of which nothing is drawn here. */
final class CreateChart implements Tool<CreateChart.Arguments> {
  private static final int MOST_MEASURES = 8;
  private static final int MOST_TITLE = 200;
  private static final Pattern NUMBER =
      Pattern.compile("(?:int[248]|float[48]|numeric|money)(?:\\(.*\\))?");

  private final Results results;

  CreateChart(Results results) {
    this.results = results;
  }

  record Arguments(
      @Argument(value = "The result_id that run_query or sample_rows gave", required = true)
          String resultId,
      @Argument(
              value =
                  "line for time, bar for categories, area for parts over time, point for two"
                      + " measures, pie for few shares, histogram for how values spread",
              required = true)
          ChartSpec.Mark mark,
      @Argument(
              value = "Column of the x axis; of a pie's slices; of a histogram's values",
              required = true)
          String x,
      @Argument("Columns that are measured; one for a pie or a point, none for a histogram")
          List<String> y,
      @Argument("Column whose values make a series each; only with one column of y") String series,
      @Argument("How rows with the same x are put together; none when left out")
          ChartSpec.Aggregate aggregate,
      @Argument("A short title") String title) {}

  @Override
  public String name() {
    return "create_chart";
  }

  @Override
  public String description() {
    return "Shows the person a result as a chart, when a picture says more than its rows.";
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public ToolOutcome call(Arguments arguments, ToolContext context) {
    var chart =
        new ChartSpec(
            id(arguments.resultId),
            arguments.mark,
            arguments.x,
            arguments.y,
            arguments.series,
            arguments.aggregate,
            arguments.title);
    check(chart, results.page(chart.resultId(), 0, 1).result().result().columns());
    return new ToolOutcome.Chart(chart);
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw wrong(
          "result_id",
          "'%s' is not a result's id; give the result_id that run_query gave".formatted(text));
    }
  }

  private static void check(ChartSpec chart, List<ResultColumn> columns) {
    boolean counts = chart.aggregate() == ChartSpec.Aggregate.COUNT;
    ResultColumn x = column("x", chart.x(), columns);
    for (String name : chart.y()) {
      ResultColumn column = column("y", name, columns);
      if (!counts && !isNumber(column)) {
        throw notNumeric("y", column);
      }
    }
    if (!chart.series().isEmpty()) {
      column("series", chart.series(), columns);
    }
    int measures = chart.y().size();
    switch (chart.mark()) {
      case HISTOGRAM -> {
        if (!isNumber(x)) {
          throw notNumeric("x", x);
        }
        if (measures > 0
            || !chart.series().isEmpty()
            || chart.aggregate() != ChartSpec.Aggregate.NONE) {
          throw wrong("y", "A histogram counts the values of x; give no y, series or aggregate");
        }
      }
      case PIE, POINT -> {
        if (measures != 1) {
          throw wrong(
              "y", "%s needs one column as y, not %d".formatted(words(chart.mark()), measures));
        }
        if (chart.mark() == ChartSpec.Mark.PIE && !chart.series().isEmpty()) {
          throw wrong("series", "A pie has no series; its slices are the values of x");
        }
      }
      case LINE, BAR, AREA -> {
        if (measures == 0 || measures > MOST_MEASURES) {
          throw wrong(
              "y",
              "%s needs 1 to %d columns as y, not %d"
                  .formatted(words(chart.mark()), MOST_MEASURES, measures));
        }
      }
    }
    if (!chart.series().isEmpty() && measures > 1) {
      throw wrong("series", "With a series there is one column of y, not " + measures);
    }
    if (chart.title().length() > MOST_TITLE) {
      throw wrong(
          "title",
          "The title has %d characters of %d".formatted(chart.title().length(), MOST_TITLE));
    }
  }

  private static ResultColumn column(String field, String name, List<ResultColumn> columns) {
    return columns.stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    field,
                    "The result has no column '%s'; it has: %s"
                        .formatted(
                            name,
                            columns.stream()
                                .map(ResultColumn::name)
                                .collect(Collectors.joining(", ")))));
  }

  private static boolean isNumber(ResultColumn column) {
    return NUMBER.matcher(column.type()).matches();
  }

  private static ChatdataException notNumeric(String field, ResultColumn column) {
    return wrong(
        field,
        "The column '%s' is %s, which is no number; choose a number or aggregate count"
            .formatted(column.name(), column.type()));
  }

  private static String words(ChartSpec.Mark mark) {
    return switch (mark) {
      case LINE -> "A line";
      case BAR -> "A bar chart";
      case AREA -> "An area";
      case POINT -> "A point chart";
      case PIE -> "A pie";
      case HISTOGRAM -> "A histogram";
    };
  }

  private static ChatdataException wrong(String field, String message) {
    return Problem.of(Reason.INVALID_TOOL_CALL, "create_chart: " + message)
        .atField(field)
        .toException();
  }
}
