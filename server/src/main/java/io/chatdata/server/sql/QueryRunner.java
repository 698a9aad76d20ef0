package io.chatdata.server.sql;

import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Runs what the guard let through on a connection of the pool, within its deadline (walls 5 and 6),
 * and gives the connection back as it was, or not at all (wall 7).
 */
final class QueryRunner {
  private static final int WALL = 6;

  /** What takes longer to plan is planned again with its values cut. */
  private static final Duration PLAN_TIME = Duration.ofSeconds(3);

  private final DatabaseConfig config;
  private final ConnectionPool pool;
  private final LastLook lastLook = new LastLook();
  private volatile DoubleConsumer waited = _ -> {};

  QueryRunner(DatabaseConfig config, ConnectionPool pool) {
    this.config = config;
    this.pool = pool;
  }

  void onWait(DoubleConsumer taker) {
    waited = taker;
  }

  QueryResult run(
      QueryRequest request, Verdict.Allowed statement, Catalog catalog, ReceiptDraft receipt) {
    long deadline = receipt.started() + request.timeout().toNanos();
    try (ConnectionPool.Lease lease = lease(request, deadline, receipt)) {
      var run = new Run(request, statement, catalog, receipt, deadline, lease);
      return DatabaseSpan.over(
          config,
          "SELECT",
          span -> {
            QueryResult result = run.result();
            span.set("db.response.returned_rows", result.rows().size());
            return result;
          });
    }
  }

  private ConnectionPool.Lease lease(QueryRequest request, long deadline, ReceiptDraft receipt) {
    Cancellation cancellation = request.cancellation();
    long started = System.nanoTime();
    try {
      Optional<ConnectionPool.Lease> lease = pool.lease(deadline, cancellation);
      if (lease.isPresent()) {
        return lease.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw receipt.failed(StatementFailure.cancelled(), null);
    } finally {
      waited.accept((System.nanoTime() - started) / 1e9);
    }
    throw receipt.failed(
        cancellation.isCancelled()
            ? StatementFailure.cancelled()
            : StatementFailure.busy(config, request),
        null);
  }

  /** One statement's way, over more than one connection where it must. */
  private final class Run {
    private final QueryRequest request;
    private final Verdict.Allowed statement;
    private final ReceiptDraft receipt;
    private final long deadline;
    private final ConnectionPool.Lease lease;
    private final Execution execution;
    private int deadConnections;
    private boolean cutValues;
    private boolean endedByReplay;

    Run(
        QueryRequest request,
        Verdict.Allowed statement,
        Catalog catalog,
        ReceiptDraft receipt,
        long deadline,
        ConnectionPool.Lease lease) {
      this.request = request;
      this.statement = statement;
      this.receipt = receipt;
      this.deadline = deadline;
      this.lease = lease;
      execution = new Execution(config, request, statement, catalog, lastLook, deadline);
    }

    QueryResult result() {
      long began = System.nanoTime();
      ResultReader.Rows read = null;
      while (read == null) {
        read = attempt();
      }
      receipt.passed(WALL);
      receipt.returned(read.rows().size(), read.bytes());
      read.warnings().forEach(receipt::warn);
      return new QueryResult(
          statement.canonicalSql(),
          read.columns(),
          read.rows(),
          read.truncated(),
          ReceiptDraft.since(began),
          receipt.receipt());
    }

    /** The rows; null when it is worth another attempt. */
    private ResultReader.@Nullable Rows attempt() {
      PgConnection connection = connection();
      long planned =
          cutValues ? deadline : Math.min(deadline, System.nanoTime() + PLAN_TIME.toNanos());
      var watch = new Watch(connection, planned, request.cancellation());
      boolean slowPlan = planned < deadline;
      boolean begun = false;
      boolean clean = false;
      try {
        execution.begin(connection);
        begun = true;
        if (cutValues) {
          execution.cut(connection);
        }
        execution.plan(connection, receipt);
        slowPlan &= !watch.extend(deadline);
        ResultReader.Rows rows = execution.read(connection);
        clean = reset(connection);
        return rows;
      } catch (StaleCatalogException e) {
        clean = reset(connection);
        throw e;
      } catch (RefusedSqlException e) {
        clean = reset(connection);
        throw receipt.refused(e);
      } catch (SQLException e) {
        clean = !StatementFailure.poisons(e) && reset(connection);
        if (slowPlan && watch.stopped() == Watch.Stop.TIMEOUT) {
          cutValues = true;
          return null;
        }
        if (watch.stopped() == null && (execution.miscounted(e) || mayRepeat(e, begun))) {
          return null;
        }
        throw failed(e, watch.stopped());
      } finally {
        watch.close();
        if (!clean || watch.stopped() != null) {
          lease.discard();
        }
      }
    }

    private PgConnection connection() {
      try {
        return lease.connection().unwrap(PgConnection.class);
      } catch (SQLException e) {
        throw receipt.failed(Unreachable.problem(config, e), e.getSQLState());
      }
    }

    /**
     * True for a connection that had died in the pool, which shows only when it is used, for a
     * result that is too large to be read whole, and once for what a standby ended.
     */
    private boolean mayRepeat(SQLException e, boolean begun) {
      if (StatementFailure.byReplay(e)) {
        boolean first = !endedByReplay;
        endedByReplay = true;
        return first;
      }
      if (StatementFailure.tooLarge(e)) {
        boolean first = !cutValues;
        cutValues = true;
        return first;
      }
      return !begun && StatementFailure.poisons(e) && deadConnections++ < config.poolSize();
    }

    private StatementException failed(SQLException e, Watch.@Nullable Stop stop) {
      if (StatementFailure.overBuffer(e)) {
        return receipt.failed(
            Problem.of(
                Reason.STATEMENT_FAILED,
                "A row of the result is over %d MiB; select fewer of its columns"
                    .formatted(ConnectionPool.MAX_BUFFER >> 20)),
            null);
      }
      ServerErrorMessage server =
          e instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
      if (server != null) {
        receipt.at(execution.sourceOffset(server.getPosition()));
      }
      boolean late = System.nanoTime() - deadline >= 0;
      return receipt.failed(
          StatementFailure.problem(config, request, e, stop, late), e.getSQLState());
    }

    private static boolean reset(PgConnection connection) {
      try {
        // One way there and back for both.
        try (Statement discard = connection.createStatement()) {
          discard.execute("ROLLBACK;DISCARD ALL");
        }
        connection.setAutoCommit(true);
        return true;
      } catch (SQLException e) {
        return false;
      }
    }
  }
}
