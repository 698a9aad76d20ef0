package io.chatdata.server.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.PSQLException;

/**
 * Walls 5 and 6: a read-only transaction with one statement in it, bounded in time, rows and bytes.
 *
 * <p>Rows are read in one go, for a cursor would keep PostgreSQL from working in parallel; the
 * limit on rows and the driver's limit on bytes bound what that takes. Only a result over that
 * limit is asked for again, with its long values cut by the database and read row by row. So is one
 * that is long to plan: PostgreSQL computes what is constant when it plans. It would write that out
 * too, without looking up, so it is asked for the plan of a statement that makes short values of
 * it.
 */
final class Execution {
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(10);

  /** Lists of other lengths, and too many names. */
  private static final Set<String> OTHER_COLUMNS = Set.of("42601", "42P10");

  /** A table has no more, and the wrap can name no more. */
  private static final int MAX_COLUMNS = 1600;

  private static final int TRANSACTION_TIMEOUT_SINCE = 170000;

  /** A row of values that are cut has at most so many characters, which may have 4 bytes each. */
  private static final int MAX_CUT_ROW = ResultReader.MAX_RESULT / 4;

  /** A statement without these words adds no NULLs to a table's columns. */
  private static final Pattern ADDS_NULLS =
      Pattern.compile("\\b(left|right|full|rollup|cube|grouping)\\b", Pattern.CASE_INSENSITIVE);

  private final DatabaseConfig config;
  private final QueryRequest request;
  private final Verdict.Allowed statement;
  private final Catalog catalog;
  private final LastLook lastLook;
  private final long deadline;
  private int columns;
  private WrappedSql sent;
  private @Nullable Cut cut;

  /**
   * A statement whose long values the database cuts.
   *
   * @param form of its rows
   * @param most characters or bytes that a value keeps
   */
  private record Cut(ResultReader form, int most) {}

  /**
   * Prepares it.
   *
   * @param deadline in System.nanoTime
   */
  Execution(
      DatabaseConfig config,
      QueryRequest request,
      Verdict.Allowed statement,
      Catalog catalog,
      LastLook lastLook,
      long deadline) {
    this.config = config;
    this.request = request;
    this.statement = statement;
    this.catalog = catalog;
    this.lastLook = lastLook;
    this.deadline = deadline;
    columns = statement.columns();
    sent = wrapped(request.limit() + 1);
  }

  /**
   * Begins the transaction; its settings end with it.
   *
   * @throws StaleCatalogException when the catalog is no longer the database's
   */
  void begin(PgConnection connection) throws SQLException {
    connection.setAutoCommit(false);
    long remaining = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
    // Joined by hand: each statement has its own, and formatting takes long.
    String set =
        setting("statement_timeout", remaining + "ms")
            + (connection.haveMinimumServerVersion(TRANSACTION_TIMEOUT_SINCE)
                ? setting("transaction_timeout", (remaining + 1000) + "ms")
                : "")
            + setting("lock_timeout", LOCK_TIMEOUT.toMillis() + "ms")
            + setting("idle_in_transaction_session_timeout", IDLE_TIMEOUT.toMillis() + "ms")
            + setting("TimeZone", zone(config.timeZone()))
            + setting("search_path", searchPath(catalog))
            + setting("standard_conforming_strings", "on")
            + setting("IntervalStyle", "postgres")
            + setting("bytea_output", "hex");
    String fingerprint = catalog.code().fingerprint();
    String select = "SELECT " + LastLook.MOMENT;
    try (Statement statement = connection.createStatement()) {
      if (lastLook.quiet()) {
        try (ResultSet row = statement.executeQuery(select + set)) {
          row.next();
          if (lastLook.holds(row.getString(1), fingerprint)) {
            return;
          }
        }
      }
      try (ResultSet row = statement.executeQuery(select + ", " + UserCode.FINGERPRINT + set)) {
        row.next();
        lastLook.saw(row.getString(1), row.getString(2));
        if (!row.getString(2).equals(fingerprint)) {
          throw new StaleCatalogException();
        }
      }
    }
  }

  private static String setting(String name, String value) {
    return ", pg_catalog.set_config('" + name + "', " + SqlNames.literal(value) + ", true)";
  }

  /**
   * Asks what the database would do.
   *
   * @throws RefusedSqlException when that is not allowed
   */
  void plan(PgConnection connection, ReceiptDraft receipt) throws SQLException {
    sent = planned().explained();
    PlanReader plan;
    try (Statement explain = statement(connection);
        ResultSet row = explain.executeQuery(sent.text())) {
      row.next();
      plan = PlanReader.read(row.getString(1));
    } catch (SQLException e) {
      if (isCounted() && StatementFailure.overBuffer(e)) {
        throw new RefusedSqlException(
            GuardRule.PLAN_TOO_LONG,
            -1,
            "Its plan is over %d MiB long, because it builds values of that size out of constants; build shorter ones"
                .formatted(ConnectionPool.MAX_BUFFER >> 20));
      }
      throw e;
    }
    sent = run();
    receipt.planned(plan.cost());
    new PlanCheck(connection, catalog, statement).check(plan, searchPath(catalog));
    if (plan.cost() > config.limits().maxCost()) {
      throw new RefusedSqlException(
          GuardRule.COST,
          -1,
          "PostgreSQL expects it to cost %.3g, over the limit of %.3g; read fewer rows, or join tables by their keys"
              .formatted(plan.cost(), config.limits().maxCost()));
    }
    if (plan.cost() > config.limits().warnCost()) {
      receipt.warn(
          "PostgreSQL expects it to cost %.3g, over %.3g"
              .formatted(plan.cost(), config.limits().warnCost()));
    }
  }

  /** Runs the statement and reads its rows. */
  ResultReader.Rows read(PgConnection connection) throws SQLException {
    try (Statement query = statement(connection)) {
      if (cut == null) {
        try (ResultSet rows = query.executeQuery(sent.text())) {
          return form(connection, rows).read(rows, request.limit(), ResultReader.MAX_CELL);
        }
      }
      query.setFetchSize(1);
      try (ResultSet rows = query.executeQuery(sent.text())) {
        return cut.form.read(rows, request.limit(), cut.most);
      }
    }
  }

  /**
   * Has the database cut long values, before it is asked for its plan. What it takes to know the
   * columns, no rows of the statement, runs no more than a plan does.
   */
  void cut(PgConnection connection) throws SQLException {
    ResultReader form;
    sent = wrapped(0);
    try (Statement query = statement(connection);
        ResultSet rows = query.executeQuery(sent.text())) {
      form = form(connection, rows);
    }
    int most = Math.min(ResultReader.MAX_CELL, MAX_CUT_ROW / form.columns().size() - 1);
    cut = new Cut(form, most);
    columns = form.columns().size();
  }

  /**
   * Where in the caller's own text a position of the database's lies, in UTF-16 units from 0; -1
   * when it doesn't.
   */
  int sourceOffset(int position) {
    int offset = sent.canonicalOffset(position);
    return offset < 0 ? -1 : statement.source().sourceOffset(offset);
  }

  /**
   * True when its columns are others than those that were counted: a table has changed since the
   * catalog was read. From here on they are not counted on.
   */
  boolean miscounted(SQLException e) {
    boolean wrong =
        isCounted()
            && OTHER_COLUMNS.contains(e.getSQLState())
            && e instanceof PSQLException psql
            && psql.getServerErrorMessage() != null
            && sourceOffset(psql.getServerErrorMessage().getPosition()) < 0;
    columns = wrong ? -1 : columns;
    return wrong;
  }

  private boolean isCounted() {
    return columns > 0 && columns < MAX_COLUMNS;
  }

  private WrappedSql planned() {
    return isCounted()
        ? WrappedSql.shortened(
            request.origin(), statement.canonicalSql(), request.limit() + 1, columns)
        : wrapped(request.limit() + 1);
  }

  private WrappedSql run() {
    return cut == null
        ? wrapped(request.limit() + 1)
        : WrappedSql.cut(
            request.origin(),
            statement.canonicalSql(),
            request.limit() + 1,
            cut.form.columns(),
            cut.most + 1);
  }

  private WrappedSql wrapped(int limit) {
    return WrappedSql.rows(request.origin(), statement.canonicalSql(), limit);
  }

  private ResultReader form(PgConnection connection, ResultSet rows) throws SQLException {
    boolean nullsAdded = ADDS_NULLS.matcher(statement.canonicalSql()).find();
    return ResultReader.of(connection, rows, catalog, nullsAdded);
  }

  private static Statement statement(PgConnection connection) throws SQLException {
    Statement statement =
        connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
    statement.setEscapeProcessing(false);
    return statement;
  }

  /** pg_temp is named so that it comes last: else it would come first. */
  private static String searchPath(Catalog catalog) {
    return catalog.searchPath().stream()
        .map(schema -> SqlNames.quote(schema) + ", ")
        .collect(Collectors.joining("", "", "pg_temp"));
  }

  /** PostgreSQL reads the sign of a mere offset the other way round. */
  private static String zone(ZoneId zone) {
    if (!(zone instanceof ZoneOffset offset)) {
      return zone.getId();
    }
    if (offset.getTotalSeconds() == 0) {
      return "UTC";
    }
    String id = offset.getId();
    return "<%s>%s%s".formatted(id, id.charAt(0) == '+' ? "-" : "+", id.substring(1));
  }
}
