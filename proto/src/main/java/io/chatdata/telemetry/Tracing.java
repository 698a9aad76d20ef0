package io.chatdata.telemetry;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** OpenTelemetry as its variables configure it, for traces alone. */
final class Tracing implements AutoCloseable {
  private static final String PROTOCOL = "http/protobuf";
  private static final long LAST_SECONDS = 2;

  /** It would log each batch that isn't taken; held, for loggers are forgotten else. */
  private static final Logger EXPORTERS = Logger.getLogger("io.opentelemetry.exporter");

  private static final TextMapGetter<Telemetry.Headers> GETTER =
      (headers, name) -> Objects.requireNonNull(headers).get(name.toLowerCase(Locale.ROOT));

  private final OpenTelemetrySdk sdk;
  private final Tracer tracer;

  private Tracing(OpenTelemetrySdk sdk) {
    this.sdk = sdk;
    tracer = sdk.getTracer("io.chatdata");
  }

  static Tracing start(String service, Map<String, String> environment) {
    for (String name :
        List.of("OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL")) {
      String protocol = environment.getOrDefault(name, "");
      if (!protocol.isBlank() && !protocol.equals(PROTOCOL)) {
        throw new IllegalArgumentException(
            "%s is '%s'; chatdata sends traces by %s, which collectors take at port 4318"
                .formatted(name, protocol, PROTOCOL));
      }
    }
    Map<String, String> given = new HashMap<>();
    given.put("otel.service.name", service);
    given.put("otel.propagators", "tracecontext");
    given.put("otel.exporter.otlp.protocol", PROTOCOL);
    environment.forEach(
        (name, value) -> {
          if (name.startsWith("OTEL_") && !value.isBlank()) {
            given.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
          }
        });
    try {
      var tracing =
          new Tracing(
              AutoConfiguredOpenTelemetrySdk.builder()
                  .disableShutdownHook()
                  .addPropertiesSupplier(() -> given)
                  .addPropertiesCustomizer(
                      _ -> Map.of("otel.metrics.exporter", "none", "otel.logs.exporter", "none"))
                  .addSpanExporterCustomizer((exporter, _) -> new CalmExporter(exporter))
                  .build()
                  .getOpenTelemetrySdk());
      // Before, it may have said what looks wrong in the configuration.
      EXPORTERS.setLevel(Level.OFF);
      return tracing;
    } catch (ConfigurationException e) {
      throw new IllegalArgumentException(
          "A variable of OpenTelemetry can't be used: " + e.getMessage(), e);
    }
  }

  Span begin(String name, Span.Kind kind, Telemetry.Headers caller) {
    return new RecordedSpan(this, name, kind, propagator().extract(Context.root(), caller, GETTER));
  }

  Tracer tracer() {
    return tracer;
  }

  TextMapPropagator propagator() {
    return sdk.getPropagators().getTextMapPropagator();
  }

  @Override
  public void close() {
    var _ = sdk.shutdown().join(LAST_SECONDS, TimeUnit.SECONDS);
  }
}
