package io.chatdata.server;

import io.chatdata.server.explorer.ConnectionConfig;
import io.chatdata.server.grpc.ListenConfig;
import io.chatdata.server.llm.ModelCatalog;
import io.chatdata.server.llm.ProviderConfig;
import io.chatdata.server.llm.ProviderNetwork;
import io.chatdata.server.store.StoreConfig;
import io.chatdata.server.turn.TurnLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that an operator can set, read once at start.
 *
 * @param file the file that it was read from, which need not exist
 * @param listen where the server listens, and to whom
 * @param metricsPort port of /metrics, on loopback
 * @param retention how long a conversation is kept after its last change; null means for ever
 * @param connections in the order of the configuration; what stands in for none is decided when the
 *     store is open
 * @param providers in the order to offer them, the built-in planner not among them
 * @param catalog the known models
 * @param network the way to the providers
 * @param defaultProvider empty means the first that can be used
 * @param limits what a turn may use
 * @param databaseGiven whether the first connection was named at start, so that the start is to
 *     fail where it can't be used
 * @param telemetry OpenTelemetry's variables
 * @param readyFile is written when the server takes calls
 */
record ServerConfig(
    Path file,
    ListenConfig listen,
    int metricsPort,
    StoreConfig store,
    @Nullable Duration retention,
    List<ConnectionConfig> connections,
    List<ProviderConfig> providers,
    ModelCatalog catalog,
    ProviderNetwork network,
    String defaultProvider,
    TurnLimits limits,
    boolean databaseGiven,
    Map<String, String> telemetry,
    @Nullable Path readyFile) {
  ServerConfig {
    connections = List.copyOf(connections);
    providers = List.copyOf(providers);
    telemetry = Map.copyOf(telemetry);
  }

  /** Never shows what may hold a key. */
  @Override
  public String toString() {
    return file.toString();
  }
}
