package io.chatdata.server.sql;

import io.chatdata.server.sql.Verdict.Allowed;
import io.chatdata.server.sql.Verdict.Refused;

/**
 * Walls 1 to 4: decides by its text and the catalog whether a statement may run. PostgreSQL's own
 * grammar says what a statement is; what may stand in it are lists of what is let in.
 */
final class Guard {
  private static final int LAST_WALL = 4;

  private final VerdictCache cache = new VerdictCache();

  /** Decides. Two calls with the same text and catalog have the same verdict. */
  Verdict check(String sql, Catalog catalog) {
    return cache.get(sql, catalog, names -> decide(sql, names));
  }

  private static Verdict decide(String sql, KnownNames names) {
    String canonical = "";
    try {
      CanonicalSql statement = CanonicalSql.read(sql);
      canonical = statement.text();
      SyntaxNode tree = SyntaxParser.parse(Grammar.postgresql(), statement.tokens());
      QueryCheck.Reading reading = QueryCheck.check(tree, names, NameCheck.check(tree, names));
      return new Allowed(
          LAST_WALL,
          canonical,
          statement.sourceMap(),
          reading.tables(),
          reading.rows() == RowOrigin.SUMMARY,
          reading.columns());
    } catch (RefusedSqlException e) {
      return refused(sql, canonical, e);
    } catch (RuntimeException | Error e) {
      // whatever goes wrong while judging, nothing runs that was not judged
      return refused(
          sql,
          canonical,
          new RefusedSqlException(
              GuardRule.NOT_JUDGED,
              0,
              "The statement is too intricate to be judged; write it simpler"));
    }
  }

  private static Refused refused(String sql, String canonical, RefusedSqlException e) {
    String message = String.valueOf(e.getMessage());
    String advice = e.rule() == GuardRule.SYNTAX ? DialectAdviser.advice(sql) : "";
    return new Refused(
        e.rule().wall(),
        e.rule().toString(),
        advice.isEmpty() ? message : message + ". " + advice,
        Math.min(e.offset(), sql.length()),
        canonical,
        e.rule().dependsOnCatalog());
  }
}
