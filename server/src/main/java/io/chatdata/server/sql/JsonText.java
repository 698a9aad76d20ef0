package io.chatdata.server.sql;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.chatdata.server.base.Json;
import io.chatdata.server.base.Storable;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads json into lists, maps and values, without losing a digit. The type json allows texts that
 * can be neither stored nor sent; these are repaired.
 */
final class JsonText {
  /**
   * What is nested deeper stays text: each level costs three of the hundred that a protobuf message
   * may have.
   */
  static final int MAX_DEPTH = 24;

  /** A double has at most 309 digits before its point, and 17 of them count. */
  private static final int MAX_DIGITS = 330;

  private JsonText() {}

  /**
   * The value of a json text; the text itself where it can't be one.
   *
   * @return null for JSON's null
   */
  static @Nullable Object read(String text) {
    try (JsonParser parser = Json.MAPPER.createParser(text)) {
      parser.nextToken();
      return value(parser, 0);
    } catch (IOException | TooDeep e) {
      return text;
    }
  }

  /** A number as an Integer or a Double, or as its text where a double would lose digits. */
  static Object number(String text) {
    if (text.length() < 10) {
      try {
        return Integer.valueOf(text);
      } catch (NumberFormatException e) {
        // It has a fraction or an exponent.
      }
    }
    if (text.length() > MAX_DIGITS) {
      return text;
    }
    try {
      double value = Double.parseDouble(text);
      boolean exact =
          Double.isFinite(value)
              && new BigDecimal(Double.toString(value)).compareTo(new BigDecimal(text)) == 0;
      if (!exact) {
        return text;
      }
      return value == (int) value ? (Object) (int) value : (Object) value;
    } catch (NumberFormatException e) {
      return text;
    }
  }

  private static @Nullable Object value(JsonParser parser, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new TooDeep();
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = Storable.text(parser.currentName());
          parser.nextToken();
          map.put(name, value(parser, depth + 1));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser, depth + 1));
        }
        yield list;
      }
      case VALUE_STRING -> Storable.text(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case null, default -> throw new IOException("not a JSON value");
    };
  }

  private static final class TooDeep extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooDeep() {
      super(null, null, false, false);
    }
  }
}
