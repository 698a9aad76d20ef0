package io.chatdata.server.base;

import io.chatdata.telemetry.Span;
import org.slf4j.MDC;

/** Has the ids of a span on every line that this thread logs, until it is closed. */
public final class LoggedSpan implements AutoCloseable {
  private final Span span;

  public LoggedSpan(Span span) {
    this.span = span;
    span.ids().forEach(MDC::put);
  }

  @Override
  public void close() {
    span.ids().keySet().forEach(MDC::remove);
  }
}
