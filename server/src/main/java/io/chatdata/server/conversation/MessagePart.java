package io.chatdata.server.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatdata.server.base.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of an assistant message; a round is one call of the model: 1, 2, … */
public sealed interface MessagePart {
  int round();

  /** A range of the message's content, in UTF-16 code units. */
  record Text(int round, int start, int end) implements MessagePart {}

  /** Reasoning, with the provider's proof of it; an empty signature means none. */
  record Thinking(int round, String text, String signature) implements MessagePart {}

  /** A tool call, whose tool message has the same id; an empty signature means none. */
  record ToolCall(int round, String toolCallId, String signature) implements MessagePart {}

  /** As the store keeps them. */
  static JsonNode toJson(List<MessagePart> parts) {
    ArrayNode array = Json.MAPPER.createArrayNode();
    for (MessagePart part : parts) {
      ObjectNode object = array.addObject().put("round", part.round());
      switch (part) {
        case Text text ->
            object.put("kind", "text").put("start", text.start()).put("end", text.end());
        case Thinking thinking ->
            object
                .put("kind", "thinking")
                .put("text", thinking.text())
                .put("signature", thinking.signature());
        case ToolCall call ->
            object
                .put("kind", "tool_call")
                .put("tool_call_id", call.toolCallId())
                .put("signature", call.signature());
      }
    }
    return array;
  }

  /** Kinds that a newer version wrote are left out. */
  static List<MessagePart> fromJson(@Nullable JsonNode array) {
    List<MessagePart> parts = new ArrayList<>();
    if (array == null) {
      return parts;
    }
    for (JsonNode object : array) {
      int round = object.path("round").asInt();
      switch (object.path("kind").asText()) {
        case "text" ->
            parts.add(new Text(round, object.path("start").asInt(), object.path("end").asInt()));
        case "thinking" ->
            parts.add(
                new Thinking(
                    round, object.path("text").asText(), object.path("signature").asText()));
        case "tool_call" ->
            parts.add(
                new ToolCall(
                    round,
                    object.path("tool_call_id").asText(),
                    object.path("signature").asText()));
        default -> {}
      }
    }
    return parts;
  }
}
