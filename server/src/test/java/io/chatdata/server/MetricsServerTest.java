package io.chatdata.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsServerTest {
  private final PrometheusRegistry registry = new PrometheusRegistry();

  @SuppressWarnings("NullAway.Init")
  private MetricsServer metrics;

  @BeforeEach
  void start() throws IOException {
    Gauge.builder().name("pets").help("Pets.").register(registry).set(3);
    metrics = MetricsServer.start(0, registry);
  }

  @AfterEach
  void stop() {
    metrics.close();
  }

  @Test
  void metricsAreServedInPrometheusTextFormat() throws IOException {
    String answer = request("GET /metrics HTTP/1.1\r\nHost: localhost:9464\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
    assertTrue(answer.contains("\r\nContent-type: text/plain; version=0.0.4"), answer);
    assertTrue(answer.contains("\npets 3.0\n"), answer);
  }

  @Test
  void nothingElseIsServed() throws IOException {
    assertTrue(request("GET / HTTP/1.1\r\nHost: localhost\r\n").startsWith("HTTP/1.1 404"));
    assertTrue(request("POST /metrics HTTP/1.1\r\nHost: [::1]:1\r\n").startsWith("HTTP/1.1 405"));
  }

  @Test
  void aNameThatWasReboundToThisMachineIsRefused() throws IOException {
    for (String host :
        new String[] {"evil.example", "localhost.evil.example", "127.0.0.1.nip.io"}) {
      String answer = request("GET /metrics HTTP/1.1\r\nHost: " + host + "\r\n");
      assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
    }
  }

  @Test
  void aTakenPortIsAnError() {
    int port = URI.create(metrics.address()).getPort();

    IOException taken =
        assertThrows(IOException.class, () -> MetricsServer.start(port, registry).close());
    assertEquals("Address already in use", taken.getMessage());
  }

  private String request(String head) throws IOException {
    int port = URI.create(metrics.address()).getPort();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      InputStream answer = socket.getInputStream();
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
