package io.chatdata.server.llm;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Why a call failed, in words.
 *
 * @param passes true where the same call may succeed later
 */
record ProviderFailure(Problem problem, boolean passes) {
  private static final int MOST_TEXT = 500;
  private static final Set<Integer> PASSING = Set.of(429, 500, 502, 503, 529);
  private static final Pattern SECONDS = Pattern.compile("(\\d{1,6}(?:\\.\\d+)?)s?");

  /** How the providers say that a request has more tokens than the model can read. */
  private static final Pattern TOO_LONG =
      Pattern.compile(
          "context_length_exceeded|maximum context length|prompt is too long"
              + "|input token count.*exceeds|exceeds? the (?:model's )?context",
          Pattern.CASE_INSENSITIVE);

  /** The names that stand for a status where there is none, and the status. */
  private static final Map<String, Integer> STATUS_OF_TYPE =
      Map.of(
          "overloaded_error", 529,
          "api_error", 500,
          "server_error", 500,
          "rate_limit_error", 429,
          "rate_limit_exceeded", 429,
          "authentication_error", 401,
          "permission_error", 403,
          "not_found_error", 404,
          "invalid_request_error", 400);

  /** A status that isn't 2xx. */
  static ProviderFailure status(String provider, int status, HttpHeaders headers, String body) {
    JsonNode error = error(body);
    ProviderFailure failure = of(provider, status, text(error, body), "answered " + status);
    Duration wait = retryAfter(headers, error);
    return wait == null
        ? failure
        : new ProviderFailure(failure.problem.retryAfter(wait), failure.passes);
  }

  /** An error that came inside a stream. */
  static ProviderFailure inStream(String provider, Answer.StreamError error) {
    return of(
        provider,
        error.status(),
        error.text(),
        "failed%s".formatted(error.status() == 0 ? "" : " with " + error.status()));
  }

  /** The stream ended before its end. */
  static ProviderFailure cut(String provider, String how, boolean passes) {
    return new ProviderFailure(
        Problem.of(
            Reason.PROVIDER_STREAM_CUT,
            "%s's stream %s; the answer may be incomplete. Regenerate it".formatted(provider, how)),
        passes);
  }

  static ProviderFailure unreachable(ProviderConfig config, IOException failure) {
    String how =
        failure instanceof SSLException ? " by TLS (%s)".formatted(failure.getMessage()) : "";
    return new ProviderFailure(
        Problem.of(
            Reason.PROVIDER_UNAVAILABLE,
            "%s can't be reached at %s%s; check the network and the base URL"
                .formatted(config.id(), config.baseUrl().getAuthority(), how)),
        true);
  }

  /** What the status of a call that only tries the key means. */
  static Problem ofKey(ProviderConfig config, int status) {
    return switch (status) {
      case 400, 401, 403 ->
          Problem.of(
                  Reason.PROVIDER_REJECTED,
                  "%s refuses this key (status %d); copy it again, whole, or make a new one"
                      .formatted(config.name(), status))
              .atField("key");
      case 404, 405 ->
          Problem.of(
              Reason.PROVIDER_REJECTED,
              "%s has no list of models at %s to check the key by (status %d); check the base URL"
                  .formatted(config.name(), config.baseUrl(), status));
      default ->
          Problem.of(
              Reason.PROVIDER_UNAVAILABLE,
              "%s answered %d, so the key could not be checked; try again later"
                  .formatted(config.name(), status));
    };
  }

  /** The same, after so many attempts. */
  ProviderFailure after(int attempts) {
    return attempts == 1 ? this : saying(" (%d attempts)".formatted(attempts));
  }

  /** The same, of a model that the provider may no longer serve; null when it is not known. */
  ProviderFailure of(@Nullable Model model) {
    return model == null || !model.retired()
        ? this
        : saying(
            ". The model %s is retired%s"
                .formatted(
                    model.id(), model.successor().isEmpty() ? "" : "; use " + model.successor()));
  }

  private ProviderFailure saying(String more) {
    return new ProviderFailure(
        new Problem(
            problem.reason(),
            problem.message() + more,
            problem.metadata(),
            problem.field(),
            problem.retryAfter()),
        passes);
  }

  /** The status of an error object inside a stream; 0 when it says none. */
  static int statusOf(JsonNode error) {
    JsonNode code = error.path("code");
    if (code.isInt()) {
      return code.intValue();
    }
    for (String name : new String[] {"type", "code"}) {
      Integer status = STATUS_OF_TYPE.get(error.path(name).asText());
      if (status != null) {
        return status;
      }
    }
    return 0;
  }

  /** What an error object says to people. */
  static String textOf(JsonNode error) {
    return error.isTextual() ? error.textValue() : error.path("message").asText("");
  }

  private static ProviderFailure of(String provider, int status, String said, String what) {
    String text = "%s %s%s".formatted(provider, what, said.isEmpty() ? "" : ": " + said);
    Problem problem =
        TOO_LONG.matcher(said).find()
            ? Problem.of(
                Reason.CONTEXT_TOO_LONG,
                text + ". Start a new conversation, or pick a model that can read more")
            : switch (status) {
              case 401, 403 -> Problem.of(Reason.PROVIDER_REJECTED, text + ". Check the key");
              case 404 ->
                  Problem.of(
                      Reason.PROVIDER_REJECTED, text + ". Check the model's id and the base URL");
              case 429 -> Problem.of(Reason.PROVIDER_RATE_LIMITED, text + ". Try again later");
              default ->
                  status >= 500 || status == 0
                      ? Problem.of(Reason.PROVIDER_UNAVAILABLE, text + ". Try again later")
                      : Problem.of(Reason.PROVIDER_REJECTED, text);
            };
    return new ProviderFailure(problem, PASSING.contains(status));
  }

  private static JsonNode error(String body) {
    try {
      JsonNode json = Json.parse(body);
      return json.isArray() ? json.path(0).path("error") : json.path("error");
    } catch (IllegalArgumentException e) {
      return Json.object();
    }
  }

  private static String text(JsonNode error, String body) {
    String text = textOf(error);
    if (!error.path("code").asText().isEmpty()
        && TOO_LONG.matcher(error.path("code").asText()).find()) {
      text = error.path("code").asText() + ": " + text;
    }
    if (text.isEmpty()
        && !body.stripLeading().startsWith("<")
        && !body.stripLeading().startsWith("{")) {
      text = body.strip();
    }
    return text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) + "…" : text;
  }

  /** Of Retry-After, in seconds or as a date, or of Google's RetryInfo; null when not said. */
  private static @Nullable Duration retryAfter(HttpHeaders headers, JsonNode error) {
    String header = headers.firstValue("retry-after").orElse("");
    String said =
        error
            .path("details")
            .valueStream()
            .map(detail -> detail.path("retryDelay").asText(""))
            .filter(delay -> !delay.isEmpty())
            .findFirst()
            .orElse("");
    Matcher seconds = SECONDS.matcher((header.isEmpty() ? said : header).toLowerCase(Locale.ROOT));
    if (seconds.matches()) {
      return Duration.ofMillis(Math.round(Double.parseDouble(seconds.group(1)) * 1000));
    }
    try {
      Instant until = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(Instant.now(), until);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
