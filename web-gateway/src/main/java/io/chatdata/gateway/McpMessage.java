package io.chatdata.gateway;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import org.jspecify.annotations.Nullable;

/** A message of JSON-RPC as a client of MCP sends it. */
sealed interface McpMessage {
  /**
   * A request, which gets an answer.
   *
   * @param id a text or a whole number
   */
  record Request(JsonElement id, String method, JsonObject params) implements McpMessage {
    /** What the client says of the request itself; empty where it says nothing. */
    JsonObject meta() {
      return params.get("_meta") instanceof JsonObject meta ? meta : new JsonObject();
    }
  }

  /** A notification, which gets none. */
  record Notification(String method, JsonObject params) implements McpMessage {}

  /** An answer to a request of the server's, which makes none. */
  record Answer() implements McpMessage {}

  /**
   * Reads a message.
   *
   * @throws McpException when it is no JSON, or no message
   */
  static McpMessage parse(String text) {
    if (!(json(text) instanceof JsonObject message)) {
      throw invalid("A message must be one JSON object; batches are not taken");
    }
    if (!(message.get("jsonrpc") instanceof JsonPrimitive version)
        || !version.getAsString().equals("2.0")) {
      throw invalid("jsonrpc must be \"2.0\"");
    }
    JsonElement method = message.get("method");
    if (method == null && (message.has("result") || message.has("error"))) {
      return new Answer();
    }
    if (!isText(method)) {
      throw invalid("method must be a text");
    }
    JsonElement given = message.has("params") ? message.get("params") : new JsonObject();
    if (!(given instanceof JsonObject params)) {
      throw invalid("params must be an object");
    }
    JsonElement id = message.get("id");
    if (id == null) {
      return new Notification(method.getAsString(), params);
    }
    if (!isId(id)) {
      throw invalid("id must be a text or a whole number");
    }
    return new Request(id, method.getAsString(), params);
  }

  /** The id of a message that was refused, as far as it has one that can be sent back. */
  static JsonElement idOf(String text) {
    try {
      JsonElement id = json(text) instanceof JsonObject message ? message.get("id") : null;
      return id != null && isId(id) ? id : JsonNull.INSTANCE;
    } catch (McpException e) {
      return JsonNull.INSTANCE;
    }
  }

  private static JsonElement json(String text) {
    var reader = new JsonReader(new StringReader(text));
    // Its limit of nesting is 255.
    reader.setStrictness(Strictness.STRICT);
    try {
      if (text.isBlank()) {
        throw McpException.of(McpException.PARSE_ERROR, 400, "There is no message");
      }
      JsonElement element = JsonParser.parseReader(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw McpException.of(
            McpException.PARSE_ERROR, 400, "There is something after the JSON object");
      }
      if (JsonBody.hasLoneSurrogate(element.toString())) {
        throw McpException.of(
            McpException.PARSE_ERROR, 400, "It has half of a surrogate pair, which is no text");
      }
      return element;
    } catch (IOException | JsonParseException e) {
      throw McpException.of(
          McpException.PARSE_ERROR, 400, "It is not valid JSON" + JsonBody.place(e));
    }
  }

  /**
   * A parameter that must be there and be a text.
   *
   * @param what it is, for the error
   */
  static String text(JsonObject params, String name, String what) {
    if (!isText(params.get(name))) {
      throw McpException.of(McpException.INVALID_PARAMS, "params." + name + " must be " + what);
    }
    return params.get(name).getAsString();
  }

  static boolean isText(@Nullable JsonElement value) {
    return value instanceof JsonPrimitive primitive && primitive.isString();
  }

  static boolean isId(@Nullable JsonElement value) {
    return isText(value)
        || (value instanceof JsonPrimitive number
            && number.isNumber()
            && number.getAsString().matches("-?[0-9]{1,18}"));
  }

  private static McpException invalid(String message) {
    return McpException.of(McpException.INVALID_REQUEST, 400, message);
  }
}
