package io.chatdata.gateway;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** What the gateway counts, for Prometheus. Labels have few values: paths are routes' patterns. */
final class Metrics {
  /** How an event stream ended. */
  enum StreamEnd {
    FINISHED,
    ERROR,
    CLIENT_GONE,
    STUCK
  }

  static final String MEDIA_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final double NANOS = 1e9;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter requests =
      Counter.builder()
          .name("chatdata_gateway_requests_total")
          .help("Requests answered.")
          .labelNames("method", "route", "status")
          .register(registry);
  private final Histogram seconds =
      Histogram.builder()
          .name("chatdata_gateway_request_seconds")
          .help("Time from a request's last byte to its response's, event streams left out.")
          .labelNames("route")
          .classicOnly()
          .classicUpperBounds(0.005, 0.025, 0.1, 0.5, 2.5, 10)
          .register(registry);
  private final Gauge streams =
      Gauge.builder()
          .name("chatdata_gateway_streams_open")
          .help("Event streams that are open.")
          .register(registry);
  private final Counter streamEnds =
      Counter.builder()
          .name("chatdata_gateway_streams_ended_total")
          .help("Event streams that ended, by how.")
          .labelNames("end")
          .register(registry);
  private final CounterDataPoint events;

  Metrics() {
    Counter counter =
        Counter.builder()
            .name("chatdata_gateway_events_sent_total")
            .help("Events of turns that were written to event streams.")
            .register(registry);
    events = counter.labelValues();
    for (StreamEnd end : StreamEnd.values()) {
      streamEnds.initLabelValues(end.name().toLowerCase(Locale.ROOT));
    }
    JvmMetrics.builder().register(registry);
  }

  void answered(String method, String route, int status, long nanos, boolean streamed) {
    requests.labelValues(method, route, Integer.toString(status)).inc();
    if (!streamed) {
      seconds.labelValues(route).observe(nanos / NANOS);
    }
  }

  void streamOpened() {
    streams.inc();
  }

  void streamClosed(StreamEnd end) {
    streams.dec();
    streamEnds.labelValues(end.name().toLowerCase(Locale.ROOT)).inc();
  }

  void eventsSent(int count) {
    events.inc(count);
  }

  /** All values, in Prometheus's text format. */
  byte[] print() {
    var out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
