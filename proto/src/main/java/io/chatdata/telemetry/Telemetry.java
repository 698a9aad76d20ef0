package io.chatdata.telemetry;

import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a program's traces go: to what the standard variable OTEL_EXPORTER_OTLP_ENDPOINT or
 * OTEL_EXPORTER_OTLP_TRACES_ENDPOINT names. Where neither is set nothing of OpenTelemetry is made
 * or called.
 */
public final class Telemetry implements AutoCloseable {
  /** Traces nothing. */
  public static final Telemetry OFF = new Telemetry(null);

  private final @Nullable Tracing tracing;

  private Telemetry(@Nullable Tracing tracing) {
    this.tracing = tracing;
  }

  /**
   * Reads OpenTelemetry's variables and begins to trace where they say so.
   *
   * @param service the program's name where they give it none
   * @throws IllegalArgumentException where one of them can't be used; the message says which
   */
  public static Telemetry start(String service, Map<String, String> environment) {
    boolean wanted =
        Stream.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
            .anyMatch(name -> !environment.getOrDefault(name, "").isBlank());
    return wanted && !"true".equalsIgnoreCase(environment.get("OTEL_SDK_DISABLED"))
        ? new Telemetry(Tracing.start(service, environment))
        : OFF;
  }

  /** Begins a span that another program may have caused; {@link Span#none()} where it is off. */
  public Span begin(String name, Span.Kind kind, Headers caller) {
    return tracing == null ? Span.none() : tracing.begin(name, kind, caller);
  }

  /** What came with a request. */
  @FunctionalInterface
  public interface Headers {
    /** None. */
    Headers NONE = name -> null;

    /** A header's value, its name in lower case; null where there is none. */
    @Nullable String get(String name);
  }

  /** Sends what waits, for at most 2 s. */
  @Override
  public void close() {
    if (tracing != null) {
      tracing.close();
    }
  }
}
