package io.chatdata.server.store;

import io.chatdata.server.base.DatabaseUrl;
import io.chatdata.server.base.Worker;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the other servers of a store that a turn has news. It only ever saves waiting: whoever
 * misses one polls. At most 50 notifications a second leave a server, each for all turns that had
 * news since the one before; none leave while no other server is alive.
 */
public final class Notifications implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Notifications.class);
  private static final String CHANNEL = "chatdata_turns";
  private static final String ALL = "*";
  private static final int MOST_IDS = 200;
  private static final long BETWEEN_NANOS = 20_000_000;
  private static final Duration RECONNECT = Duration.ofSeconds(2);

  private final DatabaseUrl url;
  private final Pool sender;
  private final Lease lease;
  private final Set<UUID> pending = new HashSet<>();
  private final Worker sending = new Worker("notify", this::send);
  private final Worker listening = new Worker("listen", this::listen);
  private volatile Consumer<Set<UUID>> listener = turns -> {};
  private volatile @Nullable Connection listens;

  Notifications(DatabaseUrl url, Pool sender, Lease lease) {
    this.url = url;
    this.sender = sender;
    this.lease = lease;
  }

  /** Starts. The listener gets the turns with news; an empty set means any turn may have some. */
  public void start(Consumer<Set<UUID>> newListener) {
    listener = newListener;
    sending.start();
    listening.start();
  }

  /** Says that a turn has news; returns at once. */
  public void announce(UUID turn) {
    if (lease.alone()) {
      return;
    }
    synchronized (pending) {
      pending.add(turn);
    }
    sending.wake();
  }

  private void send(Worker worker) {
    while (!worker.isClosed()) {
      Set<UUID> turns;
      synchronized (pending) {
        turns = Set.copyOf(pending);
        pending.clear();
      }
      if (turns.isEmpty()) {
        worker.rest();
        continue;
      }
      long next = System.nanoTime() + BETWEEN_NANOS;
      String payload =
          turns.size() > MOST_IDS
              ? ALL
              : turns.stream().map(UUID::toString).collect(Collectors.joining(","));
      try {
        sender.use(NotifyDao.class, dao -> dao.send(CHANNEL, payload));
      } catch (RuntimeException e) {
        log.debug("A notification was not sent", e);
      }
      worker.restUntil(next);
    }
  }

  private void listen(Worker worker) {
    while (!worker.isClosed()) {
      try (Connection connection = PostgresDataSource.of(url).getConnection()) {
        try (Statement statement = connection.createStatement()) {
          statement.execute("SET idle_in_transaction_session_timeout = '3s'");
          statement.execute("LISTEN " + CHANNEL);
        }
        listens = connection;
        listener.accept(Set.of());
        PGConnection notifications = connection.unwrap(PGConnection.class);
        while (!worker.isClosed()) {
          PGNotification[] received = notifications.getNotifications(10_000);
          if (received == null || received.length == 0) {
            alive(connection);
          } else {
            listener.accept(turns(received));
          }
        }
      } catch (SQLException e) {
        log.debug("Lost the connection that listens", e);
        worker.rest(RECONNECT);
      }
    }
  }

  private static void alive(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT 1")) {
      statement.execute();
    }
  }

  private static Set<UUID> turns(PGNotification[] received) {
    Set<UUID> turns = new HashSet<>();
    for (PGNotification notification : received) {
      try {
        Arrays.stream(notification.getParameter().split(",", -1))
            .map(UUID::fromString)
            .forEach(turns::add);
      } catch (IllegalArgumentException e) {
        // "Look at all", or another program's notification.
        return Set.of();
      }
    }
    return turns;
  }

  /** It would otherwise wait for the next notification. */
  private void hangUp() {
    Connection connection = listens;
    if (connection != null) {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        log.debug("The connection that listens was not closed", e);
      }
    }
  }

  @Override
  public void close() {
    sending.close();
    hangUp();
    listening.close();
  }
}
