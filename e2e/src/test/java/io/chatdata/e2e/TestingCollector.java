package io.chatdata.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Takes traces as a collector does: OTLP over HTTP, in protobuf. */
final class TestingCollector implements AutoCloseable {
  private static final long LONGEST_SECONDS = 20;

  private final HttpServer server;
  private final List<Received> received = new ArrayList<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /**
   * A span.
   *
   * @param service whose it is
   */
  record Received(String service, Span span) {
    String name() {
      return span.getName();
    }

    String trace() {
      return HexFormat.of().formatHex(span.getTraceId().toByteArray());
    }

    String id() {
      return HexFormat.of().formatHex(span.getSpanId().toByteArray());
    }

    String parent() {
      return HexFormat.of().formatHex(span.getParentSpanId().toByteArray());
    }

    /** What it says, as text. */
    Map<String, String> says() {
      return attributes(span.getAttributesList());
    }

    @Override
    public String toString() {
      return "%s %s %s in %s %s".formatted(service, name(), id(), parent(), says());
    }
  }

  TestingCollector() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  /** What the programs have to be told to send to it soon. */
  Map<String, String> variables() {
    return Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "http://127.0.0.1:" + server.getAddress().getPort(),
        "OTEL_BSP_SCHEDULE_DELAY",
        "100");
  }

  private void take(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    var request = ExportTraceServiceRequest.parseFrom(body);
    synchronized (this) {
      bytes.write(body);
      for (ResourceSpans resource : request.getResourceSpansList()) {
        String service =
            attributes(resource.getResource().getAttributesList()).getOrDefault("service.name", "");
        resource
            .getScopeSpansList()
            .forEach(
                scope ->
                    scope
                        .getSpansList()
                        .forEach(span -> received.add(new Received(service, span))));
      }
      notifyAll();
    }
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private static Map<String, String> attributes(List<KeyValue> given) {
    return given.stream()
        .collect(
            Collectors.toMap(
                KeyValue::getKey, pair -> text(pair.getValue()), (a, _) -> a, TreeMap::new));
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case INT_VALUE -> Long.toString(value.getIntValue());
      case ARRAY_VALUE ->
          value.getArrayValue().getValuesList().stream().map(AnyValue::getStringValue).toList()
              + "";
      default -> value.getStringValue();
    };
  }

  /** The first span that is wanted, which has to come. */
  synchronized Received await(Predicate<Received> wanted) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
    while (received.stream().noneMatch(wanted)) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError("it did not come: " + received);
      }
      wait(left);
    }
    return received.stream().filter(wanted).findFirst().orElseThrow();
  }

  /** Those of a trace that have come. */
  synchronized List<Received> ofTrace(String trace) {
    return received.stream().filter(span -> span.trace().equals(trace)).toList();
  }

  synchronized List<Received> all() {
    return List.copyOf(received);
  }

  /** All that came, as text. */
  synchronized String everything() {
    return bytes.toString(UTF_8);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
