package io.chatdata.gateway;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.ListMessagesResponse;
import io.chatdata.v1.Message;
import io.chatdata.v1.Turn;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Describes the routes as OpenAPI 3.1. All of it is derived from the routes, the messages that they
 * read and write, and the contract's comments, so that it can't differ from what the gateway does.
 */
final class OpenApi {
  private final List<Route> routes;
  private final Comments comments = Comments.load();
  private final Schemas schemas = new Schemas(comments);

  OpenApi(List<Route> routes) {
    this.routes = routes;
  }

  JsonObject document() {
    var document = new JsonObject();
    document.addProperty("openapi", "3.1.1");
    var info = new JsonObject();
    info.addProperty("title", "chatdata");
    info.addProperty(
        "description",
        "Chat with your data. JSON is protobuf JSON with the names of the .proto files: 64-bit"
            + " integers are strings, times are RFC 3339, durations end in s. Fields that are empty"
            + " are there; messages that are not set are left out. Clients skip what they don't"
            + " know: fields, enum values, kinds of event.");
    info.addProperty("version", "1");
    document.add("info", info);
    routes.stream()
        .filter(route -> route.input().body())
        .forEach(route -> schemas.addInput(route.input().type()));
    var paths = new JsonObject();
    for (Route route : routes) {
      String path = route.path().replace("*", "{path}");
      if (!paths.has(path)) {
        paths.add(path, new JsonObject());
      }
      paths.getAsJsonObject(path).add(route.method().toLowerCase(Locale.ROOT), operation(route));
    }
    document.add("paths", paths);
    var components = new JsonObject();
    components.add("schemas", components());
    document.add("components", components);
    return document;
  }

  private JsonObject operation(Route route) {
    var operation = new JsonObject();
    operation.addProperty("operationId", route.id());
    var tags = new JsonArray();
    tags.add(tag(route.path()));
    operation.add("tags", tags);
    operation.addProperty(
        "description",
        (comments.of(route.rpc().replace('/', '.')) + " " + route.description()).strip());
    JsonArray parameters = parameters(route);
    if (!parameters.isEmpty()) {
      operation.add("parameters", parameters);
    }
    Set<String> bodyFields = route.input().bodyFields(variables(route));
    if (!bodyFields.isEmpty()) {
      operation.add("requestBody", requestBody(route, bodyFields));
    }
    operation.add("responses", responses(route));
    return operation;
  }

  private static String tag(String path) {
    return path.startsWith("/api/v1/chat") ? "chat" : path.startsWith("/api") ? "data" : "gateway";
  }

  private static Set<String> variables(Route route) {
    var names = new TreeSet<String>();
    for (String segment : route.segments()) {
      if (segment.startsWith("{")) {
        names.add(segment.substring(1, segment.length() - 1));
      }
    }
    return names;
  }

  private JsonArray parameters(Route route) {
    var parameters = new JsonArray();
    Descriptor type = route.input().type();
    for (String name : variables(route)) {
      parameters.add(parameter("path", name, true, type));
    }
    for (String name : route.input().queryFields(variables(route))) {
      parameters.add(parameter("query", name, false, type));
    }
    for (Input.Extra extra : route.input().extras()) {
      if (!extra.bool()) {
        JsonObject parameter = parameters.get(parameters.size() - 1).getAsJsonObject();
        parameter.addProperty("description", extra.description());
      }
    }
    if (route.path().endsWith("/*")) {
      parameters.add(text("path", "path", true, "The rest of the path."));
    }
    if (route.replies().getFirst().mediaType().equals(SseReply.MEDIA_TYPE)
        && route.method().equals("GET")) {
      parameters.add(
          text(
              "header",
              ChatRoutes.LAST_EVENT_ID.defaultCase(),
              false,
              "Id of the last event already seen: <turn_id>:<sequence>."));
    }
    return parameters;
  }

  private JsonObject parameter(String in, String name, boolean required, Descriptor type) {
    FieldDescriptor field = type.findFieldByName(name);
    JsonObject parameter = text(in, name, required, "");
    if (field != null) {
      JsonObject schema = schemas.field(field);
      schema.remove("description");
      parameter.add("schema", schema);
      parameter.addProperty("description", comments.of(field.getFullName()));
    }
    return parameter;
  }

  private static JsonObject text(String in, String name, boolean required, String description) {
    var parameter = new JsonObject();
    parameter.addProperty("name", name);
    parameter.addProperty("in", in);
    parameter.addProperty("required", required);
    parameter.addProperty("description", description);
    parameter.add("schema", Schemas.typed("string"));
    return parameter;
  }

  private JsonObject requestBody(Route route, Set<String> names) {
    JsonObject schema = Schemas.typed("object");
    for (OneofDescriptor oneof : route.input().type().getRealOneofs()) {
      schema.addProperty(
          "description",
          "One of %s: %s"
              .formatted(
                  oneof.getFields().stream()
                      .map(FieldDescriptor::getName)
                      .collect(Collectors.joining(", ")),
                  comments.of(oneof.getFullName())));
    }
    var properties = new JsonObject();
    var required = new JsonArray();
    for (String name : names) {
      FieldDescriptor field = route.input().type().findFieldByName(name);
      if (field != null) {
        properties.add(name, schemas.field(field));
        // The contract says so in words.
        if (comments.of(field.getFullName()).contains("Required.")) {
          required.add(name);
        }
      }
    }
    for (Input.Extra extra : route.input().extras()) {
      if (extra.bool()) {
        JsonObject property = Schemas.typed("boolean");
        property.addProperty("description", extra.description());
        properties.add(extra.name(), property);
      }
    }
    schema.add("properties", properties);
    if (!required.isEmpty()) {
      schema.add("required", required);
    }
    schema.addProperty("additionalProperties", false);
    var body = new JsonObject();
    body.addProperty("required", !required.isEmpty());
    body.add("content", content("application/json", schema));
    return body;
  }

  private JsonObject responses(Route route) {
    var responses = new JsonObject();
    for (Route.Reply reply : route.replies()) {
      String status = Integer.toString(reply.status());
      var response = new JsonObject();
      response.addProperty("description", reply.description());
      if (reply.status() == 201 || reply.status() == 202) {
        var location = new JsonObject();
        location.add("schema", Schemas.typed("string"));
        var headers = new JsonObject();
        headers.add("Location", location);
        response.add("headers", headers);
      }
      if (!reply.mediaType().isEmpty()) {
        response.add("content", content(reply.mediaType(), schema(reply)));
      }
      if (responses.has(status)) {
        JsonObject first = responses.getAsJsonObject(status);
        first.addProperty(
            "description", first.get("description").getAsString() + " " + reply.description());
        response
            .getAsJsonObject("content")
            .entrySet()
            .forEach(
                entry -> first.getAsJsonObject("content").add(entry.getKey(), entry.getValue()));
      } else {
        responses.add(status, response);
      }
    }
    var problem = new JsonObject();
    problem.addProperty("description", "What went wrong.");
    problem.add("content", content(Problem.MEDIA_TYPE, Schemas.reference("Problem")));
    responses.add("default", problem);
    return responses;
  }

  private JsonObject schema(Route.Reply reply) {
    if (reply.message() != null) {
      return schemas.reference(reply.message());
    }
    return reply.schema() != null ? Schemas.reference(reply.schema()) : new JsonObject();
  }

  /** The schemas of messages, and of what the gateway itself puts together. */
  private JsonObject components() {
    var components = new JsonObject();
    components.add(
        "ConversationWithMessages",
        both(
            Conversation.getDescriptor(), schemas.reference(ListMessagesResponse.getDescriptor())));
    var message = new JsonObject();
    message.add("message", schemas.reference(Message.getDescriptor()));
    components.add("TurnWithMessage", both(Turn.getDescriptor(), object(message)));
    var detached = new JsonObject();
    detached.add("turn_id", Schemas.typed("string"));
    detached.add("conversation_id", Schemas.typed("string"));
    components.add("DetachedTurn", object(detached));
    var health = new JsonObject();
    health.add("status", Schemas.constants(List.of("UP", "DOWN")));
    health.add("server", Schemas.typed("string"));
    components.add("Health", object(health));
    components.add("Problem", schemas.problem());
    schemas.all().forEach(components::add);
    return components;
  }

  private JsonObject both(Descriptor one, JsonObject other) {
    var all = new JsonArray();
    all.add(schemas.reference(one));
    all.add(other);
    var schema = new JsonObject();
    schema.add("allOf", all);
    return schema;
  }

  private static JsonObject object(JsonObject properties) {
    JsonObject schema = Schemas.typed("object");
    schema.add("properties", properties);
    return schema;
  }

  private static JsonObject content(String mediaType, JsonObject schema) {
    var media = new JsonObject();
    media.add("schema", schema);
    var content = new JsonObject();
    content.add(mediaType, media);
    return content;
  }
}
