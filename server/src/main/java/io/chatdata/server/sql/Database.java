package io.chatdata.server.sql;

import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * One database of a person's, and the only way to it. Nothing is connected before it is needed, so
 * that a database that can't be reached keeps nothing else from working.
 */
public final class Database implements AutoCloseable {
  /** How often a statement is judged anew because the catalog changed meanwhile. */
  private static final int MAX_STALE = 3;

  private final DatabaseConfig config;
  private final ConnectionPool pool;
  private final Inspector inspector;
  private final QueryRunner runner;
  private final Guard guard = new Guard();

  private Database(DatabaseConfig config) {
    this.config = config;
    pool = new ConnectionPool(config);
    inspector = new Inspector(config, pool);
    runner = new QueryRunner(config, pool);
  }

  /** Prepares to use a database; connects to nothing. */
  public static Database open(DatabaseConfig config) {
    return new Database(config);
  }

  /** Tells of each statement how many seconds it waited in line for a connection. */
  public void onWait(DoubleConsumer taker) {
    runner.onWait(taker);
  }

  public DatabaseConfig config() {
    return config;
  }

  /** What was found of its role when it was last looked at. Connects to nothing. */
  public RoleState lastKnownRole() {
    return inspector
        .last()
        .map(Inspector.Inspection::role)
        .orElse(new RoleState(false, List.of(), false, ""));
  }

  /**
   * What its role can do, found at most a minute ago.
   *
   * @throws ChatdataException when the database can't be reached
   */
  public RoleState role() {
    return inspector.inspect(Inspector.MAX_AGE, new Cancellation()).role();
  }

  /**
   * What can be explored of it, read at most a minute ago.
   *
   * @throws ChatdataException when the database can't be reached or its role is refused
   */
  public Catalog catalog() {
    return catalog(new Cancellation());
  }

  /**
   * What can be explored of it, read at most a minute ago, for a caller who may give up.
   *
   * @throws ChatdataException when the database can't be reached or its role is refused
   */
  public Catalog catalog(Cancellation cancellation) {
    Inspector.Inspection inspection = inspector.inspect(Inspector.MAX_AGE, cancellation);
    if (!inspection.role().accepted()) {
      throw unsafe(inspection.role()).toException();
    }
    return inspection.catalog();
  }

  /**
   * Runs a statement if the guard lets it.
   *
   * @throws StatementException when it is refused, stopped or fails, with its receipt
   */
  public QueryResult query(QueryRequest request) {
    var receipt = new ReceiptDraft(config, request.sql());
    for (int i = 0; i < MAX_STALE; i++) {
      Checked checked;
      try {
        checked = check(request.sql(), receipt, request.cancellation());
      } catch (StatementException e) {
        throw e;
      } catch (ChatdataException e) {
        throw receipt.failed(e.problem(), null);
      }
      try {
        return runner.run(
            request.within(config.limits()), checked.statement, checked.catalog, receipt);
      } catch (StaleCatalogException e) {
        inspector.expire(Duration.ZERO);
      } catch (StatementException e) {
        if (StatementFailure.unknownName(e.receipt().sqlstate())) {
          inspector.expire(Inspector.MIN_AGE);
        }
        throw e;
      }
    }
    throw receipt.failed(StatementFailure.changing(), null);
  }

  /**
   * The guard alone, for a caller who waits.
   *
   * @throws ChatdataException when the database can't be reached, so that nobody can say
   */
  public Receipt check(String sql) {
    return check(sql, new Cancellation());
  }

  /**
   * The guard alone: says whether a statement may run. Nothing of it runs.
   *
   * @throws ChatdataException when the database can't be reached or the caller gave up, so that
   *     nobody can say
   */
  public Receipt check(String sql, Cancellation cancellation) {
    var receipt = new ReceiptDraft(config, sql);
    try {
      check(sql, receipt, cancellation);
      return receipt.receipt();
    } catch (StatementException e) {
      return e.receipt();
    }
  }

  @Override
  public void close() {
    pool.close();
  }

  /** Passes a statement through the walls before its execution. */
  private Checked check(String sql, ReceiptDraft receipt, Cancellation cancellation) {
    Inspector.Inspection inspection = inspector.inspect(Inspector.MAX_AGE, cancellation);
    RoleState role = inspection.role();
    if (!role.accepted()) {
      Problem problem = unsafe(role);
      receipt.refusedAtOnce("role", problem);
      throw receipt.failed(problem, null);
    }
    if (role.overridden()) {
      receipt.warn("Its role %s; allow_unsafe_role accepts that".formatted(role.inWords()));
    }
    Verdict verdict = guard.check(sql, inspection.catalog());
    if (verdict instanceof Verdict.Refused refused && refused.byCatalog()) {
      inspection = inspector.inspect(Inspector.MIN_AGE, cancellation);
      verdict = guard.check(sql, inspection.catalog());
    }
    return switch (verdict) {
      case Verdict.Allowed allowed -> {
        receipt.allowed(allowed);
        yield new Checked(allowed, inspection.catalog());
      }
      case Verdict.Refused refused -> {
        receipt.refused(refused);
        throw receipt.failed(Problem.of(Reason.STATEMENT_REFUSED, refused.message()), null);
      }
    };
  }

  private Problem unsafe(RoleState role) {
    return Problem.of(
        Reason.UNSAFE_ROLE,
        "Connection '%s' is refused, for its role '%s' can do more than read: it %s. Use a role that can only read. This SQL makes one:\n%s"
            .formatted(config.connectionId(), config.url().user(), role.inWords(), role.advice()));
  }

  private record Checked(Verdict.Allowed statement, Catalog catalog) {}
}
