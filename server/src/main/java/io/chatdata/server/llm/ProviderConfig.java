package io.chatdata.server.llm;

import io.chatdata.server.base.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a provider is reached.
 *
 * @param id in the contract
 * @param name for people
 * @param wire the protocol that it speaks
 * @param baseUrl of its protocol, such as https://api.openai.com/v1
 * @param key null where there is none
 * @param keyVariable the variable that would give the key, for messages; empty where the provider
 *     needs none
 * @param models ids of further models to offer; the catalogue knows some of each provider
 * @param defaultModel empty means the catalogue's first
 * @param headers sent with each request
 * @param idleTimeout how long a stream may be silent
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
    Duration idleTimeout,
    String reasoningEffort) {
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
}
