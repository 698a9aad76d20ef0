package io.chatdata.e2e.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Something that relays a model's answers, or the model itself.
 *
 * @param parts the processes whose time is its; empty where they aren't known
 * @param store PostgreSQL, where it keeps what it answers; told apart
 * @param model the base URL of the model
 */
record Target(String name, Clients clients, Processes parts, Processes store, URI model) {
  static final Processes NONE = new Processes(List.of());

  private static final long LOOK_NANOS = 50_000_000;

  /** Processor time of its own and of its store. */
  double cpuSeconds() {
    return parts.cpuSeconds() + store.cpuSeconds();
  }

  /** Waits until the model answers nobody: turns go on when their clients have left. */
  void awaitQuiet() throws IOException {
    URI stats = model.resolve("/stats");
    while (true) {
      try (InputStream answer = stats.toURL().openStream()) {
        if (new String(answer.readAllBytes(), UTF_8).contains("\"active\":0}")) {
          return;
        }
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
