package io.chatdata.server.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import io.chatdata.server.base.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON values, times and durations as protobuf's, and back. */
final class Values {
  private Values() {}

  /** A value of a result's row: null, Boolean, Number, String, List or Map. */
  static Value value(@Nullable Object object) {
    Value.Builder value = Value.newBuilder();
    return switch (object) {
      case null -> value.setNullValue(NullValue.NULL_VALUE).build();
      case Boolean bool -> value.setBoolValue(bool).build();
      case Number number -> value.setNumberValue(number.doubleValue()).build();
      case List<?> list -> value.setListValue(list(list)).build();
      case Map<?, ?> map -> value.setStructValue(struct(map)).build();
      default -> value.setStringValue(object.toString()).build();
    };
  }

  static ListValue list(List<?> objects) {
    ListValue.Builder list = ListValue.newBuilder();
    objects.forEach(object -> list.addValues(value(object)));
    return list.build();
  }

  private static Struct struct(Map<?, ?> map) {
    Struct.Builder struct = Struct.newBuilder();
    map.forEach((name, object) -> struct.putFields(String.valueOf(name), value(object)));
    return struct.build();
  }

  static Value value(JsonNode json) {
    Value.Builder value = Value.newBuilder();
    return switch (json) {
      case ObjectNode object -> value.setStructValue(struct(object)).build();
      case ArrayNode array -> {
        ListValue.Builder list = ListValue.newBuilder();
        array.forEach(element -> list.addValues(value(element)));
        yield value.setListValue(list).build();
      }
      default ->
          switch (json.getNodeType()) {
            case BOOLEAN -> value.setBoolValue(json.booleanValue()).build();
            case NUMBER -> value.setNumberValue(json.doubleValue()).build();
            case STRING -> value.setStringValue(json.textValue()).build();
            default -> value.setNullValue(NullValue.NULL_VALUE).build();
          };
    };
  }

  static Struct struct(JsonNode object) {
    Struct.Builder struct = Struct.newBuilder();
    object.properties().forEach(field -> struct.putFields(field.getKey(), value(field.getValue())));
    return struct.build();
  }

  static ObjectNode json(Struct struct) {
    ObjectNode object = Json.object();
    struct.getFieldsMap().forEach((name, value) -> object.set(name, json(value)));
    return object;
  }

  static JsonNode json(Value value) {
    var nodes = Json.MAPPER.getNodeFactory();
    return switch (value.getKindCase()) {
      case NULL_VALUE, KIND_NOT_SET -> nodes.nullNode();
      case BOOL_VALUE -> nodes.booleanNode(value.getBoolValue());
      case NUMBER_VALUE -> number(value.getNumberValue());
      case STRING_VALUE -> nodes.textNode(value.getStringValue());
      case STRUCT_VALUE -> json(value.getStructValue());
      case LIST_VALUE -> {
        ArrayNode array = nodes.arrayNode();
        value.getListValue().getValuesList().forEach(element -> array.add(json(element)));
        yield array;
      }
    };
  }

  /** Protobuf has only doubles; a whole number is one again. */
  private static JsonNode number(double number) {
    var nodes = Json.MAPPER.getNodeFactory();
    if (number == Math.rint(number) && Math.abs(number) <= 1L << 53) {
      long whole = (long) number;
      return whole == (int) whole ? nodes.numberNode((int) whole) : nodes.numberNode(whole);
    }
    return Double.isFinite(number)
        ? nodes.numberNode(BigDecimal.valueOf(number))
        : nodes.textNode(Double.toString(number));
  }

  static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  static com.google.protobuf.Duration duration(Duration duration) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }
}
