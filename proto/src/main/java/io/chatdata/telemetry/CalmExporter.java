package io.chatdata.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Says once that traces are not taken, and once that they are again. */
final class CalmExporter implements SpanExporter {
  private static final Logger LOG = Logger.getLogger(CalmExporter.class.getName());

  private final SpanExporter exporter;
  private final AtomicBoolean refused = new AtomicBoolean();

  CalmExporter(SpanExporter exporter) {
    this.exporter = exporter;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode result = exporter.export(spans);
    return result.whenComplete(() -> say(result));
  }

  private void say(CompletableResultCode result) {
    if (refused.compareAndSet(result.isSuccess(), !result.isSuccess())) {
      LOG.warning(
          result.isSuccess()
              ? "Traces are taken again"
              : "Traces are lost until what OTEL_EXPORTER_OTLP_ENDPOINT names takes them: "
                  + reason(result.getFailureThrowable()));
    }
  }

  /** Not its words, which may be anybody's. */
  private static String reason(@Nullable Throwable failure) {
    return failure == null || failure.getCause() == null
        ? "it refuses them"
        : failure.getCause().getClass().getSimpleName();
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
