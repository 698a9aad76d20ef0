package io.chatdata.server;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.DatabaseUrl;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.conversation.Conversations;
import io.chatdata.server.conversation.Search;
import io.chatdata.server.explorer.ConnectionConfig;
import io.chatdata.server.explorer.Connections;
import io.chatdata.server.explorer.Results;
import io.chatdata.server.explorer.Tools;
import io.chatdata.server.grpc.CallMetrics;
import io.chatdata.server.grpc.ChatGrpcService;
import io.chatdata.server.grpc.DataGrpcService;
import io.chatdata.server.grpc.Events;
import io.chatdata.server.grpc.GrpcServer;
import io.chatdata.server.grpc.SetupGrpcService;
import io.chatdata.server.llm.ModelMetrics;
import io.chatdata.server.llm.Provider;
import io.chatdata.server.llm.ProviderConfig;
import io.chatdata.server.llm.Providers;
import io.chatdata.server.llm.RemoteProvider;
import io.chatdata.server.planner.BuiltinPlanner;
import io.chatdata.server.planner.Place;
import io.chatdata.server.planner.SuggestQuestions;
import io.chatdata.server.setup.SettingsFile;
import io.chatdata.server.setup.Setup;
import io.chatdata.server.sql.DatabaseConfig;
import io.chatdata.server.sql.RowsToModel;
import io.chatdata.server.store.DemoDatabase;
import io.chatdata.server.store.ReaderRole;
import io.chatdata.server.store.Store;
import io.chatdata.server.turn.Turns;
import io.chatdata.telemetry.Telemetry;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes everything, starts it, and stops it in the opposite order. */
final class Wiring implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Wiring.class);

  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final @Nullable Path readyFile;
  private final GrpcServer server;

  private Wiring(ServerConfig config, Clock clock) {
    readyFile = config.readyFile();
    try {
      server = wire(config, clock);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts a server.
   *
   * @throws ChatdataException where it can't, with the reason and the way out; nothing is left
   *     running
   */
  static Wiring start(ServerConfig config, Clock clock) {
    return new Wiring(config, clock);
  }

  private GrpcServer wire(ServerConfig config, Clock clock) {
    Telemetry telemetry = started(telemetry(config));
    Store store = started(Store.open(config.store()));
    Connections connections = started(Connections.open(connections(config, store, clock)));
    if (config.databaseGiven()) {
      // Reads nothing where the role can do more than read: that is said now, with the way out.
      var _ = connections.database(Connections.DEFAULT).catalog();
    }
    var results = new Results(store);
    var tools = new Tools(connections, results);
    var planner =
        new BuiltinPlanner(
            id ->
                new Place(
                    connections.resolve(id),
                    connections.database(id).catalog(),
                    connections.config(id).database().timeZone(),
                    connections.config(id).database().rowsToModel()),
            clock);
    Providers providers = providers(config, planner);
    var setup =
        new Setup(
            new SettingsFile(config.store().home()),
            connections,
            providers,
            connection -> apart(connection, store));
    setup.restore();
    connections.lookAtAccepted();
    var conversations = new Conversations(store.general());
    var metrics = new PrometheusRegistry();
    Turns turns =
        started(
            new Turns(
                store,
                new Events(),
                providers,
                tools,
                connections,
                new ModelMetrics(metrics),
                config.limits(),
                clock));
    turns.start();
    maintain(new Retention(conversations, results, config.retention(), clock));
    measure(store, turns, metrics);
    store.measure(metrics);
    connections.measure(metrics);
    GrpcServer grpc =
        started(
            new GrpcServer(
                config.listen(),
                List.of(
                    new ChatGrpcService(
                        conversations,
                        new Search(store.general()),
                        turns,
                        providers,
                        connections,
                        results),
                    new DataGrpcService(
                        tools,
                        connections,
                        (id, limit, cancellation) ->
                            SuggestQuestions.suggest(
                                connections.database(id).catalog(cancellation), limit)),
                    new SetupGrpcService(setup)),
                new CallMetrics(metrics),
                telemetry,
                store.lease()::beating));
    grpc.start();
    providers.measure(metrics);
    serve(metrics, config.metricsPort());
    AutoCloseable drain =
        () -> {
          grpc.leave();
          turns.drain();
        };
    started.push(drain);
    ready(config, grpc, store);
    return grpc;
  }

  private static Telemetry telemetry(ServerConfig config) {
    try {
      return Telemetry.start("chatdata-server", config.telemetry());
    } catch (IllegalArgumentException e) {
      throw new ChatdataException(
          Problem.of(Reason.INVALID_FIELD, String.valueOf(e.getMessage())), e);
    }
  }

  private Providers providers(ServerConfig config, Provider planner) {
    Map<Duration, HttpClient> clients = new HashMap<>();
    List<Provider> providers = new ArrayList<>();
    for (ProviderConfig provider : config.providers()) {
      HttpClient http =
          clients.computeIfAbsent(
              provider.timeouts().connect(), timeout -> started(config.network().client(timeout)));
      providers.add(new RemoteProvider(provider, config.catalog(), http));
    }
    providers.add(planner);
    return new Providers(providers, config.defaultProvider());
  }

  /** Those configured, and what stands in for a "default" where there is none. */
  private static List<ConnectionConfig> connections(ServerConfig config, Store store, Clock clock) {
    List<ConnectionConfig> connections = new ArrayList<>(config.connections());
    if (store.embedded() != null) {
      String id = connections.isEmpty() ? Connections.DEFAULT : "demo";
      if (connections.stream().noneMatch(connection -> connection.id().equals(id))) {
        connections.add(demo(id, DemoDatabase.ready(store.embedded(), clock)));
      }
    } else if (connections.isEmpty()) {
      var role = new ReaderRole(store);
      Optional<DatabaseUrl> reader = role.make();
      if (reader.isEmpty()) {
        log.warn("Nothing can be explored yet. This SQL makes the role for it:\n{}", role.sql());
      }
      reader.ifPresent(
          url -> connections.add(connection(Connections.DEFAULT, url.database(), "", url)));
    }
    return connections.stream().map(connection -> apart(connection, store)).toList();
  }

  private static ConnectionConfig demo(String id, DatabaseUrl url) {
    return connection(
        id,
        "Demo shop",
        "An online shop made up for trying chatdata: customers, users, products, orders with their"
            + " items, and daily sales.",
        url);
  }

  private static ConnectionConfig connection(
      String id, String name, String description, DatabaseUrl url) {
    return new ConnectionConfig(
        id,
        name,
        description,
        "",
        new DatabaseConfig(
            id,
            url,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            false,
            ZoneId.of("UTC"),
            RowsToModel.PREVIEW,
            DatabaseConfig.POOL_SIZE,
            DatabaseConfig.Limits.STANDARD));
  }

  /** The store's own tables are nobody's data, whoever names its database. */
  private static ConnectionConfig apart(ConnectionConfig connection, Store store) {
    DatabaseConfig database = connection.database();
    return database.url().sameDatabase(store.url())
        ? new ConnectionConfig(
            connection.id(),
            connection.name(),
            connection.description(),
            connection.notes(),
            database.hiding(Store.TABLES))
        : connection;
  }

  private void maintain(Retention retention) {
    ScheduledExecutorService maintenance =
        started(
            Executors.newSingleThreadScheduledExecutor(
                task -> Thread.ofPlatform().name("maintenance").daemon().unstarted(task)));
    var _ = maintenance.scheduleWithFixedDelay(retention::run, 1, 15, TimeUnit.MINUTES);
  }

  private static void measure(Store store, Turns turns, PrometheusRegistry registry) {
    JvmMetrics.builder().register(registry);
    GaugeWithCallback.builder()
        .name("chatdata_server_turns_running")
        .help("Turns that run on this server.")
        .callback(gauge -> gauge.call(turns.runningHere()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("chatdata_server_store_up")
        .help("1 where the store answered the last heartbeat, else 0.")
        .callback(gauge -> gauge.call(store.lease().beating() ? 1 : 0))
        .register(registry);
  }

  /** A port that is taken is no reason for a server not to run. */
  private void serve(PrometheusRegistry metrics, int port) {
    try {
      log.info("Metrics are at {}", started(MetricsServer.start(port, metrics)).address());
    } catch (IOException e) {
      log.warn("No metrics: port {} is taken. Set CHATDATA_METRICS_PORT to another", port);
    }
  }

  private void ready(ServerConfig config, GrpcServer grpc, Store store) {
    String address = config.listen().address().getHostAddress() + ":" + grpc.port();
    log.info("The server takes calls at {}", address);
    if (store.embedded() != null) {
      log.info("The store is the embedded PostgreSQL at 127.0.0.1:{}", store.embedded().port());
    }
    if (readyFile == null) {
      return;
    }
    try {
      Files.writeString(readyFile, address + "\n");
    } catch (IOException e) {
      throw new ChatdataException(
          Problem.of(Reason.INVALID_FIELD, "%s can't be written".formatted(readyFile)), e);
    }
  }

  /** The port that the server listens on. */
  int port() {
    return server.port();
  }

  private <T extends AutoCloseable> T started(T part) {
    started.push(part);
    return part;
  }

  @Override
  public void close() {
    if (readyFile != null) {
      try {
        Files.deleteIfExists(readyFile);
      } catch (IOException e) {
        log.warn("{} was not removed", readyFile);
      }
    }
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        log.warn("A part did not stop cleanly", e);
      }
    }
  }
}
