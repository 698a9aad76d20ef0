package io.chatdata.gateway;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import java.util.List;

/** How MCP describes tools: in short, since a model reads all of the list each time. */
final class McpSchemas {
  private McpSchemas() {}

  static JsonObject tool(
      String name,
      String text,
      JsonObject inputSchema,
      JsonObject outputSchema,
      JsonObject annotations) {
    var tool = new JsonObject();
    tool.addProperty("name", name);
    tool.addProperty("description", text);
    tool.add("inputSchema", inputSchema);
    tool.add("outputSchema", outputSchema);
    tool.add("annotations", annotations);
    return tool;
  }

  /** What a tool takes, where a message's fields are its arguments. */
  static JsonObject input(Descriptor type, Comments comments) {
    var properties = new JsonObject();
    var required = new JsonArray();
    for (FieldDescriptor field : type.getFields()) {
      String comment = comments.of(field.getFullName());
      JsonObject schema =
          field.getJavaType() == FieldDescriptor.JavaType.ENUM
              ? Schemas.constants(JsonFields.shortNames(field.getEnumType()))
              : Schemas.typed(jsonType(field));
      if (field.isRepeated()) {
        schema.add("items", Schemas.typed("string"));
      } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        schema.addProperty("pattern", "^[0-9.]+s$");
      }
      schema.addProperty("description", brief(comment));
      properties.add(field.getName(), schema);
      // The contract says so in words.
      if (comment.contains("Required.")) {
        required.add(field.getName());
      }
    }
    JsonObject schema = Schemas.typed("object");
    if (!properties.isEmpty()) {
      schema.add("properties", properties);
    }
    if (!required.isEmpty()) {
      schema.add("required", required);
    }
    return schema;
  }

  /** Without what the name says too; and a call by MCP has no conversation. */
  private static String brief(String comment) {
    return comment
        .replaceAll("Id of the connection\\. |Name of the schema\\. | Required\\.", "")
        .replace("the conversation's, or ", "");
  }

  /** Of what a tool gives only what is outermost and was not said as an argument. */
  static JsonObject output(Descriptor type, List<String> arguments) {
    var properties = new JsonObject();
    for (FieldDescriptor field : type.getFields()) {
      if (!arguments.contains(field.getName())) {
        properties.add(field.getName(), Schemas.typed(jsonType(field)));
      }
    }
    JsonObject schema = Schemas.typed("object");
    schema.add("properties", properties);
    return schema;
  }

  private static String jsonType(FieldDescriptor field) {
    if (field.isRepeated()) {
      return "array";
    }
    return switch (field.getJavaType()) {
      case BOOLEAN -> "boolean";
      case INT -> "integer";
      case FLOAT, DOUBLE -> "number";
      case LONG, STRING, BYTE_STRING, ENUM -> "string";
      case MESSAGE ->
          field.getMessageType().equals(Duration.getDescriptor())
                  || field.getMessageType().equals(Timestamp.getDescriptor())
              ? "string"
              : "object";
    };
  }
}
