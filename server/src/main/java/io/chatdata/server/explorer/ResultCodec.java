package io.chatdata.server.explorer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatdata.server.base.Json;
import io.chatdata.server.base.Reason;
import io.chatdata.server.sql.Receipt;
import io.chatdata.server.sql.ResultColumn;
import io.chatdata.server.sql.RowsToModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How results lie in the store. */
final class ResultCodec {
  private static final ObjectReader ROW =
      Json.MAPPER
          .readerForListOf(Object.class)
          .without(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private static final SerializedString LINE = new SerializedString("\n");

  private ResultCodec() {}

  /** Rows as lines of JSON. */
  static byte[] rows(List<List<@Nullable Object>> rows) {
    var lines = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.MAPPER.createGenerator(lines)) {
      json.setRootValueSeparator(LINE);
      for (List<@Nullable Object> row : rows) {
        json.writeStartArray();
        for (Object value : row) {
          write(value, json);
        }
        json.writeEndArray();
      }
      json.flush();
      if (!rows.isEmpty()) {
        lines.write('\n');
      }
      return lines.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As Jackson would, which looks for how to write each value anew. */
  private static void write(@Nullable Object value, JsonGenerator json) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case String text -> json.writeString(text);
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Boolean bool -> json.writeBoolean(bool);
      default -> json.writePOJO(value);
    }
  }

  /**
   * Rows from their lines, of which only those that are wanted are parsed.
   *
   * @param mostBytes the most bytes of their lines, but at least one row
   */
  static List<List<@Nullable Object>> rows(byte[] lines, int first, int most, int mostBytes) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    int bytes = 0;
    int start = 0;
    for (int line = 0; start < lines.length && rows.size() < most; line++) {
      int end = start;
      while (lines[end] != '\n') {
        end++;
      }
      if (line >= first) {
        bytes += end - start;
        if (bytes > mostBytes && !rows.isEmpty()) {
          return rows;
        }
        rows.add(row(lines, start, end));
      }
      start = end + 1;
    }
    return rows;
  }

  private static List<@Nullable Object> row(byte[] lines, int start, int end) {
    try {
      return ROW.readValue(lines, start, end - start);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ArrayNode columns(List<ResultColumn> columns) {
    ArrayNode array = Json.MAPPER.createArrayNode();
    for (ResultColumn column : columns) {
      array
          .addObject()
          .put("name", column.name())
          .put("type", column.type())
          .put("nullable", column.nullable());
    }
    return array;
  }

  static List<ResultColumn> columns(JsonNode array) {
    return array
        .valueStream()
        .map(
            column ->
                new ResultColumn(
                    column.path("name").asText(),
                    column.path("type").asText(),
                    column.path("nullable").asBoolean()))
        .toList();
  }

  static ObjectNode receipt(Receipt receipt) {
    ObjectNode object =
        Json.object()
            .put("allowed", receipt.allowed())
            .put("wall", receipt.wall())
            .put("rule", receipt.rule())
            .put("message", receipt.message())
            .put("position", receipt.position())
            .put("canonical_sql", receipt.canonicalSql())
            .put("plan_cost", receipt.planCost())
            .put("rows", receipt.rows())
            .put("bytes", receipt.bytes())
            .put("bytes_to_model", receipt.bytesToModel())
            .put("rows_to_model", receipt.rowsToModel().name())
            .put("aggregates", receipt.aggregates())
            .put("elapsed_micros", micros(receipt.elapsed()))
            .put("time_zone", receipt.timeZone())
            .put("sqlstate", receipt.sqlstate())
            .put("reason", receipt.reason() == null ? null : receipt.reason().name());
    receipt.tables().forEach(object.putArray("tables")::add);
    receipt.warnings().forEach(object.putArray("warnings")::add);
    return object;
  }

  static Receipt receipt(JsonNode object) {
    JsonNode cost = object.path("plan_cost");
    JsonNode reason = object.path("reason");
    return new Receipt(
        object.path("allowed").asBoolean(),
        object.path("wall").asInt(),
        object.path("rule").asText(),
        object.path("message").asText(),
        object.path("position").asInt(),
        object.path("canonical_sql").asText(),
        texts(object.path("tables")),
        cost.isNumber() ? cost.asDouble() : null,
        object.path("rows").asInt(),
        object.path("bytes").asLong(),
        object.path("bytes_to_model").asLong(),
        RowsToModel.valueOf(object.path("rows_to_model").asText()),
        object.path("aggregates").asBoolean(),
        ofMicros(object.path("elapsed_micros").asLong()),
        object.path("time_zone").asText(),
        object.path("sqlstate").asText(),
        texts(object.path("warnings")),
        reason.isTextual() ? Reason.valueOf(reason.asText()) : null);
  }

  static long micros(Duration duration) {
    return duration.toNanos() / 1000;
  }

  static Duration ofMicros(long micros) {
    return Duration.ofNanos(micros * 1000);
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asText).toList();
  }
}
