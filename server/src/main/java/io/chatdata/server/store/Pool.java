package io.chatdata.server.store;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.DatabaseUrl;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
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
  private static final int TRIES = 3;
  private static final Set<String> TRY_AGAIN = Set.of("40001", "40P01");

  private final StoreConnections connections;
  private final Jdbi jdbi;

  /**
   * Opens it.
   *
   * @param patience how long an answer may take
   */
  Pool(DatabaseUrl url, int size, Duration patience) {
    PGSimpleDataSource source = PostgresDataSource.of(url);
    source.setSocketTimeout((int) patience.toSeconds());
    connections = new StoreConnections(source, size);
    jdbi =
        Jdbi.create(connections)
            // Its messages would quote the values of a statement.
            .configure(
                StatementExceptions.class,
                messages -> messages.setMessageRendering(StatementExceptions.MessageRendering.NONE))
            .installPlugin(new PostgresPlugin())
            .installPlugin(new SqlObjectPlugin())
            .registerArgument(new JsonArgumentFactory())
            .registerArgument(new ByteaArrayArgumentFactory())
            .registerColumnMapper(new JsonColumnMapper());
  }

  /**
   * One statement. It is tried again where the database asks for that (40001, 40P01).
   *
   * @throws ChatdataException STORE_UNAVAILABLE where the store can't be reached
   * @throws ConstraintViolation where a constraint refuses it
   */
  public <D, T extends @Nullable Object> T use(Class<D> type, Function<D, T> work) {
    return trying(() -> jdbi.withHandle(handle -> work.apply(handle.attach(type))));
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
    return trying(() -> jdbi.inTransaction(handle -> work.apply(of(handle))));
  }

  private static <T extends @Nullable Object> T trying(Work<T> work) {
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

  private static Transaction of(Handle handle) {
    return new Transaction() {
      @Override
      public <D> D dao(Class<D> type) {
        return handle.attach(type);
      }
    };
  }

  private static <T extends @Nullable Object> T translating(Work<T> work) {
    try {
      return work.call();
    } catch (JdbiException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof PSQLException refused
            && refused.getServerErrorMessage() != null
            && refused.getServerErrorMessage().getConstraint() != null) {
          throw new ConstraintViolation(refused.getServerErrorMessage().getConstraint(), e);
        }
        if (cause instanceof SQLTransientConnectionException) {
          throw new ChatdataException(unavailable(), e);
        }
        if (cause instanceof SQLException failed && isConnection(failed.getSQLState())) {
          throw new BrokenConnection(e);
        }
      }
      throw e;
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

  @FunctionalInterface
  private interface Work<T extends @Nullable Object> {
    T call();
  }

  @Override
  public void close() {
    connections.close();
  }
}
