package io.chatdata.server.store;

import io.chatdata.server.base.DatabaseUrl;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
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
  private static final Duration BETWEEN = Duration.ofMillis(20);
  private static final Duration RECONNECT = Duration.ofSeconds(2);

  private final DatabaseUrl url;
  private final Pool sender;
  private final Lease lease;
  private final Set<UUID> pending = new HashSet<>();
  private final Thread sending = Thread.ofVirtual().name("notify").unstarted(this::send);
  private final Thread listening = Thread.ofVirtual().name("listen").unstarted(this::listen);
  private volatile Consumer<Set<UUID>> listener = turns -> {};
  private volatile boolean closed;

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
    LockSupport.unpark(sending);
  }

  private void send() {
    while (!closed) {
      Set<UUID> turns;
      synchronized (pending) {
        turns = Set.copyOf(pending);
        pending.clear();
      }
      if (turns.isEmpty()) {
        LockSupport.park(this);
        continue;
      }
      String payload =
          turns.size() > MOST_IDS
              ? ALL
              : turns.stream().map(UUID::toString).collect(Collectors.joining(","));
      try {
        sender.use(NotifyDao.class, dao -> dao.send(CHANNEL, payload));
      } catch (RuntimeException e) {
        log.debug("A notification was not sent", e);
      }
      LockSupport.parkNanos(BETWEEN.toNanos());
    }
  }

  private void listen() {
    while (!closed) {
      try (Connection connection = PostgresDataSource.of(url).getConnection()) {
        try (Statement statement = connection.createStatement()) {
          statement.execute("LISTEN " + CHANNEL);
        }
        listener.accept(Set.of());
        PGConnection notifications = connection.unwrap(PGConnection.class);
        while (!closed) {
          PGNotification[] received = notifications.getNotifications(10_000);
          if (received == null || received.length == 0) {
            alive(connection);
          } else {
            listener.accept(turns(received));
          }
        }
      } catch (SQLException e) {
        if (!closed) {
          log.debug("Lost the connection that listens", e);
          LockSupport.parkNanos(RECONNECT.toNanos());
        }
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
      if (notification.getParameter().equals(ALL)) {
        return Set.of();
      }
      Arrays.stream(notification.getParameter().split(",", -1))
          .map(UUID::fromString)
          .forEach(turns::add);
    }
    return turns;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(sending);
    listening.interrupt();
  }
}
