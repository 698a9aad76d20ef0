package io.chatdata.server.grpc;

import static io.chatdata.server.turn.TestingProvider.calls;
import static io.chatdata.server.turn.TestingProvider.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ListValue;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.GetResultRequest;
import io.chatdata.v1.GetResultResponse;
import io.chatdata.v1.QueryResult;
import io.chatdata.v1.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What of a result is where. */
class ResultRowsTest {
  @SuppressWarnings("NullAway.Init")
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
  void anEventHasAResultsFirstRowsAndGetResultAllOfThem() {
    for (int width : List.of(10, 3_000)) {
      Conversation conversation = server.conversation();
      String sql =
          "select n, repeat('x', %d) as filler from generate_series(1, 1000) n".formatted(width);
      server.provider.script(
          calls("q", "run_query", "{\"sql\": \"%s\"}".formatted(sql)), says("Done"));

      ToolResult result =
          server.ask(conversation.getId(), "Many?").stream()
              .filter(ChatEvent::hasToolResult)
              .map(ChatEvent::getToolResult)
              .findFirst()
              .orElseThrow();
      assertTrue(result.hasRunQuery(), result::toString);
      QueryResult shown = result.getRunQuery();

      assertEquals(1000, shown.getRowCount());
      assertEquals(width == 10 ? 50 : 65_536 / (width + 20), shown.getRowsCount());
      List<ListValue> all = rows(shown.getResultId());
      assertEquals(shown.getRowsList(), all.subList(0, shown.getRowsCount()));
      assertEquals(
          IntStream.rangeClosed(1, 1000).boxed().toList(),
          all.stream().map(row -> (int) row.getValues(0).getNumberValue()).toList());
    }
  }

  /** All rows of a result; no page is larger than what it may be. */
  private static List<ListValue> rows(String resultId) {
    List<ListValue> rows = new ArrayList<>();
    String token = "";
    do {
      GetResultResponse page =
          server.chat.getResult(
              GetResultRequest.newBuilder()
                  .setResultId(resultId)
                  .setPageSize(1000)
                  .setPageToken(token)
                  .build());
      assertEquals(rows.size(), page.getFirstRow());
      assertTrue(page.getResult().getSerializedSize() < (1 << 20) + 64 * 1024);
      rows.addAll(page.getResult().getRowsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return rows;
  }
}
