package io.chatdata.server.llm;

import io.chatdata.server.base.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a provider is reached.
 *
 * @param id in the contract
 * @param name for people
 * @param wire the protocol that it speaks
 * @param baseUrl of its protocol, such as https://api.openai.com/v1; its query, such as Azure's
 *     api-version, goes with each request
 * @param key null where there is none
 * @param keyVariable the variable that would give the key, for messages; empty where the provider
 *     needs none
 * @param models ids of further models to offer; the catalogue knows some of each provider
 * @param defaultModel empty means the catalogue's first
 * @param headers sent with each request
 * @param timeouts how long it is waited for
 * @param reasoningEffort how much a model of OpenAI's protocol is to reason, such as low; empty
 *     leaves it to the provider
 */
public record ProviderConfig(
    String id,
    String name,
    Wire wire,
    URI baseUrl,
    @Nullable Secret key,
    String keyVariable,
    List<String> models,
    String defaultModel,
    Map<String, String> headers,
    Timeouts timeouts,
    String reasoningEffort) {
  /**
   * How long a provider is waited for.
   *
   * @param connect until it takes the connection
   * @param firstByte until its answer begins
   * @param idle while its answer is silent
   */
  public record Timeouts(Duration connect, Duration firstByte, Duration idle) {
    public static final Timeouts STANDARD =
        new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(60));
  }

  /** The wire protocols. */
  public enum Wire {
    OPENAI,
    ANTHROPIC,
    GOOGLE
  }

  public ProviderConfig {
    models = List.copyOf(models);
    headers = Map.copyOf(headers);
  }

  /** Where its key comes from. */
  public KeySource keySource() {
    if (key == null) {
      return keyVariable.isEmpty() ? KeySource.NOT_NEEDED : KeySource.MISSING;
    }
    return key instanceof Secret.Saved ? KeySource.SAVED : KeySource.CONFIGURED;
  }

  /** The same with another key; null means none. */
  public ProviderConfig withKey(@Nullable Secret newKey) {
    return new ProviderConfig(
        id,
        name,
        wire,
        baseUrl,
        newKey,
        keyVariable,
        models,
        defaultModel,
        headers,
        timeouts,
        reasoningEffort);
  }

  /** The base URL and more of a path, without the query. */
  String address(String path) {
    return baseUrl.toString().replaceFirst("\\?.*", "").replaceFirst("/+$", "") + path;
  }

  /** Of the base URL's query. */
  Map<String, String> query() {
    Map<String, String> query = new LinkedHashMap<>();
    String text = baseUrl.getQuery();
    for (String part : text == null ? List.<String>of() : List.of(text.split("&", -1))) {
      String[] pair = part.split("=", 2);
      query.put(pair[0], pair.length > 1 ? pair[1] : "");
    }
    return query;
  }
}
