package io.chatdata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.TurnStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces that nobody wants, and those that nobody takes. */
class UntracedIT {
  private static final String QUESTION = "How many orders are there?";

  @TempDir private Path folder = Path.of("");

  @Test
  void withoutTheVariableNoProgramLoadsAnythingOfOpenTelemetry() throws IOException {
    Map<String, String> watched =
        Map.of(
            "JAVA_TOOL_OPTIONS",
            "-Xlog:class+load:file=%s".formatted(folder.resolve("classes-%p.log")),
            "OTEL_SERVICE_NAME",
            "this alone switches nothing on");
    try (TestingProduct product = TestingProduct.started("untraced", watched)) {
      ask(product);
      Map<String, String> client = new HashMap<>(watched);
      client.put("CHATDATA_SERVER", product.server());
      TestingCommand.run(TestingProgram.CLIENT.with(client, "ask", QUESTION)).succeeded();
    }

    List<Path> programs;
    try (Stream<Path> files = Files.list(folder)) {
      programs = files.toList();
    }
    assertEquals(3, programs.size(), programs.toString());
    for (Path program : programs) {
      String classes = Files.readString(program);
      assertTrue(classes.contains("io.chatdata.telemetry.Telemetry"), program.toString());
      assertFalse(classes.contains("io.opentelemetry."), program.toString());
    }
  }

  @Test
  void aCollectorThatNeverAnswersHoldsNoTurnUpAndIsLoggedOnce() throws Exception {
    try (var deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        TestingProduct product =
            TestingProduct.started(
                "deaf",
                Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    "http://127.0.0.1:" + deaf.getLocalPort(),
                    "OTEL_EXPORTER_OTLP_TIMEOUT",
                    "200",
                    "OTEL_BSP_SCHEDULE_DELAY",
                    "100"))) {
      do {
        ask(product);
      } while (warnings(product, "server") == 0 || warnings(product, "gateway") == 0);
      for (int i = 0; i < 5; i++) {
        ask(product);
      }
      // Their last spans are tried and given up.
      assertEquals(List.of(143, 143), product.stop());
      assertEquals(1, warnings(product, "server"));
      assertEquals(1, warnings(product, "gateway"));
    }
  }

  private static long warnings(TestingProduct product, String program) throws IOException {
    return Files.readString(product.log(program))
        .lines()
        .filter(line -> line.contains("WARN") && line.contains("Traces are lost"))
        .count();
  }

  private static void ask(TestingProduct product) throws IOException {
    String conversation =
        product.chat().createConversation(CreateConversationRequest.getDefaultInstance()).getId();
    try (EventSource source = Face.SSE.ask(product, conversation, QUESTION)) {
      assertEquals(
          TurnStatus.TURN_STATUS_COMPLETED,
          source.upTo(ChatEvent::hasTurnFinished).getLast().getTurnFinished().getStatus());
    }
  }
}
