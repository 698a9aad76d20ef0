package io.chatdata.server.llm;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** What a provider's refusal means, in words. */
final class ProviderProblems {
  private static final int MOST_TEXT = 500;

  private ProviderProblems() {}

  /**
   * A status that isn't 2xx.
   *
   * @param body the provider's text, of which its message is shown
   * @param key removed from that text where it repeats it
   */
  static Problem status(String provider, int status, String body, @Nullable String key) {
    String said = message(body, key);
    String text = "%s answered %d%s".formatted(provider, status, said.isEmpty() ? "" : ": " + said);
    return switch (status) {
      case 401, 403 -> Problem.of(Reason.PROVIDER_REJECTED, text + ". Check the key");
      case 404 ->
          Problem.of(Reason.PROVIDER_REJECTED, text + ". Check the model's id and the base URL");
      case 429 -> Problem.of(Reason.PROVIDER_RATE_LIMITED, text + ". Try again later");
      default ->
          status >= 500
              ? Problem.of(Reason.PROVIDER_UNAVAILABLE, text + ". Try again later")
              : Problem.of(Reason.PROVIDER_REJECTED, text);
    };
  }

  static Problem unreachable(String provider, URI baseUrl) {
    return Problem.of(
        Reason.PROVIDER_UNAVAILABLE,
        "%s can't be reached at %s; check the network and the base URL"
            .formatted(provider, baseUrl.getAuthority()));
  }

  private static String message(String body, @Nullable String key) {
    String text = body;
    try {
      JsonNode json = Json.parse(body);
      JsonNode error = json.isArray() ? json.path(0).path("error") : json.path("error");
      text = error.isTextual() ? error.textValue() : error.path("message").asText("");
    } catch (IllegalArgumentException e) {
      text = body.startsWith("<") ? "" : body;
    }
    if (key != null) {
      text = text.replace(key, "***");
    }
    // Providers quote the key with its middle starred out.
    text = text.replaceAll("\\b(sk|xai|key)-[A-Za-z0-9_*-]{6,}", "***");
    return text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) + "…" : text;
  }
}
