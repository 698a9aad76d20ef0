package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.base.Json;
import io.chatdata.server.turn.TestingProvider;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.ErrorReason;
import io.chatdata.v1.GetResultRequest;
import io.chatdata.v1.Receipt;
import io.chatdata.v1.ToolResult;
import io.chatdata.v1.Verdict;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each statement of a turn leaves its receipt in the turn's stream and in the store. */
class ReceiptTest {
  private static TestingServer server;

  @BeforeAll
  static void start() {
    server = TestingServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aStatementsReceiptIsStreamedAndStored() {
    ToolResult result = run("SELECT name FROM pets WHERE id <= 3 -- three of them");

    Receipt receipt = result.getRunQuery().getReceipt();
    assertEquals(Verdict.VERDICT_ALLOWED, receipt.getVerdict());
    assertEquals(6, receipt.getWall());
    assertEquals("select name from pets where id <= 3", receipt.getCanonicalSql().strip());
    assertEquals(List.of("public.pets"), receipt.getTablesList());
    assertTrue(receipt.getPlanCost() > 0);
    assertEquals(3, receipt.getRows());
    assertEquals(15, receipt.getBytes());
    assertTrue(receipt.getBytesToModel() > 15);
    assertEquals("UTC", receipt.getTimeZone());
    assertEquals("", receipt.getSqlstate());
    assertEquals(
        receipt,
        server
            .chat
            .getResult(
                GetResultRequest.newBuilder()
                    .setResultId(result.getRunQuery().getResultId())
                    .build())
            .getResult()
            .getReceipt());
  }

  @Test
  void aRefusalNamesTheRuleThePlaceInThePersonsTextAndAWayOut() {
    String sql = "SELECT '🦜', /* of all */ pg_sleep(5)";

    ToolResult result = run(sql);

    assertEquals(ErrorReason.ERROR_REASON_STATEMENT_REFUSED, result.getError().getReason());
    Receipt receipt = result.getError().getReceipt();
    assertEquals(Verdict.VERDICT_REFUSED, receipt.getVerdict());
    assertEquals(3, receipt.getWall());
    assertEquals("function-not-allowed", receipt.getRule());
    assertEquals(sql.codePointCount(0, sql.indexOf("pg_sleep")) + 1, receipt.getPosition());
    assertTrue(receipt.getMessage().contains("pg_sleep"), receipt.getMessage());

    String instead = run("SELECT name LIMIT 5, 10").getError().getReceipt().getMessage();
    assertTrue(instead.contains("write LIMIT b OFFSET a"), instead);
  }

  /** The one result of a turn, as it was streamed and as it is kept. */
  private static ToolResult run(String sql) {
    server.provider.script(
        TestingProvider.calls("1", "run_query", Json.object().put("sql", sql).toString()),
        TestingProvider.says("Done."));
    List<ChatEvent> streamed = server.ask(server.conversation().getId(), "Go");
    ToolResult result = result(streamed);
    assertEquals(result, result(server.watch(streamed.getFirst().getTurnId(), 0)));
    return result;
  }

  private static ToolResult result(List<ChatEvent> events) {
    return events.stream()
        .filter(ChatEvent::hasToolResult)
        .findFirst()
        .orElseThrow()
        .getToolResult();
  }
}
