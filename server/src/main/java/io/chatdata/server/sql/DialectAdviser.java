package io.chatdata.server.sql;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;

/**
 * Reads, with a parser of many dialects, what PostgreSQL's grammar has refused, and says what of
 * another database it is and how PostgreSQL writes it. It can't change a verdict: whatever goes
 * wrong in it, there is no advice.
 */
final class DialectAdviser {
  /** Milliseconds. */
  private static final long TIME_LIMIT = 500;

  /** In characters; in longer texts that parser may take too long. */
  private static final int MAX_LENGTH = 8192;

  private DialectAdviser() {}

  /** One or two sentences; empty where there is nothing to say. */
  static String advice(String sql) {
    if (sql.length() > MAX_LENGTH) {
      return "";
    }
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var dialect = new DialectReader();
      CCJSqlParser parser =
          new CCJSqlParser(sql)
              .withSquareBracketQuotation(sql.indexOf('[') >= 0)
              .withAllowComplexParsing(true)
              .withTimeOut(TIME_LIMIT);
      try {
        dialect.read(CCJSqlParserUtil.parseStatement(parser, executor));
      } finally {
        executor.shutdownNow();
      }
      return dialect.advice();
    } catch (Throwable e) {
      return "";
    }
  }
}
