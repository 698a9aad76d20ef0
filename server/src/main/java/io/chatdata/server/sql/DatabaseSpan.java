package io.chatdata.server.sql;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.DatabaseUrl;
import io.chatdata.telemetry.Span;

/** The span of work of a person's database: where that is, never what was asked or answered. */
final class DatabaseSpan {
  private DatabaseSpan() {}

  static <T> T over(
      DatabaseConfig config, String operation, Span.Work<T, ? extends RuntimeException> work) {
    DatabaseUrl url = config.url();
    return Span.child(
        operation + " " + url.database(),
        Span.Kind.CLIENT,
        span -> {
          span.set("db.system.name", "postgresql")
              .set("db.namespace", url.database())
              .set("db.operation.name", operation)
              .set("server.address", url.host())
              .set("server.port", url.port());
          try {
            return work.within(span);
          } catch (ChatdataException e) {
            fail(span, e);
            throw e;
          }
        });
  }

  private static void fail(Span span, ChatdataException failure) {
    if (failure instanceof StatementException statement
        && !statement.receipt().sqlstate().isEmpty()) {
      span.set("db.response.status_code", statement.receipt().sqlstate());
    }
    span.fail(failure.reason().name());
  }
}
