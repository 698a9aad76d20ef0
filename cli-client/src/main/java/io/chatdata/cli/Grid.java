package io.chatdata.cli;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.Timestamps;
import io.chatdata.v1.QueryResult;
import io.chatdata.v1.ValueCount;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows of texts under their heads.
 *
 * @param numeric which columns are aligned by their last digit
 * @param rows a null is NULL
 */
record Grid(List<String> heads, List<Boolean> numeric, List<List<@Nullable String>> rows) {
  private static final int SHOWN_VALUES = 3;
  private static final Pattern NUMBER = Pattern.compile("(?:int|float|numeric|money|oid).*");
  private static final JsonFormat.Printer JSON =
      JsonFormat.printer().omittingInsignificantWhitespace();

  static Grid of(QueryResult result) {
    return new Grid(
        result.getColumnsList().stream().map(column -> column.getName()).toList(),
        result.getColumnsList().stream()
            .map(column -> NUMBER.matcher(column.getType()).matches())
            .toList(),
        result.getRowsList().stream().map(Grid::row).toList());
  }

  /** What a message lists: the first of its fields that holds messages. */
  static List<Message> listed(Message message) {
    List<Message> rows = new ArrayList<>();
    message.getDescriptorForType().getFields().stream()
        .filter(
            field -> field.isRepeated() && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
        .findFirst()
        .ifPresent(
            field -> ((List<?>) message.getField(field)).forEach(row -> rows.add((Message) row)));
    return rows;
  }

  /**
   * The single fields of messages of one kind, and their most frequent values; those that are empty
   * or 0 in all are left out.
   */
  static Grid of(List<? extends Message> messages) {
    if (messages.isEmpty()) {
      return new Grid(List.of(), List.of(), List.of());
    }
    List<FieldDescriptor> fields =
        messages.getFirst().getDescriptorForType().getFields().stream()
            .filter(field -> messages.stream().anyMatch(message -> isShown(field, message)))
            .toList();
    return new Grid(
        fields.stream().map(FieldDescriptor::getName).toList(),
        fields.stream().map(Grid::isNumber).toList(),
        messages.stream().map(message -> row(fields, message)).toList());
  }

  private static List<@Nullable String> row(ListValue row) {
    List<@Nullable String> texts = new ArrayList<>();
    row.getValuesList().forEach(value -> texts.add(text(value)));
    return texts;
  }

  private static List<@Nullable String> row(List<FieldDescriptor> fields, Message message) {
    List<@Nullable String> texts = new ArrayList<>();
    fields.forEach(field -> texts.add(text(field, message)));
    return texts;
  }

  /** A value as text; null for NULL. */
  static @Nullable String text(Value value) {
    return switch (value.getKindCase()) {
      case NULL_VALUE, KIND_NOT_SET -> null;
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> String.valueOf(value.getBoolValue());
      case NUMBER_VALUE -> number(value.getNumberValue());
      case STRUCT_VALUE, LIST_VALUE -> json(value);
    };
  }

  private static String number(double number) {
    return Double.isFinite(number)
        ? new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString()
        : String.valueOf(number);
  }

  private static String json(Message message) {
    try {
      return JSON.print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isShown(FieldDescriptor field, Message message) {
    Object value = message.getAllFields().get(field);
    if (field.isRepeated()) {
      return value != null && isValues(field);
    }
    boolean composed =
        field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
            && !(value instanceof Timestamp || value instanceof Duration || value instanceof Value);
    return value != null && !composed;
  }

  private static boolean isValues(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && field.getMessageType().equals(ValueCount.getDescriptor());
  }

  private static boolean isNumber(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case INT, LONG, FLOAT, DOUBLE -> true;
      case BOOLEAN, STRING, BYTE_STRING, ENUM, MESSAGE -> false;
    };
  }

  private static @Nullable String text(FieldDescriptor field, Message message) {
    if (field.isRepeated()) {
      return ((List<?>) message.getField(field))
          .stream()
              .limit(SHOWN_VALUES)
              .map(one -> values((ValueCount) one))
              .collect(Collectors.joining(", "));
    }
    if (field.hasPresence() && !message.hasField(field)) {
      return "";
    }
    Object value = message.getField(field);
    if (field.getJavaType() == FieldDescriptor.JavaType.ENUM) {
      String prefix = snakeCase(field.getEnumType().getName()) + "_";
      String name = value.toString();
      String word = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
      return word.equals("UNSPECIFIED") ? "" : word.toLowerCase(Locale.ROOT);
    }
    return switch (value) {
      case Timestamp time -> Timestamps.toString(time);
      case Duration time -> Words.time(time);
      case Double number -> number(number);
      case Value one -> text(one);
      default -> value.toString();
    };
  }

  /** Such as "paid (7)". */
  private static String values(ValueCount count) {
    return "%s (%,d)".formatted(text(count.getValue()), count.getCount());
  }

  private static String snakeCase(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
  }

  /** The longest of a column's texts in characters, its head included. */
  int width(int column) {
    return IntStream.concat(
            IntStream.of(GridText.width(heads.get(column))),
            rows.stream().mapToInt(row -> GridText.width(GridText.shown(row.get(column)))))
        .max()
        .orElse(0);
  }
}
