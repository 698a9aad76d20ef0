package io.chatdata.gateway;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.FieldMaskUtil;
import com.google.rpc.BadRequest;
import com.google.rpc.DebugInfo;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Help;
import com.google.rpc.LocalizedMessage;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RequestInfo;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import io.chatdata.v1.Receipt;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prints messages as protobuf JSON: original field names, fields without presence also when they
 * have their default, 64-bit integers as strings, on one line.
 *
 * <p>JsonFormat of protobuf-java-util prints the same values, but it escapes what matters only
 * inside HTML, such as the quotes of SQL, writes the number 3 as 3.0, fails on details of errors
 * that it doesn't know, and takes several times as long for a token.
 */
final class JsonPrinter {
  private static final long LARGEST_EXACT = 1L << 53;
  private static final Map<String, Message> DETAILS =
      Stream.<Message>of(
              BadRequest.getDefaultInstance(),
              DebugInfo.getDefaultInstance(),
              ErrorInfo.getDefaultInstance(),
              Help.getDefaultInstance(),
              LocalizedMessage.getDefaultInstance(),
              PreconditionFailure.getDefaultInstance(),
              QuotaFailure.getDefaultInstance(),
              Receipt.getDefaultInstance(),
              RequestInfo.getDefaultInstance(),
              ResourceInfo.getDefaultInstance(),
              RetryInfo.getDefaultInstance())
          .collect(
              Collectors.toMap(
                  detail -> detail.getDescriptorForType().getFullName(), Function.identity()));
  private static final Map<Descriptor, Plan> PLANS = new ConcurrentHashMap<>();

  /** A message's fields, and each one's name as it is printed. */
  private record Plan(List<FieldDescriptor> fields, List<byte[]> names) {
    static Plan of(Descriptor type) {
      List<FieldDescriptor> fields = type.getFields();
      return new Plan(
          fields,
          fields.stream()
              .map(field -> new Utf8Buffer(64).jsonString(field.getName()).ascii(':').toBytes())
              .toList());
    }
  }

  private JsonPrinter() {}

  static byte[] print(Message message) {
    Utf8Buffer out = new Utf8Buffer(512);
    print(message, out);
    return out.toBytes();
  }

  static void print(Message message, Utf8Buffer out) {
    switch (message) {
      case Timestamp time ->
          out.ascii('"')
              .ascii(Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString())
              .ascii('"');
      case com.google.protobuf.Duration duration ->
          out.ascii('"').ascii(Durations.toString(duration)).ascii('"');
      case Value value -> value(value, out);
      case ListValue list -> list(list, out);
      case Struct struct -> struct(struct, out);
      case FieldMask mask -> out.jsonString(FieldMaskUtil.toString(mask));
      case Any any -> any(any, out);
      default -> {
        out.ascii('{');
        fields(message, out);
        out.dropLast(',');
        out.ascii('}');
      }
    }
  }

  /** Prints a message's members without the braces, each followed by a comma. */
  static void fields(Message message, Utf8Buffer out) {
    Plan plan = PLANS.computeIfAbsent(message.getDescriptorForType(), Plan::of);
    for (int i = 0; i < plan.fields.size(); i++) {
      FieldDescriptor field = plan.fields.get(i);
      if (field.hasPresence() && !message.hasField(field)) {
        continue;
      }
      out.raw(plan.names.get(i));
      if (field.isMapField()) {
        map(message, field, out);
      } else if (field.isRepeated()) {
        out.ascii('[');
        for (Object item : (List<?>) message.getField(field)) {
          single(field, item, out);
          out.ascii(',');
        }
        out.dropLast(',');
        out.ascii(']');
      } else {
        single(field, message.getField(field), out);
      }
      out.ascii(',');
    }
  }

  private static void map(Message message, FieldDescriptor field, Utf8Buffer out) {
    out.ascii('{');
    for (Object item : (List<?>) message.getField(field)) {
      Object key;
      Object value;
      if (item instanceof MapEntry<?, ?> entry) {
        key = entry.getKey();
        value = entry.getValue();
      } else {
        Message entry = (Message) item;
        key = entry.getField(field.getMessageType().findFieldByNumber(1));
        value = entry.getField(field.getMessageType().findFieldByNumber(2));
      }
      out.jsonString(key.toString()).ascii(':');
      single(field.getMessageType().findFieldByNumber(2), value, out);
      out.ascii(',');
    }
    out.dropLast(',');
    out.ascii('}');
  }

  private static void single(FieldDescriptor field, Object value, Utf8Buffer out) {
    switch (field.getType()) {
      case STRING -> out.jsonString((String) value);
      case BOOL, INT32, SINT32, SFIXED32 -> out.ascii(value.toString());
      case UINT32, FIXED32 -> out.ascii(Integer.toUnsignedString((Integer) value));
      case INT64, SINT64, SFIXED64 -> out.ascii('"').ascii(value.toString()).ascii('"');
      case UINT64, FIXED64 -> out.ascii('"').ascii(Long.toUnsignedString((Long) value)).ascii('"');
      case FLOAT, DOUBLE -> number(((Number) value).doubleValue(), out);
      case BYTES -> base64((ByteString) value, out);
      case MESSAGE, GROUP -> print((Message) value, out);
      case ENUM -> {
        EnumValueDescriptor constant = (EnumValueDescriptor) value;
        // One that is newer than this gateway has no name.
        if (constant.getIndex() < 0) {
          out.ascii(Integer.toString(constant.getNumber()));
        } else {
          out.ascii('"').ascii(constant.getName()).ascii('"');
        }
      }
    }
  }

  private static void value(Value value, Utf8Buffer out) {
    switch (value.getKindCase()) {
      case STRING_VALUE -> out.jsonString(value.getStringValue());
      case NUMBER_VALUE -> number(value.getNumberValue(), out);
      case BOOL_VALUE -> out.ascii(Boolean.toString(value.getBoolValue()));
      case STRUCT_VALUE -> struct(value.getStructValue(), out);
      case LIST_VALUE -> list(value.getListValue(), out);
      case NULL_VALUE, KIND_NOT_SET -> out.ascii("null");
    }
  }

  private static void list(ListValue list, Utf8Buffer out) {
    out.ascii('[');
    for (Value item : list.getValuesList()) {
      value(item, out);
      out.ascii(',');
    }
    out.dropLast(',');
    out.ascii(']');
  }

  private static void struct(Struct struct, Utf8Buffer out) {
    out.ascii('{');
    struct
        .getFieldsMap()
        .forEach(
            (name, value) -> {
              out.jsonString(name).ascii(':');
              value(value, out);
              out.ascii(',');
            });
    out.dropLast(',');
    out.ascii('}');
  }

  private static void number(double number, Utf8Buffer out) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      out.ascii('"').ascii(Double.toString(number)).ascii('"');
    } else if (number == Math.rint(number) && Math.abs(number) < LARGEST_EXACT) {
      boolean negativeZero = number == 0 && 1 / number < 0;
      out.ascii(negativeZero ? "-0.0" : Long.toString((long) number));
    } else {
      out.ascii(Double.toString(number));
    }
  }

  private static void any(Any any, Utf8Buffer out) {
    out.ascii("{\"@type\":").jsonString(any.getTypeUrl()).ascii(',');
    String url = any.getTypeUrl();
    Message known = DETAILS.get(url.substring(url.lastIndexOf('/') + 1));
    try {
      if (known == null) {
        out.ascii("\"value\":");
        base64(any.getValue(), out);
      } else {
        fields(known.getParserForType().parseFrom(any.getValue()), out);
      }
    } catch (InvalidProtocolBufferException e) {
      out.ascii("\"value\":");
      base64(any.getValue(), out);
    }
    out.dropLast(',');
    out.ascii('}');
  }

  private static void base64(ByteString bytes, Utf8Buffer out) {
    out.ascii('"').raw(Base64.getEncoder().encode(bytes.toByteArray())).ascii('"');
  }
}
