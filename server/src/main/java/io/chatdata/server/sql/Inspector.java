package io.chatdata.server.sql;

import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.ChatdataException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a database's role and catalog, over a connection of its own, and remembers what it saw.
 * A role that is refused is looked at again each time, so that mending it is enough.
 */
final class Inspector {
  /** What is older is looked at again. */
  static final Duration MAX_AGE = Duration.ofSeconds(60);

  /** When a name is not in the catalog, what is older is looked at again. */
  static final Duration MIN_AGE = Duration.ofSeconds(2);

  /** A look that takes longer is given up. */
  private static final Duration MAX_TIME = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(Inspector.class);

  private static final Catalog EMPTY = new Catalog(List.of(), List.of());

  private final DatabaseConfig config;
  private final ConnectionPool pool;
  private final ReentrantLock inspecting = new ReentrantLock();
  private volatile @Nullable Inspection last;
  private volatile boolean expired;
  private @Nullable Failure lastFailure;

  Inspector(DatabaseConfig config, ConnectionPool pool) {
    this.config = config;
    this.pool = pool;
  }

  /**
   * What was seen.
   *
   * @param catalog empty when the role is refused
   * @param nanos when, in System.nanoTime
   */
  record Inspection(RoleState role, Catalog catalog, long nanos) {}

  private record Failure(ChatdataException exception, long nanos) {}

  /** What was seen last. */
  Optional<Inspection> last() {
    return Optional.ofNullable(last);
  }

  /** A catalog of this age was found to be wrong; the next to ask has it read again. */
  void expire(Duration minAge) {
    Inspection seen = last;
    if (seen != null && !isYoung(seen, minAge)) {
      expired = true;
    }
  }

  /**
   * What was seen at most so long ago.
   *
   * @throws ChatdataException when the database can't be reached or the caller gave up
   */
  Inspection inspect(Duration maxAge, Cancellation cancellation) {
    long asked = System.nanoTime();
    Optional<Inspection> seen = seen(maxAge);
    if (seen.isPresent()) {
      return seen.get();
    }
    standInLine(cancellation);
    try {
      seen = seen(maxAge);
      if (seen.isPresent()) {
        return seen.get();
      }
      if (lastFailure != null && lastFailure.nanos - asked > 0) {
        // Someone else failed while this one waited in line.
        throw new ChatdataException(lastFailure.exception.problem(), lastFailure.exception);
      }
      Inspection now = DatabaseSpan.over(config, "catalog", _ -> look(cancellation));
      expired = false;
      sayOverride(now.role);
      last = now;
      return now;
    } finally {
      inspecting.unlock();
    }
  }

  /** Once for what is found, and again when that has changed. */
  private void sayOverride(RoleState role) {
    Inspection before = last;
    if (role.overridden() && (before == null || !before.role.equals(role))) {
      log.warn(
          "Connection '{}': its role {}; allow_unsafe_role accepts that",
          config.connectionId(),
          role.inWords());
    }
  }

  private void standInLine(Cancellation cancellation) {
    try {
      while (!inspecting.tryLock(50, TimeUnit.MILLISECONDS)) {
        if (cancellation.isCancelled()) {
          throw StatementFailure.cancelled().toException();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChatdataException(StatementFailure.cancelled(), e);
    }
  }

  private Optional<Inspection> seen(Duration maxAge) {
    return Optional.ofNullable(last)
        .filter(seen -> !expired && seen.role.accepted() && isYoung(seen, maxAge));
  }

  private static boolean isYoung(Inspection inspection, Duration maxAge) {
    return System.nanoTime() - inspection.nanos < maxAge.toNanos();
  }

  private Inspection look(Cancellation cancellation) {
    try (Connection connection = pool.openDirect();
        var _ =
            new Watch(
                connection.unwrap(PgConnection.class),
                System.nanoTime() + MAX_TIME.toNanos(),
                cancellation)) {
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      RoleState role = RoleProbe.probe(connection, config);
      Catalog catalog = role.accepted() ? CatalogReader.read(connection, config) : EMPTY;
      connection.rollback();
      return new Inspection(role, catalog, System.nanoTime());
    } catch (SQLException e) {
      if (cancellation.isCancelled()) {
        // No failure for those who wait in line: the next of them looks.
        throw new ChatdataException(StatementFailure.cancelled(), e);
      }
      var failure = new ChatdataException(Unreachable.problem(config, e), e);
      lastFailure = new Failure(failure, System.nanoTime());
      throw failure;
    }
  }
}
