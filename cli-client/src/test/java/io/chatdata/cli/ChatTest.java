package io.chatdata.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ListValue;
import com.google.protobuf.Value;
import io.chatdata.v1.Connection;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.GetConversationRequest;
import io.chatdata.v1.ListConnectionsResponse;
import io.chatdata.v1.ListMessagesResponse;
import io.chatdata.v1.ListModelsResponse;
import io.chatdata.v1.Message;
import io.chatdata.v1.MessageRole;
import io.chatdata.v1.Model;
import io.chatdata.v1.Provider;
import io.chatdata.v1.QueryResult;
import io.chatdata.v1.Receipt;
import io.chatdata.v1.ResultColumn;
import io.chatdata.v1.RunQueryRequest;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.ToolResult;
import io.chatdata.v1.Usage;
import io.chatdata.v1.Verdict;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChatTest extends TestingClient {
  private final PipedOutputStream keys = new PipedOutputStream();
  private CompletableFuture<Integer> exit = new CompletableFuture<>();

  @BeforeEach
  void openTheTerminal() throws IOException {
    shell.set("NO_COLOR", "1").set("COLUMNS", "80");
    shell.terminal(new PipedInputStream(keys));
  }

  @Test
  void questionsGoOnInOneConversation() throws Exception {
    start();
    server.answer(new TestingTurn().token("There are 12.").completed());
    type("How many orders?", "There are 12.");
    server.answer(new TestingTurn().token("Nine.").completed());
    type("And what's\\\npaid?", "Nine.");
    leave();

    assertEquals(1, server.created.size());
    assertEquals(
        List.of("How many orders?", "And what's\npaid?"),
        server.sent.stream().map(SendMessageRequest::getContent).toList());
    assertEquals(TestingChatServer.CONVERSATION_ID, server.sent.getLast().getConversationId());
  }

  @Test
  void aToolCallIsALineWithItsRowsAndExpands() throws Exception {
    start();
    server.answer(
        new TestingTurn()
            .toolCall("a", "list_tables", Map.of())
            .toolCall("b", "run_query", Map.of("sql", "select n from many"))
            .toolResult(ToolResult.newBuilder().setToolCallId("b").setRunQuery(rows(12)), 8)
            .token("Done.")
            .completed());
    type("How many?", "Done.");
    type("/show", "reads      public.many");
    type("/show 7", "There is no call 7; the last turn has 1 to 2.");
    leave();

    String out = shell.out();
    assertTrue(out.contains("[2] run_query select n from many"), out);
    assertTrue(out.contains("12 rows"), out);
    assertTrue(out.contains("… of 12 rows; /show has more"), out);
    assertTrue(out.contains("sql: select n from many"), out);
  }

  @Test
  void modelAndConnectionChangeForTheNextQuestion() throws Exception {
    server
        .reply(
            "ListModels",
            ListModelsResponse.newBuilder()
                .addProviders(
                    Provider.newBuilder()
                        .setId("openai")
                        .setAvailable(true)
                        .addModels(Model.newBuilder().setId("gpt-4.1")))
                .build())
        .reply(
            "ListConnections",
            ListConnectionsResponse.newBuilder()
                .addConnections(Connection.newBuilder().setId("shop"))
                .build());
    start();
    type("/model", "openai/gpt-4.1");
    type("/model gpt-4.1", "openai/gpt-4.1 answers");
    type("/model who", "PROVIDER/who");
    type("/connection nowhere", "There is no connection nowhere");
    type("/connection shop", "shop is asked about");
    server.answer(new TestingTurn().token("Yes.").completed());
    type("Now?", "Yes.");
    type("/model openai/new/one", "openai/new/one answers");
    leave();

    SendMessageRequest sent = server.sent.getFirst();
    assertEquals(
        List.of("openai", "gpt-4.1", "shop"),
        List.of(sent.getProvider(), sent.getModel(), sent.getConnectionId()));
  }

  @Test
  void aBranchTakesAnEarlierQuestionsPlaceAndAnAnswerIsGivenAgain() throws Exception {
    server.reply(
        "ListMessages",
        ListMessagesResponse.newBuilder()
            .addMessages(message("m1", "", MessageRole.MESSAGE_ROLE_USER, "First?"))
            .addMessages(message("m2", "m1", MessageRole.MESSAGE_ROLE_ASSISTANT, "One."))
            .addMessages(message("m3", "m2", MessageRole.MESSAGE_ROLE_USER, "Second?"))
            .addMessages(message("m4", "m3", MessageRole.MESSAGE_ROLE_ASSISTANT, "Two."))
            .build());
    server.reply("GetConversation", Conversation.newBuilder().setId("c1").setTitle("Sums").build());
    start();
    type("/open c1", "Two.");
    type("/branch", "2 Second?");
    type("/branch 2", "takes the place of: Second?");
    server.answer(new TestingTurn().token("Three.").completed());
    type("Third?", "Three.");
    type("/branch 1", "takes the place of: First?");
    server.answer(new TestingTurn().token("Four.").completed());
    type("Fourth?", "Four.");
    server.answer(new TestingTurn().token("Again.").completed());
    type("/rerun", "Again.");
    leave();

    assertEquals("c1", ((GetConversationRequest) server.calls.getFirst()).getId());
    assertEquals("m2", server.sent.get(0).getParentMessageId());
    assertEquals("root", server.sent.get(1).getParentMessageId());
    assertEquals("m4", server.sent.get(2).getRegenerateMessageId());
  }

  @Test
  void theOtherCommandsDoWhatTheySay(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("chat.md");
    Conversation one =
        Conversation.newBuilder()
            .setId("c1")
            .setTitle("Sums")
            .setUsage(Usage.newBuilder().setInputTokens(1234).setOutputTokens(5).setCostUsd("0.25"))
            .build();
    server
        .reply("GetConversation", one)
        .reply("UpdateConversation", one.toBuilder().setTitle("Better").build())
        .reply("ListMessages", ListMessagesResponse.getDefaultInstance())
        .reply("RunQuery", rows(2));
    start();
    type("/help", "/connection [ID]");
    type("/title x", "no title before");
    type("/open c1", "Sums");
    type("/title Better", "Better");
    type("/cost", "1,234 tokens in (0 from the provider's cache), 5 out; 0.25 USD");
    type("/sql select n from many", "2 rows, 0 ms");
    type("/export " + file, "Written: ");
    type("/export " + file, "can't be written: ");
    type("/sql", "/sql needs STATEMENT");
    type("/nothing", "There is no command /nothing; /help lists them.");
    type("/new", "begins a new conversation");
    leave();

    assertEquals("# Sums\n", Files.readString(file));
    assertEquals(
        "select n from many",
        server.calls.stream()
            .filter(RunQueryRequest.class::isInstance)
            .map(call -> ((RunQueryRequest) call).getSql())
            .findFirst()
            .orElseThrow());
  }

  @Test
  void aFailedCallIsToldAndTheChatGoesOn() throws Exception {
    start();
    server.fail(TestingErrors.invalidField("content", "It is empty"));
    type("How many?", "");
    shell.awaitErr("error: ");
    server.answer(new TestingTurn().token("Now it works.").completed());
    type("Again?", "Now it works.");
    leave();
  }

  @Test
  void withoutATerminalItSaysWhatToUse() {
    assertEquals(2, new TestingShell().set("CHATDATA_SERVER", server.address()).run("chat"));
  }

  private void start() throws Exception {
    exit = shell.start("chat");
    shell.awaitOut("›");
  }

  /** Types a line and waits for what it brings. */
  private void type(String line, String shown) throws Exception {
    shell.awaitPrompt("› ");
    keys.write((line + "\n").getBytes(UTF_8));
    keys.flush();
    shell.awaitOut(shown);
  }

  private void leave() throws Exception {
    type("/quit", "");
    assertEquals(0, exit.get());
  }

  private static Message message(String id, String parent, MessageRole role, String content) {
    return Message.newBuilder()
        .setId(id)
        .setParentMessageId(parent)
        .setRole(role)
        .setContent(content)
        .build();
  }

  private static QueryResult rows(int count) {
    QueryResult.Builder result =
        QueryResult.newBuilder()
            .setRowCount(count)
            .addColumns(ResultColumn.newBuilder().setName("n").setType("int4"))
            .setReceipt(
                Receipt.newBuilder().setVerdict(Verdict.VERDICT_ALLOWED).addTables("public.many"));
    for (int i = 0; i < count; i++) {
      result.addRows(
          ListValue.newBuilder().addValues(Value.newBuilder().setNumberValue(i).build()));
    }
    return result.build();
  }
}
