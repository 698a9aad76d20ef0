package io.chatdata.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.FieldMask;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorDetailsProto;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.QueryResult;
import io.chatdata.v1.RunQueryRequest;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.Token;
import io.chatdata.v1.TurnFinished;
import io.chatdata.v1.TurnStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JsonPrinterTest {
  private static final List<String> TEXTS =
      List.of(
          "",
          "plain",
          "SELECT a FROM b WHERE c = 'd' AND e < \"f\" && g > h",
          "\\ / \n \r \t \b \f \u0000 \u001f \u007f \u0085 \u2028 \u2029",
          "é ß 中 😀 \ud83d\udc69\u200d\ud83d\udcbb",
          "</script><!-- -->");
  private static final List<Double> NUMBERS =
      List.of(
          0.0,
          -0.0,
          1.0,
          -3.0,
          0.1,
          1e20,
          -1.5e-300,
          9007199254740991.0,
          9007199254740992.0,
          Double.MAX_VALUE);

  private final Random random = new Random(20260131);

  @Test
  void printsEveryMessageOfTheContractAsJsonFormatDoes() throws Exception {
    JsonFormat.Printer reference =
        JsonFormat.printer()
            .preservingProtoFieldNames()
            .alwaysPrintFieldsWithNoPresence()
            .usingTypeRegistry(
                TypeRegistry.newBuilder()
                    .add(ErrorDetailsProto.getDescriptor().getMessageTypes())
                    .build());
    List<Descriptor> types =
        Stream.concat(
                SendMessageRequest.getDescriptor().getFile().getDependencies().stream()
                    .flatMap(file -> file.getMessageTypes().stream()),
                Stream.concat(
                    SendMessageRequest.getDescriptor().getFile().getMessageTypes().stream(),
                    RunQueryRequest.getDescriptor().getFile().getMessageTypes().stream()))
            .filter(type -> type.getFile().getPackage().equals("chatdata.v1"))
            .toList();
    assertFalse(types.isEmpty());
    for (Descriptor type : types) {
      for (int i = 0; i < 30; i++) {
        Message message = generated(type);
        String printed = text(message);
        assertEquals(
            normal(JsonParser.parseString(reference.print(message))),
            normal(JsonParser.parseString(printed)),
            printed);
      }
    }
  }

  @Test
  void printsOnOneLineWithoutHtmlEscapesAndWholeNumbersWithoutAPoint() {
    QueryResult result =
        QueryResult.newBuilder()
            .setSql("SELECT 'a'\nWHERE 1 < 2 && 3 = 3")
            .addRows(
                ListValue.newBuilder()
                    .addValues(Value.newBuilder().setNumberValue(42))
                    .addValues(Value.newBuilder().setNumberValue(0.5)))
            .build();
    assertEquals(
        "{\"result_id\":\"\",\"connection_id\":\"\",\"sql\":\"SELECT 'a'\\nWHERE 1 < 2 && 3 = 3\","
            + "\"columns\":[],\"rows\":[[42,0.5]],\"row_count\":0,\"truncated\":false}",
        text(result));
  }

  @Test
  void printsAnEventsTimeSequenceAndKind() {
    ChatEvent event =
        ChatEvent.newBuilder()
            .setTurnId("t")
            .setSequence(7)
            .setTime(Timestamp.newBuilder().setSeconds(1_700_000_000).setNanos(120_000_000))
            .setToken(Token.newBuilder().setText("it's"))
            .build();
    assertEquals(
        "{\"turn_id\":\"t\",\"sequence\":\"7\",\"time\":\"2023-11-14T22:13:20.120Z\","
            + "\"token\":{\"text\":\"it's\"}}",
        text(event));
  }

  @Test
  void printsAValueOfAnEnumThatItDoesNotKnowAsItsNumber() {
    assertEquals(
        "{\"status\":99,\"finish_reason\":\"FINISH_REASON_UNSPECIFIED\"}",
        text(TurnFinished.newBuilder().setStatusValue(99).build()));
    assertEquals(
        "{\"status\":\"TURN_STATUS_FAILED\",\"finish_reason\":\"FINISH_REASON_UNSPECIFIED\"}",
        text(TurnFinished.newBuilder().setStatus(TurnStatus.TURN_STATUS_FAILED).build()));
  }

  @Test
  void printsDetailsOfErrorsAlsoWhereTheirTypeIsUnknown() {
    Status status =
        Status.newBuilder()
            .setMessage("m")
            .addDetails(
                Any.pack(ErrorInfo.newBuilder().setReason("R").putMetadata("turn_id", "t").build()))
            .addDetails(
                Any.newBuilder()
                    .setTypeUrl("type.googleapis.com/chatdata.v9.Later")
                    .setValue(ByteString.copyFromUtf8("abc")))
            .build();
    assertEquals(
        "{\"code\":0,\"message\":\"m\",\"details\":["
            + "{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"R\","
            + "\"domain\":\"\",\"metadata\":{\"turn_id\":\"t\"}},"
            + "{\"@type\":\"type.googleapis.com/chatdata.v9.Later\",\"value\":\"YWJj\"}]}",
        text(status));
  }

  @Test
  void replacesHalfOfASurrogatePair() {
    assertEquals(
        "\"a\ufffdb\ufffd\"",
        new String(
            new Utf8Buffer(1).jsonString("a\ud800b\udc00").toBytes(), StandardCharsets.UTF_8));
  }

  private static String text(Message message) {
    return new String(JsonPrinter.print(message), StandardCharsets.UTF_8);
  }

  /** Numbers as doubles, since 3 and 3.0 are the same. */
  private static JsonElement normal(JsonElement element) {
    if (element instanceof JsonArray array) {
      var copy = new JsonArray();
      array.forEach(item -> copy.add(normal(item)));
      return copy;
    }
    if (element instanceof JsonObject object) {
      var copy = new JsonObject();
      object.entrySet().forEach(entry -> copy.add(entry.getKey(), normal(entry.getValue())));
      return copy;
    }
    return element instanceof JsonPrimitive primitive && primitive.isNumber()
        ? new JsonPrimitive(primitive.getAsDouble())
        : element;
  }

  /** A message of the generated class, as the gateway gets it. */
  private Message generated(Descriptor type) throws ReflectiveOperationException, IOException {
    Message prototype =
        (Message)
            Class.forName("io.chatdata.v1." + type.getName())
                .getMethod("getDefaultInstance")
                .invoke(null);
    return prototype.getParserForType().parseFrom(anyMessage(type, 0).toByteArray());
  }

  private Message anyMessage(Descriptor type, int depth) {
    return switch (type.getFullName()) {
      case "google.protobuf.Timestamp" ->
          Timestamp.newBuilder()
              .setSeconds(random.nextLong(-1_000_000_000, 4_000_000_000L))
              .setNanos(List.of(0, 5, 120_000, 120_000_000).get(random.nextInt(4)))
              .build();
      case "google.protobuf.Duration" ->
          Duration.newBuilder()
              .setSeconds(random.nextInt(100))
              .setNanos(List.of(0, 5, 120_000, 120_000_000).get(random.nextInt(4)))
              .build();
      case "google.protobuf.Value" -> anyValue(depth);
      case "google.protobuf.ListValue" ->
          ListValue.newBuilder().addValues(anyValue(depth)).addValues(anyValue(depth)).build();
      case "google.protobuf.Struct" ->
          Struct.newBuilder().putFields(anyText(), anyValue(depth)).build();
      case "google.protobuf.Any" ->
          Any.pack(
              random.nextBoolean()
                  ? ErrorInfo.newBuilder().setReason(anyText()).putMetadata("a", "b").build()
                  : RetryInfo.newBuilder()
                      .setRetryDelay(Duration.newBuilder().setSeconds(2))
                      .build());
      case "google.protobuf.FieldMask" -> FieldMask.newBuilder().addPaths("title").build();
      default -> anyOther(type, depth);
    };
  }

  private Message anyOther(Descriptor type, int depth) {
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
    for (FieldDescriptor field : type.getFields()) {
      if (random.nextInt(3) == 0 || depth > 4) {
        continue;
      }
      if (field.isRepeated()) {
        for (int i = random.nextInt(3); i > 0; i--) {
          builder.addRepeatedField(field, anyValue(field, depth));
        }
      } else {
        builder.setField(field, anyValue(field, depth));
      }
    }
    return builder.build();
  }

  private Object anyValue(FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case STRING -> anyText();
      case INT -> random.nextInt();
      case LONG -> random.nextLong();
      case BOOLEAN -> random.nextBoolean();
      case DOUBLE -> NUMBERS.get(random.nextInt(NUMBERS.size()));
      case FLOAT -> random.nextFloat();
      case BYTE_STRING -> ByteString.copyFromUtf8(anyText());
      case ENUM -> {
        var values = field.getEnumType().getValues();
        yield values.get(random.nextInt(values.size()));
      }
      case MESSAGE -> anyMessage(field.getMessageType(), depth + 1);
    };
  }

  private Value anyValue(int depth) {
    return switch (random.nextInt(depth > 4 ? 4 : 6)) {
      case 0 -> Value.newBuilder().setStringValue(anyText()).build();
      case 1 ->
          Value.newBuilder().setNumberValue(NUMBERS.get(random.nextInt(NUMBERS.size()))).build();
      case 2 -> Value.newBuilder().setBoolValue(random.nextBoolean()).build();
      case 3 -> Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build();
      case 4 ->
          Value.newBuilder()
              .setListValue(ListValue.newBuilder().addValues(anyValue(depth + 1)))
              .build();
      default ->
          Value.newBuilder()
              .setStructValue(Struct.newBuilder().putFields("k", anyValue(depth + 1)))
              .build();
    };
  }

  private String anyText() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }
}
