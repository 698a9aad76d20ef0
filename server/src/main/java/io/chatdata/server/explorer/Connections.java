package io.chatdata.server.explorer;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.sql.Database;
import io.chatdata.server.sql.RoleState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The configured connections and their databases. */
public final class Connections implements AutoCloseable {
  /** The id that means the connection of this name or, where there is none, the first. */
  public static final String DEFAULT = "default";

  /** How long a list waits for databases that have not been looked at yet. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Map<String, Connection> connections = new LinkedHashMap<>();

  private Connections(List<ConnectionConfig> configs) {
    for (ConnectionConfig config : configs) {
      connections.put(config.id(), new Connection(config, Database.open(config.database())));
    }
  }

  /** Prepares to use them, in their order; connects to nothing. */
  public static Connections open(List<ConnectionConfig> configs) {
    return new Connections(configs);
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
    var looked = new CountDownLatch(connections.size());
    for (Connection connection : connections.values()) {
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
    return connections.values().stream().map(Connection::info).toList();
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
    Connection connection = connections.get(id.isEmpty() ? DEFAULT : id);
    if (connection == null && (id.isEmpty() || id.equals(DEFAULT)) && !connections.isEmpty()) {
      return connections.values().iterator().next();
    }
    if (connection == null) {
      throw Problem.of(
              Reason.UNKNOWN_CONNECTION,
              connections.isEmpty()
                  ? "No connection is configured; add one to chatdata.yaml or start with --db"
                  : "Unknown connection '%s'; valid ones: %s".formatted(id, ids()))
          .atField("connection_id")
          .with("connection_id", id)
          .toException();
    }
    return connection;
  }

  private String ids() {
    return String.join(", ", connections.keySet());
  }

  /** A connection and what was found when its database was last looked at. */
  private static final class Connection {
    final ConnectionConfig config;
    final Database database;
    private volatile @Nullable String failure = "It has not been looked at yet";

    Connection(ConnectionConfig config, Database database) {
      this.config = config;
      this.database = database;
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
          config.database().rowsToModel());
    }
  }
}
