package io.chatdata.server.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatdata.server.base.Json;
import io.chatdata.v1.ChartAggregate;
import io.chatdata.v1.ChartMark;
import io.chatdata.v1.ChartSpec;

/** Charts between our record and the contract. */
final class Charts {
  private static final String MARK = "CHART_MARK_";
  private static final String AGGREGATE = "CHART_AGGREGATE_";

  private Charts() {}

  static ChartSpec spec(io.chatdata.server.explorer.ChartSpec chart) {
    return ChartSpec.newBuilder()
        .setResultId(chart.resultId().toString())
        .setMark(ChartMark.valueOf(MARK + chart.mark()))
        .setX(chart.x())
        .addAllY(chart.y())
        .setSeries(chart.series())
        .setAggregate(
            chart.aggregate() == io.chatdata.server.explorer.ChartSpec.Aggregate.NONE
                ? ChartAggregate.CHART_AGGREGATE_UNSPECIFIED
                : ChartAggregate.valueOf(AGGREGATE + chart.aggregate()))
        .setTitle(chart.title())
        .build();
  }

  /** As the tool takes it; what is not set is left out. */
  static JsonNode arguments(ChartSpec chart) {
    ObjectNode arguments =
        Json.object()
            .put("result_id", chart.getResultId())
            .put("x", chart.getX())
            .put("series", chart.getSeries())
            .put("title", chart.getTitle());
    chart.getYList().forEach(arguments.putArray("y")::add);
    if (chart.getMarkValue() != 0) {
      arguments.put("mark", name(chart.getMark().name(), MARK, chart.getMarkValue()));
    }
    if (chart.getAggregateValue() != 0) {
      arguments.put(
          "aggregate", name(chart.getAggregate().name(), AGGREGATE, chart.getAggregateValue()));
    }
    return arguments;
  }

  /** A value that this version doesn't know is named by its number. */
  private static String name(String constant, String prefix, int value) {
    return constant.startsWith(prefix)
        ? constant.substring(prefix.length())
        : Integer.toString(value);
  }
}
