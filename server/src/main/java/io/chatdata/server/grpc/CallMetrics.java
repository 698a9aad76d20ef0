package io.chatdata.server.grpc;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.jspecify.annotations.Nullable;

/** Counts calls by method and code. A method that there is not is not counted: it could be any. */
public final class CallMetrics extends ServerStreamTracer.Factory {
  private static final double NANOS = 1e9;

  private final Counter calls;
  private final Histogram seconds;
  private final Gauge streams;

  public CallMetrics(PrometheusRegistry registry) {
    calls =
        Counter.builder()
            .name("chatdata_server_calls_total")
            .help("Calls that ended.")
            .labelNames("method", "code")
            .register(registry);
    seconds =
        Histogram.builder()
            .name("chatdata_server_call_seconds")
            .help("How long calls took, streams left out.")
            .labelNames("method")
            .classicOnly()
            .classicUpperBounds(0.005, 0.025, 0.1, 0.5, 2.5, 10, 30)
            .register(registry);
    streams =
        Gauge.builder()
            .name("chatdata_server_streams_open")
            .help("Streams of events that are open.")
            .register(registry);
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
    return new CallTracer();
  }

  private final class CallTracer extends ServerStreamTracer {
    private final long start = System.nanoTime();
    private volatile @Nullable MethodDescriptor<?, ?> method;

    @Override
    public void serverCallStarted(ServerCallInfo<?, ?> call) {
      method = call.getMethodDescriptor();
      if (isStream(call.getMethodDescriptor())) {
        streams.inc();
      }
    }

    @Override
    public void streamClosed(Status status) {
      MethodDescriptor<?, ?> known = method;
      if (known == null) {
        return;
      }
      calls.labelValues(known.getFullMethodName(), status.getCode().name()).inc();
      if (isStream(known)) {
        streams.dec();
      } else {
        seconds.labelValues(known.getFullMethodName()).observe((System.nanoTime() - start) / NANOS);
      }
    }

    private boolean isStream(MethodDescriptor<?, ?> call) {
      return call.getType() != MethodType.UNARY;
    }
  }
}
