package io.chatdata.server.base;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Makes text storable: PostgreSQL's text and jsonb hold neither NUL nor lone surrogates, so each
 * becomes U+FFFD.
 */
public final class Storable {
  private static final char REPLACEMENT = '\uFFFD';

  private Storable() {}

  public static String text(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == 0 || Character.isSurrogate(text.charAt(i))) {
        return repair(text);
      }
    }
    return text;
  }

  /** The same for all strings and names in a JSON value. */
  public static JsonNode json(JsonNode value) {
    return switch (value) {
      case ObjectNode object -> {
        ObjectNode copy = Json.object();
        object
            .properties()
            .forEach(field -> copy.set(text(field.getKey()), json(field.getValue())));
        yield copy;
      }
      case ArrayNode array -> {
        ArrayNode copy = Json.MAPPER.createArrayNode();
        array.forEach(element -> copy.add(json(element)));
        yield copy;
      }
      default ->
          value.isTextual()
              ? Json.MAPPER.getNodeFactory().textNode(text(value.textValue()))
              : value;
    };
  }

  /** The first characters of a text, so many at most; of the last of them not only a half. */
  public static String begin(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = most > 0 && Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end);
  }

  private static String repair(String text) {
    var repaired = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        repaired.append(c).append(text.charAt(++i));
      } else {
        repaired.append(c == 0 || Character.isSurrogate(c) ? REPLACEMENT : c);
      }
    }
    return repaired.toString();
  }
}
