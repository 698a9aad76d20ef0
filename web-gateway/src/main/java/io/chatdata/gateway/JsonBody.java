package io.chatdata.gateway;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashSet;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JSON object as a request's body. */
final class JsonBody {
  private static final Pattern PLACE = Pattern.compile("at (line \\d+ column \\d+)");

  private final String text;

  private JsonBody(String text) {
    this.text = text;
  }

  /**
   * The body of a request; an empty one counts as an empty object.
   *
   * @throws ProblemException with status 400 or 415 when it is no JSON
   */
  static JsonBody of(Exchange exchange) {
    return new JsonBody(exchange.body().length == 0 ? "{}" : text(exchange));
  }

  /**
   * The body of a request as it came.
   *
   * @throws ProblemException with status 400 or 415 when it can't be JSON
   */
  static String text(Exchange exchange) {
    String type = exchange.header(HeaderNames.CONTENT_TYPE).orElse("");
    String mediaType = type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    if (!mediaType.equals("application/json")) {
      throw Problem.of(
              415,
              GatewayReason.INVALID_BODY,
              "The Content-Type is '" + type + "'; the body must be sent as application/json")
          .toException();
    }
    try {
      return Percent.utf8(exchange.body());
    } catch (IllegalArgumentException e) {
      throw invalid("The body is not UTF-8");
    }
  }

  /** Gives each member's name and value, in their order. */
  void read(BiConsumer<String, JsonElement> member) {
    var names = new HashSet<String>();
    var reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    try {
      if (reader.peek() != JsonToken.BEGIN_OBJECT) {
        throw invalid("The body must be a JSON object, such as {\"content\": \"…\"}");
      }
      reader.beginObject();
      while (reader.hasNext()) {
        String name = reader.nextName();
        if (!names.add(name)) {
          throw Problem.field(name, name + " is given twice").toException();
        }
        JsonElement value = JsonParser.parseReader(reader);
        if (hasLoneSurrogate(value.toString())) {
          throw Problem.field(name, name + " has half of a surrogate pair, which is no text")
              .toException();
        }
        member.accept(name, value);
      }
      reader.endObject();
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw invalid("The body has something after the JSON object");
      }
    } catch (IOException | JsonParseException e) {
      throw invalid("The body is not valid JSON" + place(e));
    }
  }

  /** Where the parser stopped, to follow what went wrong; empty where it doesn't say. */
  static String place(Exception e) {
    Matcher place = PLACE.matcher(String.valueOf(e.getMessage()));
    return place.find() ? ": " + place.group(1) : "";
  }

  static boolean hasLoneSurrogate(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (Character.isSurrogate(value.charAt(i))) {
        if (i + 1 == value.length()
            || !Character.isSurrogatePair(value.charAt(i), value.charAt(i + 1))) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  private static ProblemException invalid(String detail) {
    return Problem.of(400, GatewayReason.INVALID_BODY, detail).toException();
  }
}
