package io.chatdata.server.explorer;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.sql.Database;
import io.chatdata.server.sql.RoleState;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The connections and their databases: those configured, then those added since. */
public final class Connections implements AutoCloseable {
  /** The id that means the connection of this name or, where there is none, the first. */
  public static final String DEFAULT = "default";

  /** How long a list waits for databases that have not been looked at yet. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Histogram waits =
      Histogram.builder()
          .name("chatdata_server_connection_wait_seconds")
          .help("How long statements waited in line for one of their connection's pool.")
          .labelNames("connection")
          .classicOnly()
          .classicUpperBounds(0.001, 0.01, 0.1, 0.5, 2, 10)
          .build();

  /** Never changed, but replaced. */
  private volatile Map<String, Connection> connections;

  private Connections(List<ConnectionConfig> configs) {
    Map<String, Connection> all = new LinkedHashMap<>();
    for (ConnectionConfig config : configs) {
      all.put(config.id(), connection(config, false));
    }
    connections = all;
  }

  /** Prepares to use them, in their order; connects to nothing. */
  public static Connections open(List<ConnectionConfig> configs) {
    return new Connections(configs);
  }

  /**
   * What was found of a database that need not be one of them.
   *
   * @param accepted whether statements may run
   * @param powers what its role can do besides reading, in words
   * @param roleSql SQL that makes a role that can only read; empty when not needed
   * @param tables how many can be explored; 0 unless accepted
   */
  public record Look(boolean accepted, List<String> powers, String roleSql, int tables) {
    public Look {
      powers = List.copyOf(powers);
    }
  }

  /**
   * Connects to a database and looks at its role and tables; gives up after 35 s.
   *
   * @throws ChatdataException where it can't be reached
   */
  public static Look lookAt(ConnectionConfig config) {
    try (Database database = Database.open(config.database())) {
      RoleState role = database.role();
      return new Look(
          role.accepted(),
          role.powers(),
          role.advice()
              .lines()
              .filter(line -> !line.startsWith("--"))
              .collect(Collectors.joining("\n")),
          role.accepted() ? database.catalog().tables().size() : 0);
    }
  }

  /** Adds one, of an id that none has; connects to nothing. */
  public void add(ConnectionConfig config) {
    Connection connection = connection(config, true);
    synchronized (this) {
      Map<String, Connection> all = new LinkedHashMap<>(connections);
      all.put(config.id(), connection);
      connections = all;
    }
  }

  private Connection connection(ConnectionConfig config, boolean added) {
    var connection = new Connection(config, added);
    connection.database.onWait(waits.labelValues(config.id())::observe);
    return connection;
  }

  /** Measures how long statements wait in line. */
  public void measure(PrometheusRegistry registry) {
    registry.register(waits);
  }

  /** Whether there is one of exactly this id. */
  public boolean has(String id) {
    return connections.containsKey(id);
  }

  /**
   * Makes sure that one of exactly this id was added.
   *
   * @throws ChatdataException UNKNOWN_CONNECTION, or INVALID_FIELD where it was configured
   */
  public void requireAdded(String id) {
    Connection connection = connections.get(id);
    if (connection == null) {
      throw unknown(id, connections);
    }
    if (!connection.added) {
      throw Problem.of(
              Reason.INVALID_FIELD,
              "The connection '%s' comes from the operator's configuration; remove it there"
                  .formatted(id))
          .atField("id")
          .toException();
    }
  }

  /** Removes one, if it is there. Statements that run on it break. */
  public void remove(String id) {
    Connection gone;
    synchronized (this) {
      Map<String, Connection> all = new LinkedHashMap<>(connections);
      gone = all.remove(id);
      connections = all;
    }
    if (gone != null) {
      gone.database.close();
      waits.remove(id);
    }
  }

  /**
   * The id of the connection that an id means; an empty one means the default.
   *
   * @throws ChatdataException UNKNOWN_CONNECTION, listing the valid ones
   */
  public String resolve(String id) {
    return connection(id).config.id();
  }

  /**
   * The database of a connection; an empty id means the default.
   *
   * @throws ChatdataException UNKNOWN_CONNECTION, listing the valid ones
   */
  public Database database(String id) {
    return connection(id).database;
  }

  /**
   * How a connection was configured; an empty id means the default.
   *
   * @throws ChatdataException UNKNOWN_CONNECTION, listing the valid ones
   */
  public ConnectionConfig config(String id) {
    return connection(id).config;
  }

  /**
   * All, in the configuration's order, with what is known of their roles. Those not looked at yet
   * are looked at; what takes over 3 s is known by the next time.
   */
  public List<ConnectionInfo> list() {
    List<Connection> all = List.copyOf(connections.values());
    var looked = new CountDownLatch(all.size());
    for (Connection connection : all) {
      Thread.ofVirtual()
          .name("look-at-" + connection.config.id())
          .start(
              () -> {
                connection.look();
                looked.countDown();
              });
    }
    try {
      // When time is up, what is known so far has to do.
      boolean _ = looked.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return all.stream().map(Connection::info).toList();
  }

  /**
   * One of them, looked at now; an empty id means the default.
   *
   * @throws ChatdataException UNKNOWN_CONNECTION, listing the valid ones
   */
  public ConnectionInfo info(String id) {
    Connection connection = connection(id);
    connection.look();
    return connection.info();
  }

  /**
   * Looks, beside the caller, at those whose role is accepted whatever it can do, so that the log
   * tells at once what that is.
   */
  public void lookAtAccepted() {
    for (Connection connection : connections.values()) {
      if (connection.config.database().allowUnsafeRole()) {
        Thread.ofVirtual().name("look-at-" + connection.config.id()).start(connection::look);
      }
    }
  }

  @Override
  public void close() {
    connections.values().forEach(connection -> connection.database.close());
  }

  private Connection connection(String id) {
    Map<String, Connection> all = connections;
    Connection connection = all.get(id.isEmpty() ? DEFAULT : id);
    if (connection == null && (id.isEmpty() || id.equals(DEFAULT)) && !all.isEmpty()) {
      return all.values().iterator().next();
    }
    if (connection == null) {
      throw unknown(id, all);
    }
    return connection;
  }

  private static ChatdataException unknown(String id, Map<String, Connection> all) {
    return Problem.of(
            Reason.UNKNOWN_CONNECTION,
            all.isEmpty()
                ? "No connection is configured; add one to chatdata.yaml or start with --db"
                : "Unknown connection '%s'; valid ones: %s"
                    .formatted(id, String.join(", ", all.keySet())))
        .atField("connection_id")
        .with("connection_id", id)
        .toException();
  }

  /** A connection and what was found when its database was last looked at. */
  private static final class Connection {
    final ConnectionConfig config;
    final Database database;
    final boolean added;
    private volatile @Nullable String failure = "It has not been looked at yet";

    Connection(ConnectionConfig config, boolean added) {
      this.config = config;
      this.added = added;
      database = Database.open(config.database());
    }

    void look() {
      try {
        RoleState _ = database.role();
        failure = null;
      } catch (ChatdataException e) {
        failure = e.problem().message();
      }
    }

    ConnectionInfo info() {
      String failed = failure;
      RoleState role = database.lastKnownRole();
      List<String> warnings = new ArrayList<>();
      if (failed != null) {
        warnings.add(failed);
      }
      ConnectionInfo.ReadOnlyState state;
      if (!role.checked()) {
        state = ConnectionInfo.ReadOnlyState.UNKNOWN;
      } else if (role.powers().isEmpty()) {
        state = ConnectionInfo.ReadOnlyState.VERIFIED;
      } else {
        state =
            role.overridden()
                ? ConnectionInfo.ReadOnlyState.OVERRIDDEN
                : ConnectionInfo.ReadOnlyState.REFUSED;
        warnings.add(
            "Its role can do more than read: it %s. %s"
                .formatted(
                    String.join(", ", role.powers()),
                    role.overridden()
                        ? "allow_unsafe_role accepts that"
                        : "It is refused; using it says what to do"));
      }
      return new ConnectionInfo(
          config.id(),
          config.name(),
          config.description(),
          config.notes(),
          config.database().url().database(),
          state,
          warnings,
          config.database().schemas(),
          config.database().timeZone().getId(),
          config.database().rowsToModel(),
          added);
    }
  }
}
