package io.chatdata.server.setup;

import io.chatdata.server.base.Secret;
import io.chatdata.server.llm.KeySource;
import io.chatdata.server.llm.ProviderConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was saved.
 *
 * @param connections in the order in which they were created
 * @param keys by the id of their provider
 */
public record Settings(List<SavedConnection> connections, Map<String, Secret> keys) {
  /** Nothing was saved. */
  public static final Settings NONE = new Settings(List.of(), Map.of());

  public Settings {
    connections = List.copyOf(connections);
    keys = Map.copyOf(keys);
  }

  /** A provider with its saved key, unless its operator gave it one. */
  public ProviderConfig keyed(ProviderConfig provider) {
    Secret key = keys.get(provider.id());
    return provider.keySource() == KeySource.MISSING && key != null
        ? provider.withKey(key)
        : provider;
  }

  boolean has(String connectionId) {
    return connections.stream().anyMatch(connection -> connection.id().equals(connectionId));
  }

  Settings with(SavedConnection connection) {
    List<SavedConnection> more = new ArrayList<>(connections);
    more.add(connection);
    return new Settings(more, keys);
  }

  Settings without(String connectionId) {
    return new Settings(
        connections.stream().filter(connection -> !connection.id().equals(connectionId)).toList(),
        keys);
  }

  Settings withKey(String provider, Secret key) {
    Map<String, Secret> more = new LinkedHashMap<>(keys);
    more.put(provider, key);
    return new Settings(connections, more);
  }

  Settings withoutKey(String provider) {
    Map<String, Secret> fewer = new LinkedHashMap<>(keys);
    fewer.remove(provider);
    return new Settings(connections, fewer);
  }
}
