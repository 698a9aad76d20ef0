package io.chatdata.server.llm;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The providers, in the order to offer them. */
public final class Providers {
  private final Map<String, Provider> providers = new LinkedHashMap<>();
  private final String configuredDefault;

  /**
   * Collects them.
   *
   * @param configuredDefault id of the one that is used when none is named; empty means the first
   *     that can be used
   */
  public Providers(List<Provider> providers, String configuredDefault) {
    providers.forEach(provider -> this.providers.put(provider.id(), provider));
    this.configuredDefault = configuredDefault;
  }

  public List<Provider> all() {
    return List.copyOf(providers.values());
  }

  /**
   * A provider.
   *
   * @throws ChatdataException UNKNOWN_PROVIDER, listing the valid ones
   */
  public Provider get(String id) {
    return Optional.ofNullable(providers.get(id))
        .orElseThrow(
            () ->
                Problem.of(
                        Reason.UNKNOWN_PROVIDER,
                        "Unknown provider '%s'; valid ones: %s"
                            .formatted(id, String.join(", ", providers.keySet())))
                    .atField("provider")
                    .with("provider", id)
                    .toException());
  }

  /** The one that is used when none is named. */
  public Provider defaultProvider() {
    if (!configuredDefault.isEmpty()) {
      return get(configuredDefault);
    }
    return providers.values().stream()
        .filter(provider -> provider.unavailableReason().isEmpty())
        .findFirst()
        .orElseGet(() -> providers.values().iterator().next());
  }
}
