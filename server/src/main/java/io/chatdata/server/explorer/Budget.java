package io.chatdata.server.explorer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatdata.server.base.Json;
import io.chatdata.server.base.Storable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/** How much a model is given of a tool's outcome. */
final class Budget {
  static final int BYTES = 8 << 10;

  private Budget() {}

  /**
   * The first that fits, to be given from the fullest to the barest; of the last, so many entries
   * of a list as fit.
   */
  @SafeVarargs
  static ObjectNode fit(String list, String hint, Supplier<ObjectNode>... versions) {
    ObjectNode version = Json.object();
    for (Supplier<ObjectNode> next : versions) {
      version = next.get();
      if (size(version) <= BYTES) {
        return version;
      }
    }
    return cut(version, list, hint);
  }

  /** A text of at most so many characters. */
  static String text(String text, int most) {
    return text.length() <= most ? text : Storable.begin(text, most) + "…";
  }

  private static ObjectNode cut(ObjectNode version, String list, String hint) {
    ArrayNode entries = (ArrayNode) version.remove(list);
    version.put("left_out", entries.size());
    version.put("hint", hint);
    ArrayNode kept = version.putArray(list);
    int free = BYTES - size(version);
    for (JsonNode entry : entries) {
      free -= size(entry) + 1;
      if (free < 0) {
        break;
      }
      kept.add(entry);
    }
    return version.put("left_out", entries.size() - kept.size());
  }

  private static int size(JsonNode node) {
    return Json.write(node).getBytes(StandardCharsets.UTF_8).length;
  }

  /** Texts as a list. */
  static ArrayNode texts(List<String> texts) {
    ArrayNode array = Json.MAPPER.createArrayNode();
    texts.forEach(array::add);
    return array;
  }
}
