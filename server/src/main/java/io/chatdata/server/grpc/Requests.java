package io.chatdata.server.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Struct;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Json;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Storable;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks on requests' fields; what is refused is named with its value and the way out. */
final class Requests {
  static final int MOST_CONTENT_BYTES = 256 * 1024;
  private static final int MOST_TITLE_CHARACTERS = 200;
  private static final int MOST_TEXT_BYTES = 16 * 1024;
  private static final int MOST_ID_CHARACTERS = 128;
  private static final int SHOWN_CHARACTERS = 60;
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private Requests() {}

  static UUID id(String value, String field) {
    if (!UUID_FORM.matcher(value).matches()) {
      throw Problem.of(
              Reason.INVALID_ID,
              value.isEmpty()
                  ? field + " is missing; give the UUID that the server returned"
                  : "%s '%s' is not a UUID such as 01234567-89ab-4cde-8f01-23456789abcd"
                      .formatted(field, shown(value)))
          .atField(field)
          .toException();
    }
    return UUID.fromString(value);
  }

  static int pageSize(int value, int standard, int most) {
    if (value < 0 || value > most) {
      throw invalid(
          "page_size",
          "page_size is %d; give 1 to %d, or 0 for %d".formatted(value, most, standard));
    }
    return value == 0 ? standard : value;
  }

  static String content(String value) {
    int bytes = value.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_CONTENT_BYTES) {
      throw invalidContent(
          "content has %d bytes; the most is %d".formatted(bytes, MOST_CONTENT_BYTES));
    }
    if (value.isBlank()) {
      throw invalidContent("content is empty; write a question");
    }
    return value;
  }

  private static ChatdataException invalidContent(String message) {
    return Problem.of(Reason.INVALID_CONTENT, message).atField("content").toException();
  }

  static String title(String given) {
    String value = given.strip();
    int characters = value.codePointCount(0, value.length());
    if (characters > MOST_TITLE_CHARACTERS) {
      throw invalid(
          "title",
          "title has %d characters; the most is %d".formatted(characters, MOST_TITLE_CHARACTERS));
    }
    return Storable.text(value);
  }

  static String instructions(String value) {
    int bytes = value.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_TEXT_BYTES) {
      throw invalid(
          "instructions",
          "instructions have %d bytes; the most is %d".formatted(bytes, MOST_TEXT_BYTES));
    }
    return Storable.text(value);
  }

  static JsonNode metadata(Struct value) {
    JsonNode metadata = Values.json(value);
    int bytes = Json.write(metadata).getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_TEXT_BYTES) {
      throw invalid(
          "metadata", "metadata has %d bytes; the most is %d".formatted(bytes, MOST_TEXT_BYTES));
    }
    return metadata;
  }

  /** A request_id; null where there is none. */
  static @Nullable String requestId(String value) {
    if (value.length() > MOST_ID_CHARACTERS) {
      throw invalid(
          "request_id",
          "request_id has %d characters; the most is %d"
              .formatted(value.length(), MOST_ID_CHARACTERS));
    }
    return orNull(Storable.text(value));
  }

  static String modelId(String value) {
    if (value.length() > MOST_ID_CHARACTERS) {
      throw invalid(
          "model",
          "model has %d characters; the most is %d".formatted(value.length(), MOST_ID_CHARACTERS));
    }
    return Storable.text(value);
  }

  /** Words to look for, as they are where they were stored; null where there are none. */
  static @Nullable String filter(String value) {
    return orNull(Storable.text(value));
  }

  static @Nullable String orNull(String value) {
    return value.isEmpty() ? null : value;
  }

  static ChatdataException invalid(String field, String message) {
    return Problem.of(Reason.INVALID_FIELD, message).atField(field).toException();
  }

  static String shown(String value) {
    return value.length() > SHOWN_CHARACTERS ? value.substring(0, SHOWN_CHARACTERS) + "…" : value;
  }
}
