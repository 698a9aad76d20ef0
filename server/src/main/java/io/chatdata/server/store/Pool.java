package io.chatdata.server.store;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.util.PSQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections to the store for one use, so that no use can starve another. */
public final class Pool implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Pool.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
  private static final Duration QUEUE = Duration.ofSeconds(4);
  private static final int TRIES = 3;
  private static final Set<String> TRY_AGAIN = Set.of("40001", "40P01");

  private final StoreConnections connections;
  private volatile DoubleConsumer waited = _ -> {};

  /**
   * Opens it.
   *
   * @param patience how long an answer may take
   */
  Pool(PGSimpleDataSource source, int size, Duration patience) {
    this(source, size, patience, QUEUE);
  }

  /**
   * Opens it.
   *
   * @param patience how long an answer may take
   * @param queue how long a connection is waited for
   */
  Pool(PGSimpleDataSource source, int size, Duration patience, Duration queue) {
    source.setSocketTimeout((int) patience.toSeconds());
    Jdbi jdbi =
        Jdbi.create(() -> connect(source))
            // Its messages would quote the values of a statement.
            .configure(
                StatementExceptions.class,
                messages -> messages.setMessageRendering(StatementExceptions.MessageRendering.NONE))
            .installPlugin(new PostgresPlugin())
            .installPlugin(new SqlObjectPlugin())
            .registerArgument(new JsonArgumentFactory())
            .registerArgument(new JsonArrayArgumentFactory())
            .registerArgument(new ByteaArrayArgumentFactory())
            .registerColumnMapper(new JsonColumnMapper());
    connections = new StoreConnections(jdbi, size, queue);
  }

  private static Connection connect(PGSimpleDataSource source) throws SQLException {
    Connection connection = source.getConnection();
    try (Statement statement = connection.createStatement()) {
      // A stopped server's open transaction would otherwise hold up its own fence.
      statement.execute("SET idle_in_transaction_session_timeout = '3s'");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * One statement. It is tried again where the database asks for that (40001, 40P01).
   *
   * @throws ChatdataException STORE_UNAVAILABLE where the store can't be reached; OVERLOADED where
   *     others have had all connections for 4 s
   * @throws ConstraintViolation where a constraint refuses it
   */
  public <D, T extends @Nullable Object> T use(Class<D> type, Function<D, T> work) {
    return trying(connection -> work.apply(connection.dao(type)));
  }

  /**
   * One statement that may be made twice, such as a query. It is made again where the connection
   * that it had turns out to be broken.
   */
  public <D, T extends @Nullable Object> T query(Class<D> type, Function<D, T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return use(type, work);
      } catch (BrokenConnection e) {
        if (attempt == TRIES) {
          throw e;
        }
      }
    }
  }

  /**
   * A transaction. It may be tried again, so the work must have no other effect than its writes.
   */
  public <T extends @Nullable Object> T inTransaction(Function<Transaction, T> work) {
    return trying(connection -> connection.handle().inTransaction(_ -> work.apply(connection)));
  }

  private <T extends @Nullable Object> T trying(Function<StoreConnection, T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return translating(work);
      } catch (JdbiException e) {
        if (attempt == TRIES || !TRY_AGAIN.contains(sqlState(e))) {
          log.error("The store refuses a statement with SQLSTATE {}", sqlState(e));
          throw e;
        }
      }
    }
  }

  private <T extends @Nullable Object> T translating(Function<StoreConnection, T> work) {
    StoreConnection connection = take();
    try {
      return work.apply(connection);
    } catch (JdbiException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof PSQLException refused
            && refused.getServerErrorMessage() != null
            && refused.getServerErrorMessage().getConstraint() != null) {
          throw new ConstraintViolation(refused.getServerErrorMessage().getConstraint(), e);
        }
        if (cause instanceof SQLException failed && isConnection(failed.getSQLState())) {
          throw new BrokenConnection(e);
        }
      }
      throw e;
    } finally {
      connections.giveBack(connection);
    }
  }

  /** Tells of each use how many seconds it waited for its connection. */
  void onWait(DoubleConsumer taker) {
    waited = taker;
  }

  private StoreConnection take() {
    long started = System.nanoTime();
    try {
      return connections.take();
    } catch (StoreConnections.Busy e) {
      throw Problem.of(
              Reason.OVERLOADED,
              "This server has more to do on its store than it gets done; try again in %d s"
                  .formatted(RETRY_AFTER.toSeconds()))
          .retryAfter(RETRY_AFTER)
          .toException();
    } catch (SQLException e) {
      throw new ChatdataException(unavailable(), e);
    } finally {
      waited.accept((System.nanoTime() - started) / 1e9);
    }
  }

  /** 08: connection lost; 57P: the server stops; 53: it has no resources; 25P03: it hung up. */
  private static boolean isConnection(@Nullable String state) {
    return state != null
        && (state.startsWith("08")
            || state.startsWith("57P")
            || state.startsWith("53")
            || state.equals("25P03"));
  }

  private static Problem unavailable() {
    return Problem.of(
            Reason.STORE_UNAVAILABLE,
            "The store is not reachable; try again in %d s".formatted(RETRY_AFTER.toSeconds()))
        .retryAfter(RETRY_AFTER);
  }

  /** The store may be well: another connection would tell. */
  private static final class BrokenConnection extends ChatdataException {
    private static final long serialVersionUID = 1;

    BrokenConnection(Throwable cause) {
      super(unavailable(), cause);
    }
  }

  private static String sqlState(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return "";
  }

  @Override
  public void close() {
    connections.close();
  }
}
