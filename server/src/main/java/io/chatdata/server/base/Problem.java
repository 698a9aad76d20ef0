package io.chatdata.server.base;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, in a form that can be stored, streamed and shown.
 *
 * @param reason the kind
 * @param message what was wrong, with the value, and what to do; written for people, without
 *     secrets
 * @param metadata for programs: names and values, such as turn_id
 * @param field name of the request's field that is to blame, as the contract spells it
 * @param retryAfter how long to wait where waiting helps
 */
public record Problem(
    Reason reason,
    String message,
    Map<String, String> metadata,
    @Nullable String field,
    @Nullable Duration retryAfter) {
  public Problem {
    metadata = Map.copyOf(metadata);
  }

  public static Problem of(Reason reason, String message) {
    return new Problem(reason, message, Map.of(), null, null);
  }

  public Problem with(String name, String value) {
    var more = new java.util.HashMap<>(metadata);
    more.put(name, value);
    return new Problem(reason, message, more, field, retryAfter);
  }

  public Problem atField(String name) {
    return new Problem(reason, message, metadata, name, retryAfter);
  }

  public Problem retryAfter(Duration wait) {
    return new Problem(reason, message, metadata, field, wait);
  }

  public ChatdataException toException() {
    return new ChatdataException(this);
  }
}
