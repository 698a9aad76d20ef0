package io.chatdata.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/** A span of OpenTelemetry. */
final class RecordedSpan extends Span {
  private final Tracing tracing;
  private final Context context;
  private final io.opentelemetry.api.trace.Span span;
  private final AtomicBoolean failed = new AtomicBoolean();

  RecordedSpan(Tracing tracing, String name, Kind kind, Context parent) {
    this.tracing = tracing;
    span =
        tracing
            .tracer()
            .spanBuilder(name)
            .setSpanKind(SpanKind.valueOf(kind.name()))
            .setParent(parent)
            .startSpan();
    context = parent.with(span);
  }

  @Override
  public Span child(String name, Kind kind) {
    return new RecordedSpan(tracing, name, kind, context);
  }

  @Override
  public Span name(String name) {
    span.updateName(name);
    return this;
  }

  @Override
  public Span set(String attribute, Object value) {
    switch (value) {
      case Number number -> span.setAttribute(attribute, number.longValue());
      case List<?> texts ->
          span.setAttribute(
              AttributeKey.stringArrayKey(attribute), texts.stream().map(String::valueOf).toList());
      default -> span.setAttribute(attribute, value.toString());
    }
    return this;
  }

  @Override
  public void fail(String code) {
    if (failed.compareAndSet(false, true)) {
      span.setAttribute("error.type", code);
      span.setStatus(StatusCode.ERROR);
    }
  }

  @Override
  public void end() {
    span.end();
  }

  @Override
  public Map<String, String> ids() {
    SpanContext ids = span.getSpanContext();
    return Map.of("trace_id", ids.getTraceId(), "span_id", ids.getSpanId());
  }

  @Override
  public void inject(BiConsumer<String, String> header) {
    tracing.propagator().inject(context, header, BiConsumer::accept);
  }
}
