package io.chatdata.server.sql;

import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A receipt while its statement makes its way through the walls. */
final class ReceiptDraft {
  private final DatabaseConfig config;
  private final String sql;
  private final long started = System.nanoTime();
  private final Set<String> warnings = new LinkedHashSet<>();
  private boolean allowed;
  private int wall;
  private String rule = "";
  private String message = "";
  private int position;
  private String canonicalSql = "";
  private List<String> tables = List.of();
  private boolean aggregates;
  private @Nullable Double planCost;
  private int rows;
  private long bytes;
  private String sqlstate = "";
  private @Nullable Reason reason;

  ReceiptDraft(DatabaseConfig config, String sql) {
    this.config = config;
    this.sql = sql;
  }

  long started() {
    return started;
  }

  void warn(String warning) {
    warnings.add(warning);
  }

  /** A wall let it pass. */
  void passed(int passedWall) {
    wall = passedWall;
  }

  void allowed(Verdict.Allowed verdict) {
    allowed = true;
    wall = verdict.wall();
    canonicalSql = verdict.canonicalSql();
    tables = verdict.tables();
    aggregates = verdict.aggregates();
  }

  void refused(Verdict.Refused verdict) {
    wall = verdict.wall();
    rule = verdict.rule();
    message = verdict.message();
    canonicalSql = verdict.canonicalSql();
    at(verdict.offset());
    reason = Reason.STATEMENT_REFUSED;
  }

  /** The database's estimate of its cost. */
  void planned(double cost) {
    planCost = cost;
  }

  /** The database's own opinion is against it. */
  StatementException refused(RefusedSqlException refusal) {
    allowed = false;
    wall = refusal.rule().wall();
    rule = refusal.rule().toString();
    message = String.valueOf(refusal.getMessage());
    at(refusal.offset());
    return failed(Problem.of(Reason.STATEMENT_REFUSED, message), null);
  }

  /** Refused by the first wall, or its database was not reached. */
  void refusedAtOnce(String byRule, Problem problem) {
    rule = byRule;
    message = problem.message();
    reason = problem.reason();
  }

  void returned(int rowCount, long byteCount) {
    rows = rowCount;
    bytes = byteCount;
  }

  /** Where it went wrong, in UTF-16 units from 0 of the caller's own text; -1 when not known. */
  void at(int offset) {
    position = offset < 0 ? 0 : sql.codePointCount(0, Math.min(offset, sql.length())) + 1;
  }

  /** Ends it with an error. */
  StatementException failed(Problem problem, @Nullable String state) {
    reason = problem.reason();
    sqlstate = state == null ? "" : state;
    Problem full = sqlstate.isEmpty() ? problem : problem.with("sqlstate", sqlstate);
    return new StatementException(full, receipt());
  }

  /** The time since then, as exact as it is stored. */
  static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos).truncatedTo(ChronoUnit.MICROS);
  }

  Receipt receipt() {
    return new Receipt(
        allowed,
        wall,
        rule,
        message,
        position,
        canonicalSql,
        tables,
        planCost,
        rows,
        bytes,
        0,
        config.rowsToModel(),
        aggregates,
        since(started),
        config.timeZone().getId(),
        sqlstate,
        List.copyOf(warnings),
        reason);
  }
}
