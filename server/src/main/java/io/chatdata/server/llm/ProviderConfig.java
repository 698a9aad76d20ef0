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
 * @param baseUrl of its OpenAI-compatible protocol, up to /v1
 * @param key null where there is none
 * @param keyVariable the variable that would give the key, for messages; empty where the provider
 *     needs none
 * @param models ids of further models to offer; the catalogue knows some of each provider
 * @param defaultModel empty means the catalogue's first
 * @param headers sent with each request
 * @param idleTimeout how long a stream may be silent
 */
public record ProviderConfig(
    String id,
    String name,
    URI baseUrl,
    @Nullable Secret key,
    String keyVariable,
    List<String> models,
    String defaultModel,
    Map<String, String> headers,
    Duration idleTimeout) {
  public ProviderConfig {
    models = List.copyOf(models);
    headers = Map.copyOf(headers);
  }
}
