package io.chatdata.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.chatdata.v1.CreateChartRequest;
import io.chatdata.v1.SendMessageRequest;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The document describes the gateway as it is. */
class OpenApiTest {
  /** The public paths, as they are promised: to change one is to break clients. */
  private static final List<String> PROMISED =
      List.of(
          "POST /api/v1/chat/conversations",
          "GET /api/v1/chat/conversations",
          "GET /api/v1/chat/conversations/{id}",
          "PATCH /api/v1/chat/conversations/{id}",
          "DELETE /api/v1/chat/conversations/{id}",
          "POST /api/v1/chat/conversations/{id}/undelete",
          "POST /api/v1/chat/conversations/{conversation_id}/messages",
          "GET /api/v1/chat/conversations/{conversation_id}/messages",
          "GET /api/v1/chat/turns/{turn_id}",
          "GET /api/v1/chat/turns/{turn_id}/events",
          "POST /api/v1/chat/turns/{turn_id}/cancel",
          "GET /api/v1/chat/models",
          "GET /api/v1/chat/search",
          "GET /api/v1/data/results/{result_id}",
          "GET /api/v1/data/connections",
          "GET /api/v1/data/connections/{connection_id}/schemas",
          "GET /api/v1/data/connections/{connection_id}/tables",
          "GET /api/v1/data/connections/{connection_id}/schemas/{schema}/tables",
          "GET /api/v1/data/connections/{connection_id}/schemas/{schema}/tables/{table}",
          "GET /api/v1/data/connections/{connection_id}/schemas/{schema}/tables/{table}/sample",
          "GET /api/v1/data/connections/{connection_id}/schemas/{schema}/tables/{table}/profile",
          "GET /api/v1/data/connections/{connection_id}/suggestions",
          "POST /api/v1/data/connections/{connection_id}/query",
          "POST /api/v1/data/connections/{connection_id}/check",
          "POST /api/v1/data/charts",
          "POST /mcp",
          "GET /api/v1/setup",
          "POST /api/v1/setup/connections",
          "POST /api/v1/setup/connections/test",
          "DELETE /api/v1/setup/connections/{id}",
          "POST /api/v1/setup/providers/{provider}/key",
          "DELETE /api/v1/setup/providers/{provider}/key",
          "GET /health",
          "GET /health/live",
          "GET /metrics",
          "GET /openapi",
          "GET /proto.zip",
          "GET /",
          "GET /chat",
          "GET /chat/{path}",
          "GET /assets/{path}");

  private static TestingGateway testing;
  private static JsonObject document;

  @BeforeAll
  static void start() throws Exception {
    testing = new TestingGateway();
    HttpResponse<String> response = testing.get("/openapi");
    assertEquals(200, response.statusCode());
    assertEquals("application/json", response.headers().firstValue("Content-Type").orElse(""));
    document = TestingGateway.json(response);
  }

  @AfterAll
  static void stop() {
    testing.close();
  }

  private static JsonObject schemas() {
    return document.getAsJsonObject("components").getAsJsonObject("schemas");
  }

  private static Stream<JsonObject> operations() {
    return document.getAsJsonObject("paths").entrySet().stream()
        .flatMap(path -> path.getValue().getAsJsonObject().entrySet().stream())
        .map(operation -> operation.getValue().getAsJsonObject());
  }

  @Test
  void everyRouteIsInTheDocumentAndEveryPathOfItIsARoute() {
    Set<String> routes =
        testing.gateway.routes().stream()
            .map(route -> route.method() + " " + route.path().replace("*", "{path}"))
            .collect(Collectors.toSet());
    var documented = new TreeSet<String>();
    document
        .getAsJsonObject("paths")
        .entrySet()
        .forEach(
            path ->
                path.getValue()
                    .getAsJsonObject()
                    .keySet()
                    .forEach(
                        method ->
                            documented.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    assertEquals(new TreeSet<>(routes), documented);
    assertEquals(new TreeSet<>(PROMISED), documented);
    assertEquals("3.1.1", document.get("openapi").getAsString());
  }

  @Test
  void everyRpcOfTheContractHasARoute() {
    Set<String> rpcs =
        testing.gateway.routes().stream().map(Route::rpc).collect(Collectors.toSet());
    Stream.concat(
            SendMessageRequest.getDescriptor().getFile().getServices().stream(),
            CreateChartRequest.getDescriptor().getFile().getServices().stream())
        .flatMap(service -> service.getMethods().stream())
        .map(rpc -> rpc.getService().getFullName() + "/" + rpc.getName())
        .forEach(rpc -> assertTrue(rpcs.contains(rpc), rpc));
  }

  @Test
  void everyFieldOfEveryMessageIsInItsSchemaWithTheTypeThatJsonHas() {
    var types = new HashSet<Descriptor>();
    Stream.concat(
            SendMessageRequest.getDescriptor().getFile().getServices().stream(),
            CreateChartRequest.getDescriptor().getFile().getServices().stream())
        .flatMap(service -> service.getMethods().stream())
        .map(MethodDescriptor::getOutputType)
        .forEach(type -> collect(type, types));
    assertTrue(types.size() > 40, "only " + types.size());
    for (Descriptor type : types) {
      JsonObject schema = schemas().getAsJsonObject(type.getName());
      JsonObject properties = schema.getAsJsonObject("properties");
      assertEquals(
          type.getFields().stream().map(FieldDescriptor::getName).collect(Collectors.toSet()),
          properties.keySet(),
          type.getName());
      for (FieldDescriptor field : type.getFields()) {
        JsonObject property = properties.getAsJsonObject(field.getName());
        assertFalse(property.get("description").getAsString().isEmpty(), field.getFullName());
        if (field.isRepeated()) {
          assertEquals("array", property.get("type").getAsString(), field.getFullName());
          property = property.getAsJsonObject("items");
        }
        assertEquals(expected(field), actual(property), field.getFullName());
      }
    }
  }

  private static void collect(Descriptor type, Set<Descriptor> types) {
    if (!type.getFullName().startsWith("google.protobuf.") && types.add(type)) {
      for (FieldDescriptor field : type.getFields()) {
        if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
          collect(field.getMessageType(), types);
        }
      }
    }
  }

  private static String expected(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case STRING, BYTE_STRING -> "string";
      case BOOLEAN -> "boolean";
      case INT -> "integer int32";
      case LONG -> "string int64";
      case FLOAT, DOUBLE -> "number double";
      case ENUM -> "#/components/schemas/" + field.getEnumType().getName();
      case MESSAGE ->
          switch (field.getMessageType().getFullName()) {
            case "google.protobuf.Timestamp" -> "string date-time";
            case "google.protobuf.Duration", "google.protobuf.FieldMask" -> "string";
            case "google.protobuf.Struct", "google.protobuf.Any" -> "object";
            case "google.protobuf.ListValue" -> "array";
            case "google.protobuf.Value" -> "";
            default -> "#/components/schemas/" + field.getMessageType().getName();
          };
    };
  }

  private static String actual(JsonObject schema) {
    if (schema.has("$ref")) {
      return schema.get("$ref").getAsString();
    }
    String type = schema.has("type") ? schema.get("type").getAsString() : "";
    return schema.has("format") ? type + " " + schema.get("format").getAsString() : type;
  }

  @Test
  void everyEnumListsItsValues() {
    var types = new HashSet<Descriptor>();
    SendMessageRequest.getDescriptor().getFile().getServices().getFirst().getMethods().stream()
        .map(MethodDescriptor::getOutputType)
        .forEach(type -> collect(type, types));
    types.stream()
        .flatMap(type -> type.getFields().stream())
        .filter(field -> field.getJavaType() == FieldDescriptor.JavaType.ENUM)
        .map(FieldDescriptor::getEnumType)
        .forEach(
            type -> {
              JsonArray names = schemas().getAsJsonObject(type.getName()).getAsJsonArray("enum");
              assertEquals(
                  type.getValues().stream().map(EnumValueDescriptor::getName).toList(),
                  names.asList().stream().map(JsonElement::getAsString).toList());
            });
  }

  @Test
  void everyReferenceLeadsToASchema() {
    var references = new TreeSet<String>();
    collect(document, references);
    assertFalse(references.isEmpty());
    references.forEach(
        reference ->
            assertTrue(schemas().has(reference.replace("#/components/schemas/", "")), reference));
  }

  private static void collect(JsonElement element, Set<String> references) {
    if (element instanceof JsonObject object) {
      if (object.has("$ref")) {
        references.add(object.get("$ref").getAsString());
      }
      object.asMap().values().forEach(value -> collect(value, references));
    } else if (element instanceof JsonArray array) {
      array.forEach(item -> collect(item, references));
    }
  }

  @Test
  void everyOperationHasAnIdADescriptionAndItsParameters() {
    var ids = new HashSet<String>();
    operations()
        .forEach(
            operation -> {
              assertTrue(ids.add(operation.get("operationId").getAsString()));
              assertFalse(operation.get("description").getAsString().isEmpty());
              assertTrue(operation.getAsJsonObject("responses").has("default"));
            });
    JsonObject paths = document.getAsJsonObject("paths");
    JsonObject list = paths.getAsJsonObject("/api/v1/chat/conversations").getAsJsonObject("get");
    assertEquals(
        List.of("deleted", "page_size", "page_token", "tag", "title_contains"), names(list));
    JsonObject watch =
        paths.getAsJsonObject("/api/v1/chat/turns/{turn_id}/events").getAsJsonObject("get");
    assertEquals(List.of("turn_id", "after_sequence", "Last-Event-ID"), names(watch));
    assertTrue(
        watch
            .getAsJsonObject("responses")
            .getAsJsonObject("200")
            .getAsJsonObject("content")
            .has("text/event-stream"));
  }

  private static List<String> names(JsonObject operation) {
    return operation.getAsJsonArray("parameters").asList().stream()
        .map(parameter -> parameter.getAsJsonObject().get("name").getAsString())
        .toList();
  }

  @Test
  void theBodyOfAMessageHasTheRpcsFieldsAndTheGatewaysOwn() {
    JsonObject send =
        document
            .getAsJsonObject("paths")
            .getAsJsonObject("/api/v1/chat/conversations/{conversation_id}/messages")
            .getAsJsonObject("post");
    JsonObject body =
        send.getAsJsonObject("requestBody")
            .getAsJsonObject("content")
            .getAsJsonObject("application/json")
            .getAsJsonObject("schema");
    assertEquals(
        Set.of(
            "content",
            "regenerate_message_id",
            "parent_message_id",
            "provider",
            "model",
            "connection_id",
            "request_id",
            "stream",
            "detach"),
        body.getAsJsonObject("properties").keySet());
    assertFalse(body.get("additionalProperties").getAsBoolean());
    assertEquals(Set.of("200", "202", "default"), send.getAsJsonObject("responses").keySet());
    assertEquals(
        Set.of("text/event-stream", "application/json"),
        send.getAsJsonObject("responses")
            .getAsJsonObject("200")
            .getAsJsonObject("content")
            .keySet());
    JsonObject query =
        document
            .getAsJsonObject("paths")
            .getAsJsonObject("/api/v1/data/connections/{connection_id}/query")
            .getAsJsonObject("post")
            .getAsJsonObject("requestBody");
    assertTrue(query.get("required").getAsBoolean());
    assertEquals(
        JsonParser.parseString("[\"sql\"]"),
        query
            .getAsJsonObject("content")
            .getAsJsonObject("application/json")
            .getAsJsonObject("schema")
            .get("required"));
  }
}
