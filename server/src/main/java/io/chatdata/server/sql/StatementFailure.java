package io.chatdata.server.sql;

import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Why a statement failed on the database, in words, and what that means for its connection. */
final class StatementFailure {
  private static final String QUERY_CANCELED = "57014";
  private static final String TRANSACTION_TIMEOUT = "25P04";
  private static final String PROGRAM_LIMIT_EXCEEDED = "54000";
  private static final String SERIALIZATION_FAILURE = "40001";
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final Set<String> UNKNOWN_NAMES = Set.of("42P01", "42703");

  private StatementFailure() {}

  /** True when the database knows a table or column of the catalog no more. */
  static boolean unknownName(String sqlstate) {
    return UNKNOWN_NAMES.contains(sqlstate);
  }

  /** True when the connection can't be trusted any more. */
  static boolean poisons(SQLException e) {
    String state = Objects.requireNonNullElse(e.getSQLState(), "08000");
    return state.startsWith("08")
        || state.startsWith("57")
        || state.startsWith("25P0")
        || state.startsWith("XX");
  }

  /** True when the result has more bytes than the driver may hold. */
  static boolean overBuffer(SQLException e) {
    return String.valueOf(e.getMessage()).contains("maxResultBuffer");
  }

  /**
   * True when shorter values might do: a row is over the driver's limit or over PostgreSQL's own.
   */
  static boolean tooLarge(SQLException e) {
    return overBuffer(e) || PROGRAM_LIMIT_EXCEEDED.equals(e.getSQLState());
  }

  /**
   * True when a standby ended it for a change that it had to apply; what reads only, each statement
   * by itself, can't come into conflict in any other way.
   */
  static boolean byReplay(SQLException e) {
    return SERIALIZATION_FAILURE.equals(e.getSQLState());
  }

  /** The statement was stopped because its time was up. */
  static Problem timeout(QueryRequest request) {
    return Problem.of(
        Reason.STATEMENT_TIMEOUT,
        "The statement took over %s and was stopped; read fewer rows or ask for less at once"
            .formatted(seconds(request.timeout())));
  }

  /** The statement was stopped because its caller gave up. */
  static Problem cancelled() {
    return Problem.of(Reason.STATEMENT_CANCELLED, "The statement was cancelled");
  }

  /** The catalog changed each time that the statement was judged by it. */
  static Problem changing() {
    return Problem.of(
            Reason.STATEMENT_FAILED,
            "Functions or views of the database are being changed; try again")
        .retryAfter(Duration.ofSeconds(5));
  }

  /** No connection became free in time. */
  static Problem busy(DatabaseConfig config, QueryRequest request) {
    return Problem.of(
            Reason.STATEMENT_TIMEOUT,
            "All connections of '%s' (%d) were busy for %s; try again"
                .formatted(config.connectionId(), config.poolSize(), seconds(request.timeout())))
        .retryAfter(Duration.ofSeconds(2));
  }

  /**
   * What it means.
   *
   * @param stop why we stopped it; null when we didn't
   * @param late true when its deadline has passed
   */
  static Problem problem(
      DatabaseConfig config,
      QueryRequest request,
      SQLException e,
      Watch.@Nullable Stop stop,
      boolean late) {
    if (stop == Watch.Stop.CANCELLED) {
      return cancelled();
    }
    String state = Objects.requireNonNullElse(e.getSQLState(), "08000");
    if (stop == Watch.Stop.TIMEOUT
        || state.equals(TRANSACTION_TIMEOUT)
        || (late && state.equals(QUERY_CANCELED))) {
      return timeout(request);
    }
    if (state.equals(QUERY_CANCELED)) {
      return Problem.of(
          Reason.STATEMENT_CANCELLED,
          "The statement was cancelled by the database's administrator");
    }
    if (state.startsWith("08") || state.startsWith("57")) {
      return Unreachable.broken(config);
    }
    if (byReplay(e)) {
      return Problem.of(
              Reason.STATEMENT_FAILED,
              "The database is a standby and ended the statement twice, to apply changes to what it reads (%s); try again, read less at once, or let its administrator raise max_standby_streaming_delay"
                  .formatted(text(e)))
          .retryAfter(Duration.ofSeconds(5));
    }
    if (state.equals(LOCK_NOT_AVAILABLE)) {
      return Problem.of(
              Reason.STATEMENT_FAILED,
              "A table that the statement reads is locked by another session; try again")
          .retryAfter(Duration.ofSeconds(5));
    }
    return Problem.of(Reason.STATEMENT_FAILED, text(e));
  }

  /** The database's message, and its hint where it has one. */
  private static String text(SQLException e) {
    ServerErrorMessage server =
        e instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
    if (server == null || server.getMessage() == null) {
      return String.valueOf(e.getMessage());
    }
    return server.getHint() == null
        ? server.getMessage()
        : server.getMessage() + ". " + server.getHint();
  }

  private static String seconds(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }
}
