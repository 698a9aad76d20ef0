package io.chatdata.server.explorer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.chatdata.server.base.Json;
import io.chatdata.server.sql.QueryResult;
import io.chatdata.server.sql.RowsToModel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a result that a model is given: the first ones that fit, their long values cut. It
 * depends on no more than the result's first 50 rows.
 *
 * @param rows the first values of the first rows
 * @param bytes of the rows as JSON
 * @param note why rows or values are missing, for the model; empty when none is
 */
record RowsPreview(ArrayNode rows, long bytes, String note) {
  /** Of more columns than these only the first are given. */
  static final int MAX_COLUMNS = 60;

  private static final int MAX_ROWS = 50;
  private static final int MAX_BYTES = 5 << 10;
  private static final int MAX_TEXT = 200;

  /** Of what a statement returned. */
  static RowsPreview ofQuery(QueryResult result) {
    boolean given =
        switch (result.receipt().rowsToModel()) {
          case NONE -> false;
          case AGGREGATES -> result.receipt().aggregates();
          case PREVIEW -> true;
        };
    return given ? first(result) : withheld(result);
  }

  /** Of rows of a table as they are. */
  static RowsPreview ofSample(QueryResult result) {
    return result.receipt().rowsToModel() == RowsToModel.PREVIEW ? first(result) : withheld(result);
  }

  /** A value that is not too long. */
  static @Nullable Object shortened(@Nullable Object value) {
    String text =
        switch (value) {
          case String string -> string;
          case List<?> list -> Json.write(list);
          case Map<?, ?> map -> Json.write(map);
          case null, default -> null;
        };
    return text == null || text.length() <= MAX_TEXT ? value : Budget.text(text, MAX_TEXT);
  }

  private static RowsPreview withheld(QueryResult result) {
    return new RowsPreview(
        Json.MAPPER.createArrayNode(),
        0,
        result.receipt().rowsToModel() == RowsToModel.NONE
            ? "This connection shows you no rows; the person sees them."
            : "This connection shows you only rows of statements that aggregate; the person sees"
                + " these.");
  }

  private static RowsPreview first(QueryResult result) {
    ArrayNode rows = Json.MAPPER.createArrayNode();
    long bytes = 0;
    for (List<@Nullable Object> row : result.rows()) {
      ArrayNode values = Json.MAPPER.createArrayNode();
      row.stream()
          .limit(MAX_COLUMNS)
          .forEach(value -> values.add(Json.MAPPER.<JsonNode>valueToTree(shortened(value))));
      int size = Json.write(values).getBytes(StandardCharsets.UTF_8).length;
      if (rows.size() == MAX_ROWS || bytes + size > MAX_BYTES) {
        break;
      }
      rows.add(values);
      bytes += size;
    }
    return new RowsPreview(rows, bytes, note(rows.size(), result));
  }

  private static String note(int shown, QueryResult result) {
    int all = result.rows().size();
    StringBuilder note = new StringBuilder();
    if (shown < all) {
      note.append(
          shown == 0
              ? "The rows are too long for a preview; select fewer columns."
              : "A preview: the first %d of %d rows.".formatted(shown, all));
    }
    if (result.columns().size() > MAX_COLUMNS) {
      note.append(note.isEmpty() ? "" : " ")
          .append("Of %d columns the first %d.".formatted(result.columns().size(), MAX_COLUMNS));
    }
    return note.toString();
  }
}
