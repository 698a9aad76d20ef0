package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.chatdata.server.TestingLog;
import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingReply;
import io.chatdata.v1.ChatEvent;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an operator sees of the use: in the metrics, in the log and over all conversations. */
class UsageOverviewTest {
  private static TestingBrands brands;

  @BeforeAll
  static void start() {
    brands = new TestingBrands();
  }

  @AfterAll
  static void stop() {
    brands.close();
  }

  @Test
  void theMetricsCountByProviderAndModelAndNoModelCanFillThem() {
    for (String model : List.of("claude-sonnet-4-5-20250929", "made-up-1", "made-up-2")) {
      brands.answer(
          TestingDelivery.of(TestingReply.saying("Hi").counting(2_000_000, 1_000_000, 0, 30, 7)));
      ask(model);
    }
    brands.answer(TestingDelivery.status(401, "{}"));
    ask("claude-sonnet-4-5");

    String metrics = brands.server.metricsPage();

    String known = "model=\"claude-sonnet-4-5\",";
    for (String line :
        List.of(
            "calls_total{" + known + "outcome=\"completed\",provider=\"anthropic\"} 1.0",
            "calls_total{" + known + "outcome=\"failed\",provider=\"anthropic\"} 1.0",
            "calls_total{model=\"other\",outcome=\"completed\",provider=\"anthropic\"} 2.0",
            "tokens_total{kind=\"input\"," + known + "provider=\"anthropic\"} 2000000.0",
            "tokens_total{kind=\"cached_input\"," + known + "provider=\"anthropic\"} 1000000.0",
            "tokens_total{kind=\"output\"," + known + "provider=\"anthropic\"} 30.0",
            "tokens_total{kind=\"reasoning\"," + known + "provider=\"anthropic\"} 7.0",
            // 1 × 3 + 1 × 0.3 + 30 × 15 / 1,000,000
            "cost_usd_total{" + known + "provider=\"anthropic\"} 3.30045",
            "call_seconds_count{" + known + "provider=\"anthropic\"} 2")) {
      assertTrue(metrics.contains("\nchatdata_server_model_" + line + "\n"), line + metrics);
    }
    assertFalse(metrics.contains("made-up"), metrics);
  }

  private static void ask(String model) {
    var _ = brands.server.ask(brands.server.conversation("anthropic", model).getId(), "Hi");
  }

  @Test
  void theTurnsLineSaysItAll() {
    try (var log = TestingLog.of("io.chatdata.server.turn.TurnLine", Level.INFO)) {
      brands.answer(TestingDelivery.of(TestingReply.saying("Hi").counting(1000, 400, 0, 200, 50)));

      List<ChatEvent> events = brands.ask(TestingBrand.OPENAI);

      List<String> lines =
          log.text()
              .lines()
              .filter(line -> line.contains("turn_id=" + events.getFirst().getTurnId()))
              .toList();
      assertEquals(1, lines.size(), log.text());
      for (String part :
          List.of(
              "input_tokens=\"1000\"",
              "cached_input_tokens=\"400\"",
              "output_tokens=\"200\"",
              "reasoning_tokens=\"50\"",
              "usage_estimated=\"false\"",
              "cost_usd=\"0.003\"")) {
        assertTrue(lines.getFirst().contains(part), part + " in " + lines);
      }
    }
  }

  @Test
  void toolsAreCountedByDayAndConnection() {
    for (TestingBrand brand : List.of(TestingBrand.OPENAI, TestingBrand.GOOGLE)) {
      brands.answer(
          TestingDelivery.of(
              TestingReply.saying()
                  .calling("a", "run_query", "{'sql': 'select 1'}")
                  .calling("b", "run_query", "{'sql': 'drop table pets'}")
                  .calling("c", "list_connections", "{}")),
          TestingDelivery.of(TestingReply.saying("Done.")));
      brands.ask(brand);
    }

    assertEquals(
        List.of(
            List.of("t", "data", "list_connections", "2", "0", "2", "2"),
            List.of("t", "data", "run_query", "4", "2", "2", "2")),
        brands.server.storeDatabase.query(
            """
            select day = (now() at time zone 'UTC')::date, connection_id, tool, calls, failed,
              turns, conversations
            from chatdata.tool_usage order by tool
            """));
  }
}
