package io.chatdata.server.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatdata.server.base.Json;
import io.chatdata.server.base.Storable;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What is kept of a model call's wire: only what it added to the call before it, bounded. */
final class RawExchange {
  private static final int MOST_BYTES = 256 * 1024;
  private static final int CUT_CHARACTERS = 64 * 1024;

  private RawExchange() {}

  /** The fields that differ; of an array that begins like the one before, the elements added. */
  static JsonNode added(@Nullable JsonNode before, JsonNode now) {
    if (!(before instanceof ObjectNode old) || !(now instanceof ObjectNode current)) {
      return now;
    }
    ObjectNode added = Json.object();
    current
        .properties()
        .forEach(
            field -> {
              JsonNode was = old.get(field.getKey());
              if (!field.getValue().equals(was)) {
                added.set(field.getKey(), addedElements(was, field.getValue()));
              }
            });
    return added;
  }

  private static JsonNode addedElements(@Nullable JsonNode before, JsonNode now) {
    if (!(before instanceof ArrayNode old) || !(now instanceof ArrayNode current)) {
      return now;
    }
    if (old.size() > current.size()) {
      return now;
    }
    for (int i = 0; i < old.size(); i++) {
      if (!old.get(i).equals(current.get(i))) {
        return now;
      }
    }
    ArrayNode added = Json.MAPPER.createArrayNode();
    for (int i = old.size(); i < current.size(); i++) {
      added.add(current.get(i));
    }
    return added;
  }

  /** To be written: at most 256 KiB; of more, the beginning and how much there was. */
  static JsonNode bounded(JsonNode value) {
    String text = Json.write(value);
    if (text.length() <= MOST_BYTES / 3) {
      return Json.asRead(text, value);
    }
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    return bytes <= MOST_BYTES
        ? Json.asRead(text, value)
        : Json.object()
            .put("cut_from_bytes", bytes)
            .put("begin", Storable.begin(text, CUT_CHARACTERS));
  }
}
