package io.chatdata.server.explorer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatdata.server.base.Json;
import io.chatdata.server.sql.RowsToModel;
import org.jspecify.annotations.Nullable;

/**
 * What a model is given of a profile. Where a connection shows a model no rows, it gets counts
 * only. Where it shows aggregates, it gets no value that may be of a single row: no smallest or
 * largest text, and no value that occurs once.
 */
final class ProfilePreview {
  private ProfilePreview() {}

  static ObjectNode of(TableProfile profile, RowsToModel rowsToModel) {
    return Budget.fit(
        "columns",
        "Ask for some columns by the argument columns.",
        () -> profile(profile, rowsToModel, 10, true),
        () -> profile(profile, rowsToModel, 5, false),
        () -> profile(profile, rowsToModel, 2, false),
        () -> profile(profile, RowsToModel.NONE, 0, false));
  }

  private static ObjectNode profile(
      TableProfile profile, RowsToModel rowsToModel, int topValues, boolean shape) {
    ObjectNode node =
        Json.object()
            .put("connection_id", profile.connectionId())
            .put("schema", profile.schema())
            .put("table", profile.table())
            .put("row_count", profile.rowCount())
            .put("rows_profiled", profile.rowsProfiled())
            .put("sample", profile.sample());
    if (rowsToModel == RowsToModel.NONE) {
      node.put("note", "Counts only; the person sees values too.");
    }
    ArrayNode columns = node.putArray("columns");
    for (TableProfile.ColumnProfile column : profile.columns()) {
      columns.add(column(column, rowsToModel, topValues, shape));
    }
    return node;
  }

  private static ObjectNode column(
      TableProfile.ColumnProfile column, RowsToModel rowsToModel, int topValues, boolean shape) {
    ObjectNode node =
        Json.object()
            .put("name", column.name())
            .put("type", column.type())
            .put("nulls", column.nullCount());
    if (column.distinctCount() >= 0) {
      node.put("distinct", column.distinctCount());
    }
    if (column.blankCount() > 0) {
      node.put("blank", column.blankCount());
    }
    if (column.lengths() != null) {
      node.put("length", column.lengths().min() + " to " + column.lengths().max());
    }
    if (rowsToModel == RowsToModel.NONE) {
      return node;
    }
    boolean all = rowsToModel == RowsToModel.PREVIEW;
    if (all || column.lengths() == null) {
      put(node, "min", column.min());
      put(node, "max", column.max());
    }
    put(node, "mean", column.mean());
    if (shape && !column.quantiles().isEmpty()) {
      ObjectNode quantiles = node.putObject("quantiles");
      column.quantiles().forEach(q -> put(quantiles, String.valueOf(q.fraction()), q.value()));
    }
    ArrayNode top = Json.MAPPER.createArrayNode();
    column.topValues().stream()
        .filter(value -> all || value.count() > 1)
        .limit(topValues)
        .forEach(value -> top.addArray().add(tree(value.value())).add(value.count()));
    if (!top.isEmpty()) {
      node.set("top_values", top);
    }
    if (shape && !column.histogram().isEmpty()) {
      ObjectNode histogram = node.putObject("histogram");
      put(histogram, "from", column.histogram().getFirst().lower());
      put(histogram, "to", column.histogram().getLast().upper());
      ArrayNode counts = histogram.putArray("counts");
      column.histogram().forEach(bin -> counts.add(bin.count()));
    }
    return node;
  }

  private static void put(ObjectNode node, String name, @Nullable Object value) {
    if (value != null) {
      node.set(name, tree(value));
    }
  }

  private static JsonNode tree(Object value) {
    return Json.MAPPER.valueToTree(RowsPreview.shortened(value));
  }
}
