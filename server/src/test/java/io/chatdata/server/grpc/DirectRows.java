package io.chatdata.server.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.chatdata.server.base.Json;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows as JDBC reads them, in the JSON that the contract says. */
final class DirectRows {
  private DirectRows() {}

  /** The rows of a statement, with times in a zone. */
  static List<ListValue> of(Connection connection, String sql, ZoneId zone) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<ListValue> all = new ArrayList<>();
      while (rows.next()) {
        var row = ListValue.newBuilder();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.addValues(value(rows, i, zone));
        }
        all.add(row.build());
      }
      return all;
    }
  }

  private static Value value(ResultSet rows, int column, ZoneId zone) throws SQLException {
    String text = rows.getString(column);
    if (text == null) {
      return ofNull();
    }
    String type = rows.getMetaData().getColumnTypeName(column);
    if (type.startsWith("_")) {
      return list((Object[]) rows.getArray(column).getArray());
    }
    return switch (type) {
      case "bool" -> Value.newBuilder().setBoolValue(rows.getBoolean(column)).build();
      case "int2", "int4", "float4", "float8" ->
          Double.isFinite(Double.parseDouble(text)) ? number(Double.parseDouble(text)) : text(text);
      case "json", "jsonb" -> value(Json.parse(text));
      case "bytea" -> text(Base64.getEncoder().encodeToString(rows.getBytes(column)));
      case "timestamp" ->
          text(
              text.contains("infinity")
                  ? text
                  : DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
                      rows.getObject(column, LocalDateTime.class)));
      case "timestamptz" ->
          text(
              DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                  rows.getObject(column, OffsetDateTime.class).atZoneSameInstant(zone)));
      default -> text(text);
    };
  }

  private static Value list(@Nullable Object[] elements) {
    var list = ListValue.newBuilder();
    for (Object element : elements) {
      list.addValues(
          switch (element) {
            case null -> ofNull();
            case Number number -> exact(new BigDecimal(number.toString()));
            default -> text(element.toString());
          });
    }
    return Value.newBuilder().setListValue(list).build();
  }

  /** The same JSON. */
  static Value value(JsonNode json) {
    return switch (json.getNodeType()) {
      case ARRAY -> Value.newBuilder().setListValue(row(json)).build();
      case OBJECT -> {
        var struct = Struct.newBuilder();
        json.properties()
            .forEach(field -> struct.putFields(field.getKey(), value(field.getValue())));
        yield Value.newBuilder().setStructValue(struct).build();
      }
      case BOOLEAN -> Value.newBuilder().setBoolValue(json.booleanValue()).build();
      case NUMBER -> exact(json.decimalValue());
      case STRING -> text(json.textValue());
      case NULL -> ofNull();
      case BINARY, MISSING, POJO -> throw new IllegalArgumentException(json.toString());
    };
  }

  /** The same row. */
  static ListValue row(JsonNode json) {
    var list = ListValue.newBuilder();
    json.forEach(element -> list.addValues(value(element)));
    return list.build();
  }

  /** A text where a double would lose digits. */
  private static Value exact(BigDecimal number) {
    double value = number.doubleValue();
    return Double.isFinite(value) && new BigDecimal(Double.toString(value)).compareTo(number) == 0
        ? number(value)
        : text(number.toPlainString());
  }

  private static Value number(double value) {
    return Value.newBuilder().setNumberValue(value).build();
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  private static Value ofNull() {
    return Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build();
  }
}
