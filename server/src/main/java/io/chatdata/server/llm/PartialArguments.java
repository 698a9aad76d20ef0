package io.chatdata.server.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatdata.server.base.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts together the arguments of a call that Gemini streams, each at a JSON path. */
final class PartialArguments {
  private static final Pattern STEP =
      Pattern.compile("\\.([^.\\[\\]]+)|\\['((?:[^'\\\\]|\\\\.)*)'\\]|\\[(\\d{1,4})\\]");

  private final ObjectNode root = Json.object();

  /** Takes a piece; one of a text goes on where the piece before it ended. */
  void add(JsonNode piece) {
    List<String> steps = steps(piece.path("jsonPath").asText());
    if (steps.isEmpty()) {
      return;
    }
    JsonNode at = root;
    for (int i = 0; i + 1 < steps.size(); i++) {
      at = child(at, steps.get(i), isIndex(steps.get(i + 1)));
    }
    put(at, steps.getLast(), piece);
  }

  String json() {
    return root.toString();
  }

  /** Names, and indexes with a # before them. */
  private static List<String> steps(String path) {
    List<String> steps = new ArrayList<>();
    Matcher step = STEP.matcher(path);
    while (step.find()) {
      steps.add(
          step.group(1) != null
              ? step.group(1)
              : step.group(2) != null
                  ? step.group(2).replaceAll("\\\\(.)", "$1")
                  : "#" + step.group(3));
    }
    return steps;
  }

  private static boolean isIndex(String step) {
    return step.startsWith("#");
  }

  private static JsonNode child(JsonNode parent, String step, boolean array) {
    JsonNode child = get(parent, step);
    if (child.isContainerNode()) {
      return child;
    }
    JsonNode fresh = array ? Json.MAPPER.createArrayNode() : Json.object();
    set(parent, step, fresh);
    return fresh;
  }

  private static void put(JsonNode parent, String step, JsonNode piece) {
    if (piece.has("stringValue")) {
      JsonNode before = get(parent, step);
      String text =
          (before.isTextual() ? before.textValue() : "") + piece.path("stringValue").asText();
      set(parent, step, Json.MAPPER.getNodeFactory().textNode(text));
    } else if (piece.has("numberValue")) {
      set(parent, step, piece.path("numberValue"));
    } else if (piece.has("boolValue")) {
      set(parent, step, piece.path("boolValue"));
    } else if (piece.has("nullValue")) {
      set(parent, step, Json.MAPPER.nullNode());
    }
  }

  private static JsonNode get(JsonNode parent, String step) {
    return isIndex(step) ? parent.path(index(step)) : parent.path(step);
  }

  private static void set(JsonNode parent, String step, JsonNode value) {
    if (parent instanceof ObjectNode object && !isIndex(step)) {
      object.set(step, value);
    } else if (parent instanceof ArrayNode array && isIndex(step)) {
      while (array.size() <= index(step)) {
        array.addNull();
      }
      array.set(index(step), value);
    }
  }

  private static int index(String step) {
    return Integer.parseInt(step.substring(1));
  }
}
