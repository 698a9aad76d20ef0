package io.chatdata.server.sql;

import io.chatdata.server.base.Cancellation;
import io.chatdata.server.sql.SyntaxNode.Branch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.jdbc.PgConnection;

/**
 * Some of the guard's walls, put together anew so that the others can be left out, which the
 * product can't. Wall 0 is the role of the connection; walls 8 and 9 hold nothing back.
 */
final class SomeWalls {
  private static final Duration TIME = Duration.ofSeconds(1);
  private static final int ROWS = 1000;

  private final Set<Integer> standing;
  private final Catalog catalog;

  SomeWalls(Set<Integer> standing, Catalog catalog) {
    this.standing = standing;
    this.catalog = stands(4) ? catalog : withoutCode(catalog);
  }

  /** What became of a statement. */
  enum Outcome {
    /** A wall or PostgreSQL refused it. */
    HELD,
    RAN,
    /** It ran until its time or the most bytes of a result were over, or its connection ended. */
    STOPPED
  }

  /**
   * Walls 1 to 4.
   *
   * @throws RefusedSqlException by one of those that stand
   */
  Verdict.Allowed judge(String sql) {
    if (stands(1)) {
      TextLimits.check(sql);
    }
    String text = sql;
    List<Token> tokens = null;
    if (stands(2)) {
      CanonicalSql canonical =
          CanonicalSql.read(sql, stands(1) ? TextLimits.MAX_NESTING : Integer.MAX_VALUE);
      text = canonical.text();
      tokens = canonical.tokens();
    }
    var reading = new QueryCheck.Reading(List.of(), RowOrigin.RAW, -1);
    if (stands(3) || stands(4)) {
      try {
        List<Token> read = tokens == null ? OtherLexer.tokens(sql) : tokens;
        reading = reading(SyntaxParser.parse(Grammar.postgresql(), read));
      } catch (RefusedSqlException e) {
        if (stands(e.rule().wall())) {
          throw e;
        }
      } catch (RuntimeException | StackOverflowError e) {
        if (stands(3)) {
          throw new RefusedSqlException(GuardRule.NOT_JUDGED, 0, "can't be judged");
        }
      }
    }
    return new Verdict.Allowed(
        4, text, offset -> offset, reading.tables(), false, reading.columns());
  }

  /** True when none of them refuses it. */
  boolean lets(String sql) {
    try {
      judge(sql);
      return true;
    } catch (RefusedSqlException e) {
      return false;
    }
  }

  private QueryCheck.Reading reading(SyntaxNode tree) {
    var names = new KnownNames(catalog);
    NameCheck.Named named =
        stands(3)
            ? NameCheck.check(tree, names)
            : new NameCheck.Named(
                count(tree, "columnref"), count(tree, "qualified_name"), Set.of(), Set.of());
    return QueryCheck.check(tree, names, named);
  }

  private static int count(SyntaxNode tree, String symbol) {
    int count = 0;
    Deque<SyntaxNode> rest = new ArrayDeque<>(List.of(tree));
    while (!rest.isEmpty()) {
      if (rest.pop() instanceof Branch branch) {
        count += branch.symbol().equals(symbol) ? 1 : 0;
        branch.children().forEach(rest::push);
      }
    }
    return count;
  }

  /** All walls but 0, which is whose connection it is, and leaves the connection open. */
  Outcome run(DatabaseConfig config, PgConnection connection, String sql) throws SQLException {
    Verdict.Allowed statement;
    try {
      statement = judge(sql);
    } catch (RefusedSqlException e) {
      return Outcome.HELD;
    }
    connection.setReadOnly(stands(6));
    connection.setAutoCommit(!stands(6) && !stands(7));
    try {
      if (stands(6)) {
        bounded(config, connection, statement, sql);
      } else {
        unbounded(connection, statement);
      }
      return Outcome.RAN;
    } catch (RefusedSqlException e) {
      return Outcome.HELD;
    } catch (SQLException e) {
      return StatementFailure.poisons(e) || StatementFailure.overBuffer(e)
          ? Outcome.STOPPED
          : Outcome.HELD;
    } finally {
      finish(connection);
    }
  }

  private void bounded(
      DatabaseConfig config, PgConnection connection, Verdict.Allowed statement, String sql)
      throws SQLException {
    long deadline = System.nanoTime() + TIME.toNanos();
    var request = new QueryRequest(sql, ROWS, TIME, null, new Cancellation());
    var execution = new Execution(config, request, statement, catalog, new LastLook(), deadline);
    try {
      execution.begin(connection);
    } catch (StaleCatalogException e) {
      throw new IllegalStateException(e);
    }
    if (stands(5)) {
      execution.plan(connection, new ReceiptDraft(config, sql));
    }
    execution.read(connection);
  }

  private void unbounded(PgConnection connection, Verdict.Allowed statement) throws SQLException {
    try (Statement query = connection.createStatement()) {
      query.setEscapeProcessing(false);
      query.setQueryTimeout((int) TIME.toSeconds());
      if (stands(5)) {
        query.execute("EXPLAIN (VERBOSE, FORMAT JSON) " + statement.canonicalSql());
        ResultSet row = query.getResultSet();
        row.next();
        new PlanCheck(connection, catalog, statement)
            .check(PlanReader.read(row.getString(1)), "public");
      }
      query.execute(statement.canonicalSql());
      while (query.getMoreResults() || query.getUpdateCount() >= 0) {
        // each of the statements that the driver makes of the text
      }
    }
  }

  private void finish(PgConnection connection) {
    try {
      if (stands(7)) {
        connection.rollback();
        connection.setAutoCommit(true);
        try (Statement discard = connection.createStatement()) {
          discard.execute("DISCARD ALL");
        }
      } else if (!connection.getAutoCommit()) {
        connection.commit();
      }
    } catch (SQLException e) {
      // the connection is gone, or there is nothing to end
    }
  }

  private boolean stands(int wall) {
    return standing.contains(wall);
  }

  private static Catalog withoutCode(Catalog catalog) {
    return new Catalog(
        catalog.schemas(),
        catalog.tables(),
        catalog.searchPath(),
        Stream.of("secrets", "touched")
            .filter(catalog::isHidden)
            .map(name -> new Catalog.TableName("public", name))
            .collect(Collectors.toSet()),
        catalog.extensions(),
        new UserCode(Overloads.NONE, List.of(), List.of(), Map.of(), catalog.code().fingerprint()));
  }
}
