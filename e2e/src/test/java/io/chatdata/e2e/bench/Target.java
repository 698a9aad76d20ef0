package io.chatdata.e2e.bench;

import java.util.List;

/**
 * Something that relays a model's answers, or the model itself.
 *
 * @param parts the processes whose time is its; empty where they aren't known
 * @param store PostgreSQL, where it keeps what it answers; told apart
 */
record Target(String name, Clients clients, Processes parts, Processes store) {
  static final Processes NONE = new Processes(List.of());

  /** Processor time of its own and of its store. */
  double cpuSeconds() {
    return parts.cpuSeconds() + store.cpuSeconds();
  }
}
