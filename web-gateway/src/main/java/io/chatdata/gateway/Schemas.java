package io.chatdata.gateway;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import io.chatdata.v1.Receipt;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** JSON schemas of messages: what {@link JsonPrinter} prints and {@link Input} reads. */
final class Schemas {
  private final Comments comments;
  private final Set<Descriptor> inputs = new HashSet<>();
  private final TreeMap<String, JsonObject> schemas = new TreeMap<>();
  private final Deque<Descriptor> waiting = new ArrayDeque<>();

  Schemas(Comments comments) {
    this.comments = comments;
  }

  /** A request may hold this message, so none of its fields need be there. */
  void addInput(Descriptor type) {
    if (isPlain(type) && inputs.add(type)) {
      type.getFields().stream()
          .filter(field -> field.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
          .forEach(field -> addInput(field.getMessageType()));
    }
  }

  /** The schemas of all messages and enums that were referred to so far, by name. */
  Map<String, JsonObject> all() {
    while (!waiting.isEmpty()) {
      Descriptor type = waiting.remove();
      if (!schemas.containsKey(type.getName())) {
        schemas.put(type.getName(), message(type));
      }
    }
    return schemas;
  }

  static JsonObject reference(String schema) {
    var reference = new JsonObject();
    reference.addProperty("$ref", "#/components/schemas/" + schema);
    return reference;
  }

  JsonObject reference(Descriptor type) {
    waiting.add(type);
    return reference(type.getName());
  }

  /** A field's schema with its comment. */
  JsonObject field(FieldDescriptor field) {
    JsonObject schema;
    if (field.isMapField()) {
      schema = typed("object");
      schema.add("additionalProperties", single(field.getMessageType().findFieldByName("value")));
    } else if (field.isRepeated()) {
      schema = typed("array");
      schema.add("items", single(field));
    } else {
      schema = single(field);
    }
    return described(schema, comments.of(field.getFullName()));
  }

  private JsonObject message(Descriptor type) {
    JsonObject schema = typed("object");
    var text = new StringBuilder(comments.of(type.getFullName()));
    for (OneofDescriptor oneof : type.getRealOneofs()) {
      text.append(" At most one of ");
      text.append(
          String.join(", ", oneof.getFields().stream().map(FieldDescriptor::getName).toList()));
      text.append(" is there.");
    }
    described(schema, text.toString().strip());
    var properties = new JsonObject();
    var required = new JsonArray();
    for (FieldDescriptor field : type.getFields()) {
      properties.add(field.getName(), field(field));
      if (!field.hasPresence() && !inputs.contains(type)) {
        required.add(field.getName());
      }
    }
    schema.add("properties", properties);
    if (!required.isEmpty()) {
      schema.add("required", required);
    }
    return schema;
  }

  private JsonObject single(FieldDescriptor field) {
    return switch (field.getType()) {
      case STRING -> typed("string");
      case BOOL -> typed("boolean");
      case INT32, SINT32, SFIXED32, UINT32, FIXED32 -> formatted("integer", "int32");
      case INT64, SINT64, SFIXED64, UINT64, FIXED64 -> formatted("string", "int64");
      case FLOAT, DOUBLE -> formatted("number", "double");
      case BYTES -> formatted("string", "byte");
      case ENUM -> constants(field.getEnumType());
      case MESSAGE, GROUP -> wellKnown(field.getMessageType());
    };
  }

  private JsonObject wellKnown(Descriptor type) {
    return switch (type.getFullName()) {
      case "google.protobuf.Timestamp" -> formatted("string", "date-time");
      case "google.protobuf.Duration" -> {
        JsonObject duration = typed("string");
        duration.addProperty("pattern", "^-?[0-9]+(\\.[0-9]{1,9})?s$");
        yield duration;
      }
      case "google.protobuf.FieldMask" -> typed("string");
      case "google.protobuf.Struct" -> typed("object");
      case "google.protobuf.ListValue" -> typed("array");
      case "google.protobuf.Value" -> new JsonObject();
      case "google.protobuf.Any" -> {
        JsonObject any = typed("object");
        var properties = new JsonObject();
        properties.add("@type", typed("string"));
        any.add("properties", properties);
        var required = new JsonArray();
        required.add("@type");
        any.add("required", required);
        yield any;
      }
      default -> reference(type);
    };
  }

  private JsonObject constants(EnumDescriptor type) {
    if (!schemas.containsKey(type.getName())) {
      var text = new StringBuilder(comments.of(type.getFullName()));
      for (EnumValueDescriptor value : type.getValues()) {
        text.append("\n- ").append(value.getName()).append(": ");
        text.append(comments.of(value.getFullName()));
      }
      List<String> names = type.getValues().stream().map(EnumValueDescriptor::getName).toList();
      schemas.put(type.getName(), described(constants(names), text.toString()));
    }
    return reference(type.getName());
  }

  /** The schema of a {@link Problem}. */
  JsonObject problem() {
    var violation = new JsonObject();
    violation.add("field", described(typed("string"), "The field, as the contract spells it."));
    violation.add("description", described(typed("string"), "Why it can't be used."));
    JsonObject item = typed("object");
    item.add("properties", violation);
    JsonObject violations = typed("array");
    violations.add("items", item);
    JsonObject metadata = typed("object");
    metadata.add("additionalProperties", typed("string"));
    var properties = new JsonObject();
    properties.add("type", described(typed("string"), "Always about:blank."));
    properties.add("title", described(typed("string"), "The status in words."));
    properties.add("status", described(formatted("integer", "int32"), "The HTTP status."));
    properties.add(
        "detail",
        described(typed("string"), "What was wrong, with the value, and what to do about it."));
    String own =
        Arrays.stream(GatewayReason.values()).map(Enum::name).collect(Collectors.joining(", "));
    properties.add(
        "reason",
        described(
            typed("string"),
            "Why, for a program: the name of an ErrorReason without its prefix, or the gateway's"
                + " own: "
                + own
                + "."));
    properties.add("metadata", described(metadata, "Names and values, such as turn_id."));
    properties.add("violations", described(violations, "The fields that are to blame."));
    properties.add(
        "receipt",
        described(
            reference(Receipt.getDescriptor()),
            "What the guard checked, where a statement is to blame."));
    properties.add(
        "instance", described(typed("string"), "Id of the request in the server's log."));
    properties.add(
        "retry_after",
        described(
            formatted("integer", "int64"),
            "Seconds after which to try again, where waiting helps; as Retry-After has it."));
    JsonObject schema = described(typed("object"), "An error, as RFC 9457 has it.");
    schema.add("properties", properties);
    var required = new JsonArray();
    properties.keySet().stream()
        .filter(name -> !List.of("receipt", "instance", "retry_after").contains(name))
        .forEach(required::add);
    schema.add("required", required);
    return schema;
  }

  static JsonObject constants(List<String> values) {
    JsonObject schema = typed("string");
    var names = new JsonArray();
    values.forEach(names::add);
    schema.add("enum", names);
    return schema;
  }

  private static boolean isPlain(Descriptor type) {
    return !type.getFile().getPackage().equals("google.protobuf");
  }

  static JsonObject typed(String type) {
    var schema = new JsonObject();
    schema.addProperty("type", type);
    return schema;
  }

  private static JsonObject formatted(String type, String format) {
    JsonObject schema = typed(type);
    schema.addProperty("format", format);
    return schema;
  }

  private static JsonObject described(JsonObject schema, String text) {
    if (!text.isEmpty()) {
      schema.addProperty("description", text);
    }
    return schema;
  }
}
