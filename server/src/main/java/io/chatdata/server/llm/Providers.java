package io.chatdata.server.llm;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The providers, in the order to offer them. */
public final class Providers {
  /** Never changed, but replaced. */
  private volatile Map<String, Provider> providers;

  private final String configuredDefault;

  /**
   * Collects them.
   *
   * @param configuredDefault id of the one that is used when none is named; empty means the first
   *     that can be used
   */
  public Providers(List<Provider> providers, String configuredDefault) {
    Map<String, Provider> all = new LinkedHashMap<>();
    providers.forEach(provider -> all.put(provider.id(), provider));
    this.providers = all;
    this.configuredDefault = configuredDefault;
  }

  public List<Provider> all() {
    return List.copyOf(providers.values());
  }

  /** Puts one in the place of that with its id. Calls that run go on with the old one. */
  public synchronized void replace(Provider provider) {
    Map<String, Provider> all = new LinkedHashMap<>(providers);
    all.put(provider.id(), provider);
    providers = all;
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

  /** Adds which of them are not asked now to what the operator can watch. */
  public void measure(PrometheusRegistry registry) {
    GaugeWithCallback.builder()
        .name("chatdata_server_provider_circuit_open")
        .help("1 while a provider that kept failing is not asked, else 0.")
        .labelNames("provider")
        .callback(gauge -> all().forEach(one -> gauge.call(one.outage() == null ? 0 : 1, one.id())))
        .register(registry);
  }
}
