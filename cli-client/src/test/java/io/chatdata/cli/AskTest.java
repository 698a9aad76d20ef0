package io.chatdata.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.v1.Connection;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.ListConnectionsResponse;
import io.chatdata.v1.QueryResult;
import io.chatdata.v1.ReadOnlyState;
import io.chatdata.v1.Receipt;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.ToolError;
import io.chatdata.v1.ToolResult;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class AskTest extends TestingClient {
  @Test
  void intoAPipeOnlyTheAnswerIsPrinted() {
    server.answer(twoToolCalls());

    assertEquals(0, shell.run("ask", "How many orders?"));

    assertEquals("There are 50,000 orders.\n", shell.out());
    assertEquals(
        """
          list_tables public → 0 tables, 3 ms
          run_query select count(*) from orders → 1 row, 1.5 s
        """,
        shell.err());
  }

  @Test
  void onATerminalToolCallsAreDimLinesBeforeTheAnswer() {
    server.answer(twoToolCalls());

    assertEquals(0, shell.terminal().run("ask", "How many orders?"));

    assertEquals(
        "␛[2m  list_tables public␛[0m␛[2m → 0 tables, 3 ms␛[0m\n"
            + "␛[2m  run_query select count(*) from orders␛[0m␛[2m → 1 row, 1.5 s␛[0m\n"
            + "\nThere are 50,000 orders.\n"
            + "\n␛[2m  to go on: chatdata ask --conversation 11111111-1111-4111-8111-111111111111"
            + " \"…\"␛[0m\n",
        shell.out().replace('\u001b', '␛'));
    assertEquals("", shell.err());
  }

  @Test
  void noColorAndPipesGetNoAnsi() {
    server.answer(twoToolCalls()).answer(twoToolCalls());

    shell.set("NO_COLOR", "1").terminal().run("ask", "How many orders?");
    new TestingShell().run("ask", "--server", server.address(), "How many orders?");

    assertFalse(shell.out().contains("\u001b"));
    assertTrue(shell.out().startsWith("  list_tables public → 0 tables, 3 ms\n"), shell.out());
  }

  @Test
  void parallelToolCallsEachGetAWholeLine() {
    server.answer(
        new TestingTurn()
            .toolCall("a", "sample_rows", Map.of("schema", "shop", "table", "orders"))
            .toolCall("b", "run_query", Map.of("sql", "select\n  1"))
            .rows("a", 10, 2)
            .rows("b", 1, 4)
            .token("Done.")
            .completed());

    shell.run("ask", "x");

    assertEquals(
        """
          sample_rows shop.orders
          run_query select 1
          sample_rows shop.orders → 10 rows, 2 ms
          run_query select 1 → 1 row, 4 ms
        """,
        shell.err());
  }

  @Test
  void aToolCallIsSeenBeforeItsResultAndTextAsItComes() throws Exception {
    TestingTurn turn = new TestingTurn();
    server.answer(turn);
    CompletableFuture<Integer> exit = shell.start("ask", "How many orders?");

    turn.toolCall("a", "run_query", Map.of("sql", "select 1"));
    shell.awaitErr("run_query select 1");
    turn.rows("a", 1, 5);
    shell.awaitErr("→ 1 row, 5 ms\n");
    turn.token("There ");
    shell.awaitOut("There ");
    turn.token("is one.").completed();

    assertEquals(0, exit.get());
    assertEquals("There is one.\n", shell.out());
  }

  @Test
  void aFailedToolCallSaysWhy() {
    server.answer(
        new TestingTurn()
            .toolCall("a", "run_query", Map.of("sql", "select foo"))
            .toolResult(
                ToolResult.newBuilder()
                    .setToolCallId("a")
                    .setError(ToolError.newBuilder().setMessage("column foo does not exist")),
                7)
            .token("Sorry.")
            .completed());

    assertEquals(0, shell.run("ask", "x"));

    assertEquals("  run_query select foo → failed: column foo does not exist, 7 ms\n", shell.err());
  }

  @Test
  void anOverrideIsSaidWithTheConnectionAndEachOfItsStatements() {
    server.answer(
        new TestingTurn()
            .toolCall("a", "list_connections", Map.of())
            .toolResult(
                ToolResult.newBuilder()
                    .setToolCallId("a")
                    .setListConnections(
                        ListConnectionsResponse.newBuilder()
                            .addConnections(Connection.newBuilder().setId("safe"))
                            .addConnections(
                                Connection.newBuilder()
                                    .setId("prod")
                                    .setReadOnlyState(ReadOnlyState.READ_ONLY_STATE_OVERRIDDEN))),
                3)
            .toolCall("b", "run_query", Map.of("sql", "select 1"))
            .toolResult(
                ToolResult.newBuilder()
                    .setToolCallId("b")
                    .setRunQuery(
                        QueryResult.newBuilder()
                            .setRowCount(1)
                            .setReceipt(
                                Receipt.newBuilder()
                                    .addWarnings("Its role is a superuser; accepted"))),
                5)
            .token("Done.")
            .completed());

    assertEquals(0, shell.run("ask", "x"));

    assertEquals(
        """
          list_connections → 2 connections (can write, allowed by the operator: prod), 3 ms
          run_query select 1 → 1 row; Its role is a superuser; accepted, 5 ms
        """,
        shell.err());
  }

  @Test
  void quietPrintsNoToolCalls() {
    server.answer(twoToolCalls());

    shell.run("ask", "--quiet", "x");

    assertEquals("", shell.err());
    assertEquals("There are 50,000 orders.\n", shell.out());
  }

  @Test
  void controlCharactersOfModelAndDataAreNeutral() {
    server.answer(
        new TestingTurn()
            .toolCall("a", "run_query", Map.of("sql", "select '\u001b]0;owned\u0007'"))
            .rows("a", 1, 1)
            .token("\u001b[2Ja\u202eb\u009bc\rd\r\ne\tf ad\u200bmin")
            .completed());

    shell.terminal().set("NO_COLOR", "1").run("ask", "x");

    assertTrue(shell.out().contains("select '␛]0;owned␇'"), shell.out());
    assertTrue(shell.out().contains("␛[2Ja\ufffdb\ufffdc␍d\ne\tf ad\ufffdmin\n"), shell.out());
    assertFalse(shell.out().contains("\u001b"));
  }

  @Test
  void optionsGoIntoTheNewConversation() {
    shell.run(
        "ask", "--provider", "openai", "--model", "gpt-4", "--connection", "shop", "How", "many?");

    CreateConversationRequest created = server.created.getFirst();
    assertEquals("openai", created.getProvider());
    assertEquals("gpt-4", created.getModel());
    assertEquals("shop", created.getConnectionId());
    assertFalse(created.getRequestId().isEmpty());
    SendMessageRequest sent = server.sent.getFirst();
    assertEquals(TestingChatServer.CONVERSATION_ID, sent.getConversationId());
    assertEquals("How many?", sent.getContent());
    assertFalse(sent.getRequestId().isEmpty());
    assertEquals("", sent.getProvider());
  }

  @Test
  void optionsGoIntoTheTurnOfAnOldConversation() {
    shell.run("ask", "--conversation", "abc", "--provider", "openai", "@everyone, how many?");

    assertTrue(server.created.isEmpty());
    SendMessageRequest sent = server.sent.getFirst();
    assertEquals("abc", sent.getConversationId());
    assertEquals("openai", sent.getProvider());
    assertEquals("@everyone, how many?", sent.getContent());
  }

  @Test
  void aDashReadsTheQuestionFromStandardInput() {
    shell.input("Wie viele Käufe?\n".getBytes(UTF_8)).run("ask", "-");

    assertEquals("Wie viele Käufe?", server.sent.getFirst().getContent());
  }

  @Test
  void anUnusableQuestionIsWrongUsageAndReachesNoServer() {
    TestingShell empty = new TestingShell().set("CHATDATA_SERVER", server.address());
    TestingShell binary = new TestingShell().set("CHATDATA_SERVER", server.address());
    TestingShell garbled = new TestingShell().set("CHATDATA_SERVER", server.address());
    TestingShell large = new TestingShell().set("CHATDATA_SERVER", server.address());

    assertEquals(2, empty.run("ask", "  "));
    assertEquals(2, binary.input(new byte[] {(byte) 0xff, 'x'}).run("ask", "-"));
    assertEquals(2, garbled.run("ask", "Wie viele K\ufffdufe?"));
    assertEquals(2, large.input(new byte[256 * 1024 + 1]).run("ask", "-"));

    assertAll(
        () -> assertTrue(empty.err().startsWith("error: The question is empty\n")),
        () -> assertTrue(binary.err().startsWith("error: Standard input is not UTF-8 text\n")),
        () -> assertTrue(garbled.err().contains("LC_ALL=C.UTF-8"), garbled.err()),
        () ->
            assertTrue(
                large.err().startsWith("error: Standard input has over 262144 bytes"), large.err()),
        () -> assertTrue(server.created.isEmpty()));
  }

  private static TestingTurn twoToolCalls() {
    return new TestingTurn()
        .toolCall("a", "list_tables", Map.of("schema", "public"))
        .toolResult(
            ToolResult.newBuilder()
                .setToolCallId("a")
                .setListTables(io.chatdata.v1.ListTablesResponse.getDefaultInstance()),
            3)
        .toolCall("b", "run_query", Map.of("sql", "select count(*)\n  from orders"))
        .rows("b", 1, 1500)
        .token("There are ")
        .token("50,000 orders.")
        .completed();
  }
}
