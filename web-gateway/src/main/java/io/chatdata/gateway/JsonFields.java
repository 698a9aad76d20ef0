package io.chatdata.gateway;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Fields of messages from JSON and from text. JsonFormat does the reading; since its errors don't
 * say which field they are about and it takes a number for a text, fields are given to it one by
 * one, after a look at their kind.
 */
final class JsonFields {
  private static final int SHOWN = 60;
  private static final JsonFormat.Parser PARSER = JsonFormat.parser();

  private JsonFields() {}

  /** The field of this name, as the contract spells it or in lowerCamelCase. */
  static @Nullable FieldDescriptor find(Descriptor type, String name) {
    FieldDescriptor field = type.findFieldByName(name);
    if (field != null) {
      return field;
    }
    return type.getFields().stream()
        .filter(candidate -> candidate.getJsonName().equals(name))
        .findFirst()
        .orElse(null);
  }

  /**
   * Sets a field.
   *
   * @param path the field's name, after those of the fields that it is in
   * @throws ProblemException with status 400, naming the path
   */
  static void merge(
      Message.Builder builder, FieldDescriptor field, String path, JsonElement value) {
    if (value.isJsonNull()) {
      return;
    }
    if (field.isRepeated() && !field.isMapField()) {
      if (!value.isJsonArray()) {
        throw wrong(path, value, "a list");
      }
      int i = 0;
      for (JsonElement item : value.getAsJsonArray()) {
        checkKind(field, path + "[" + i++ + "]", item);
      }
    } else if (isPlainMessage(field)) {
      mergeMessage(builder.getFieldBuilder(field), path, value);
      return;
    } else {
      checkKind(field, path, value);
    }
    var object = new JsonObject();
    object.add(field.getName(), value);
    try {
      PARSER.merge(object.toString(), builder);
    } catch (InvalidProtocolBufferException e) {
      var oneof = field.getContainingOneof();
      if (oneof != null && builder.hasOneof(oneof)) {
        FieldDescriptor other = builder.getOneofFieldDescriptor(oneof);
        throw Problem.field(path, path + " can't be given together with " + other.getName())
            .toException();
      }
      throw wrong(path, value, kind(field));
    }
  }

  private static void mergeMessage(Message.Builder builder, String path, JsonElement value) {
    if (!value.isJsonObject()) {
      throw wrong(path, value, "an object");
    }
    Descriptor type = builder.getDescriptorForType();
    for (Map.Entry<String, JsonElement> member : value.getAsJsonObject().entrySet()) {
      FieldDescriptor field = find(type, member.getKey());
      String memberPath = path + "." + member.getKey();
      if (field == null) {
        String valid =
            type.getFields().stream()
                .map(FieldDescriptor::getName)
                .collect(Collectors.joining(", "));
        throw Problem.field(memberPath, "Unknown field '" + memberPath + "'; valid ones: " + valid)
            .toException();
      }
      merge(builder, field, memberPath, member.getValue());
    }
  }

  private static void checkKind(FieldDescriptor field, String path, JsonElement value) {
    boolean right =
        switch (field.getJavaType()) {
          case STRING -> value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
          case BOOLEAN -> value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean();
          default -> true;
        };
    if (!right) {
      throw wrong(path, value, kind(field));
    }
  }

  /**
   * Checks that a member of the gateway's own is true or false.
   *
   * @throws ProblemException with status 400 when it isn't
   */
  static void requireBoolean(String name, JsonElement value) {
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isBoolean()) {
      throw wrong(name, value, "true or false");
    }
  }

  /**
   * A value as the path or the query gives it. Names of enum values may be without their prefix.
   *
   * @throws ProblemException with status 400, naming the field
   */
  static Object scalar(FieldDescriptor field, String text) {
    try {
      return switch (field.getJavaType()) {
        case STRING -> text;
        case INT -> Integer.valueOf(text);
        case LONG -> Long.valueOf(text);
        case BOOLEAN ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException();
            };
        case ENUM -> constant(field.getEnumType(), text);
        default -> throw new IllegalStateException(field.getFullName() + " can't be in a URL");
      };
    } catch (IllegalArgumentException e) {
      throw wrong(field.getName(), "'" + text + "'", kind(field));
    }
  }

  private static EnumValueDescriptor constant(EnumDescriptor type, String text) {
    String name = text.toUpperCase(Locale.ROOT);
    return type.getValues().stream()
        .filter(value -> value.getName().equals(name) || shortName(value).equals(name))
        .findFirst()
        .orElseThrow(IllegalArgumentException::new);
  }

  /** The names that {@link #scalar} takes for the values of an enum, in small letters. */
  static List<String> shortNames(EnumDescriptor type) {
    return type.getValues().stream()
        .filter(value -> value.getNumber() != 0)
        .map(value -> shortName(value).toLowerCase(Locale.ROOT))
        .toList();
  }

  /** The name without its prefix, which is the type's name: FULL for MESSAGE_VIEW_FULL. */
  private static String shortName(EnumValueDescriptor value) {
    String unset = value.getType().getValues().getFirst().getName();
    String prefix = unset.substring(0, unset.length() - "UNSPECIFIED".length());
    return value.getName().substring(prefix.length());
  }

  private static boolean isPlainMessage(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && !field.isRepeated()
        && !field.getMessageType().getFile().getPackage().equals("google.protobuf");
  }

  private static String kind(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case STRING -> "a text";
      case BOOLEAN -> "true or false";
      case INT -> "a whole number of at most 32 bits";
      case LONG -> "a whole number of at most 64 bits";
      case FLOAT, DOUBLE -> "a number";
      case BYTE_STRING -> "a text in base64";
      case ENUM ->
          "one of "
              + field.getEnumType().getValues().stream()
                  .map(EnumValueDescriptor::getName)
                  .collect(Collectors.joining(", "));
      case MESSAGE ->
          switch (field.getMessageType().getFullName()) {
            case "google.protobuf.Duration" -> "a duration, such as \"5s\"";
            case "google.protobuf.Timestamp" -> "a time, such as \"2026-01-31T12:00:00Z\"";
            case "google.protobuf.FieldMask" -> "names of fields, such as \"title,model\"";
            default -> "an object";
          };
    };
  }

  /** A value for an error message, cut where it is long. */
  static String brief(JsonElement value) {
    String text = value.toString();
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  private static ProblemException wrong(String path, JsonElement value, String kind) {
    return wrong(path, brief(value), kind);
  }

  private static ProblemException wrong(String path, String value, String kind) {
    return Problem.field(path, path + " is " + value + "; it must be " + kind).toException();
  }
}
