package io.chatdata.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Duration;
import com.google.protobuf.Empty;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.chatdata.v1.Column;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.DeleteConversationRequest;
import io.chatdata.v1.GetTableInfoRequest;
import io.chatdata.v1.ListConversationsResponse;
import io.chatdata.v1.ListMessagesResponse;
import io.chatdata.v1.ListModelsResponse;
import io.chatdata.v1.ListTablesResponse;
import io.chatdata.v1.Message;
import io.chatdata.v1.MessageRole;
import io.chatdata.v1.Model;
import io.chatdata.v1.ProfileTableRequest;
import io.chatdata.v1.Provider;
import io.chatdata.v1.QueryResult;
import io.chatdata.v1.ResultColumn;
import io.chatdata.v1.RunQueryRequest;
import io.chatdata.v1.Table;
import io.chatdata.v1.TableInfo;
import io.chatdata.v1.TableKind;
import io.chatdata.v1.TableProfile;
import io.chatdata.v1.Turn;
import io.chatdata.v1.TurnStatus;
import io.chatdata.v1.UpdateConversationRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommandsTest extends TestingClient {
  private static final QueryResult ROWS =
      QueryResult.newBuilder()
          .addColumns(ResultColumn.newBuilder().setName("status").setType("text"))
          .addColumns(ResultColumn.newBuilder().setName("n").setType("int8"))
          .addRows(row(text("open"), Value.newBuilder().setNumberValue(12).build()))
          .addRows(row(nothing(), text("9007199254740993")))
          .setRowCount(2)
          .build();

  @Test
  void sqlPrintsItsRowsInEveryForm() {
    server.reply("RunQuery", ROWS);

    assertEquals(0, shell.run("sql", "select status, count(*) from orders group by 1"));
    assertEquals(0, shell.run("sql", "--output", "csv", "select 1", "--connection", "shop"));
    assertEquals(
        0, shell.run("sql", "--output=markdown", "select 1", "--limit", "5", "--timeout=1.5s"));

    assertEquals(
        """
        status                 n
        ──────  ────────────────
        open                  12
        NULL    9007199254740993
        status,n
        open,12
        ,9007199254740993
        | status | n |
        | --- | ---: |
        | open | 12 |
        | NULL | 9007199254740993 |
        """,
        shell.out());
    assertTrue(shell.err().startsWith("2 rows, 0 ms\n"), shell.err());
    assertEquals(
        RunQueryRequest.newBuilder()
            .setSql("select 1")
            .setLimit(5)
            .setTimeout(Duration.newBuilder().setSeconds(1).setNanos(500_000_000))
            .build(),
        server.calls.getLast());
  }

  @Test
  void sqlReadsStandardInputAndJsonIsTheContracts() {
    server.reply("RunQuery", ROWS);

    assertEquals(0, shell.input("select 2".getBytes(UTF_8)).run("sql", "-", "--output", "json"));

    assertEquals("select 2", ((RunQueryRequest) server.calls.getFirst()).getSql());
    assertTrue(shell.out().contains("\"row_count\": 2"), shell.out());
  }

  @Test
  void everyToolIsACommand() {
    server
        .reply(
            "ListTables",
            ListTablesResponse.newBuilder()
                .addTables(
                    Table.newBuilder()
                        .setSchema("public")
                        .setName("orders")
                        .setKind(TableKind.TABLE_KIND_VIEW)
                        .setEstimatedRows(50))
                .build())
        .reply(
            "GetTableInfo",
            TableInfo.newBuilder()
                .addColumns(Column.newBuilder().setName("id").setType("int4"))
                .build())
        .reply("ProfileTable", TableProfile.getDefaultInstance());

    assertEquals(0, shell.run("tools", "list_tables", "--name-contains", "ord"));
    assertEquals(0, shell.run("tools", "get_table_info", "orders", "--schema", "public"));
    assertEquals(
        0, shell.run("tools", "profile_table", "orders", "--column", "id", "--column", "total"));

    assertEquals(
        """
        schema  name    kind  estimated_rows
        ──────  ──────  ────  ──────────────
        public  orders  view              50
        """,
        shell.out().substring(0, shell.out().indexOf("name  type")));
    assertEquals(
        GetTableInfoRequest.newBuilder().setTable("orders").setSchema("public").build(),
        server.calls.get(1));
    assertEquals(
        ProfileTableRequest.newBuilder()
            .setTable("orders")
            .addColumns("id")
            .addColumns("total")
            .build(),
        server.calls.get(2));
  }

  @Test
  void conversationsAreListedRenamedAndDeleted() {
    Conversation one =
        Conversation.newBuilder().setId("c1").setTitle("Sales of 2025").setModel("planner").build();
    server
        .reply(
            "ListConversations",
            ListConversationsResponse.newBuilder().addConversations(one).build())
        .reply("UpdateConversation", one)
        .reply("UndeleteConversation", one)
        .reply("DeleteConversation", Empty.getDefaultInstance());

    assertEquals(0, shell.run("conversations", "list", "--title", "sales"));
    assertEquals(0, shell.run("conversations", "rename", "c1", "Sales", "of", "2025"));
    assertEquals(0, shell.run("conversations", "delete", "c1"));
    assertEquals(0, shell.run("conversations", "undelete", "c1"));

    assertEquals(
        """
        id  title          model
        ──  ─────────────  ───────
        c1  Sales of 2025  planner
        Sales of 2025
        Sales of 2025
        """,
        shell.out());
    var update = (UpdateConversationRequest) server.calls.get(1);
    assertEquals("Sales of 2025", update.getConversation().getTitle());
    assertEquals("title", update.getUpdateMask().getPaths(0));
    assertEquals("c1", ((DeleteConversationRequest) server.calls.get(2)).getId());
    assertTrue(shell.err().contains("chatdata conversations undelete c1"), shell.err());
  }

  @Test
  void aConversationIsExportedWithItsToolCalls() {
    Value sql =
        Value.newBuilder()
            .setStructValue(Struct.newBuilder().putFields("sql", text("select '```'")))
            .build();
    server
        .reply("GetConversation", Conversation.newBuilder().setId("c1").setTitle("Sales").build())
        .reply(
            "ListMessages",
            ListMessagesResponse.newBuilder()
                .addMessages(message(MessageRole.MESSAGE_ROLE_USER, "How many?"))
                .addMessages(
                    message(MessageRole.MESSAGE_ROLE_TOOL, "").toBuilder()
                        .setToolName("run_query")
                        .setToolInput(sql)
                        .setToolOutput(text("2 rows")))
                .addMessages(message(MessageRole.MESSAGE_ROLE_ASSISTANT, "Two."))
                .build());

    assertEquals(0, shell.run("conversations", "export", "c1"));

    assertEquals(
        """
        # Sales

        ## How many?

        `run_query`

        ````sql
        select '```'
        ````

        ```json
        2 rows
        ```

        Two.
        """,
        shell.out());
    assertEquals(
        0,
        new TestingShell()
            .set("CHATDATA_SERVER", server.address())
            .run("conversations", "export", "c1", "--format", "json"));
  }

  @Test
  void modelsAreListedByProvider() {
    server.reply(
        "ListModels",
        ListModelsResponse.newBuilder()
            .addProviders(Provider.newBuilder().setId("openai").setUnavailableReason("no key"))
            .addProviders(
                Provider.newBuilder()
                    .setId("builtin")
                    .setAvailable(true)
                    .addModels(Model.newBuilder().setId("planner")))
            .build());

    assertEquals(0, shell.run("models"));
    assertEquals(0, shell.run("models", "--provider", "builtin"));
    assertEquals(4, shell.run("models", "--provider", "nobody"));

    assertTrue(shell.out().contains("no key"), shell.out());
    assertTrue(shell.out().endsWith("planner\n"), shell.out());
    assertTrue(shell.err().contains("'nobody'; there are: openai, builtin"), shell.err());
  }

  @Test
  void cancelSaysHowTheTurnEnded() {
    server.reply(
        "CancelTurn", Turn.newBuilder().setStatus(TurnStatus.TURN_STATUS_CANCELLED).build());

    assertEquals(0, shell.run("cancel", "t1"));

    assertEquals("cancelled\n", shell.out());
  }

  @Test
  void anAnswersLastResultGoesWhereTheAnswerDoesNot() {
    server.answer(
        new TestingTurn()
            .toolCall("a", "run_query", java.util.Map.of("sql", "select 1"))
            .toolResult(
                io.chatdata.v1.ToolResult.newBuilder().setToolCallId("a").setRunQuery(ROWS), 8)
            .token("Two states.")
            .completed());

    assertEquals(0, shell.run("ask", "--output", "csv", "How many?"));

    assertEquals("status,n\nopen,12\n,9007199254740993\n", shell.out());
    assertTrue(shell.err().contains("Two states."), shell.err());
    assertEquals(2, shell.run("ask", "--output", "csv", "--json", "How many?"));
  }

  @Test
  void anAnswerWithoutAResultFailsWhereItsRowsAreWanted() {
    server.answer(new TestingTurn().token("Hello.").completed());

    assertEquals(1, shell.run("ask", "--output", "csv", "Hi"));

    assertTrue(shell.err().contains("error: the answer has no result to print"), shell.err());
  }

  @Test
  void contextGoesAlongWithTheQuestion(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "Revenue is net.\n");

    assertEquals(0, shell.run("ask", "--context", file.toString(), "How much?"));

    assertEquals("How much?\n\nRevenue is net.\n", server.sent.getFirst().getContent());
    assertEquals(2, shell.run("ask", "--context", folder.resolve("gone").toString(), "x"));
  }

  @Test
  void settingsAreDefaultsThatOptionsAndVariablesGoBefore(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("cli.properties");
    Files.writeString(file, "server=nowhere:1\nmodel=gpt-4.1\nconnection=shop\noutput=csv\n");
    shell.set("CHATDATA_CLI_CONFIG", file.toString());
    server.reply("RunQuery", ROWS);

    assertEquals(0, shell.run("sql", "select 1"));
    server.answer(new TestingTurn().token("Twelve.").completed());
    assertEquals(1, shell.run("ask", "--connection", "other", "How many?"));
    assertTrue(shell.err().contains("error: the answer has no result to print"), shell.err());

    assertTrue(shell.out().startsWith("status,n\n"), shell.out());
    assertEquals("shop", ((RunQueryRequest) server.calls.getFirst()).getConnectionId());
    assertEquals("gpt-4.1", server.created.getFirst().getModel());
    assertEquals("other", server.created.getFirst().getConnectionId());
  }

  @Test
  void aSettingThatIsNoneIsNamed(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("cli.properties"), "modell=x\n");

    assertEquals(2, shell.set("CHATDATA_CLI_CONFIG", file.toString()).run("models"));

    assertTrue(shell.err().contains("'modell', which is none; there are: ca-file, "), shell.err());
    shell.set("CHATDATA_CLI_CONFIG", folder.resolve("gone").toString());
    assertEquals(2, shell.run("models"));
    assertTrue(shell.err().contains("can't be read"), shell.err());
  }

  @Test
  void completionIsAScriptForBash() {
    assertEquals(0, shell.run("completion"));

    assertTrue(shell.out().contains("conversations"), shell.out());
    assertTrue(shell.out().contains("complete -F _complete_chatdata"), shell.out());
  }

  private static Message message(MessageRole role, String content) {
    return Message.newBuilder().setRole(role).setContent(content).build();
  }

  private static ListValue row(Value... values) {
    return ListValue.newBuilder().addAllValues(java.util.List.of(values)).build();
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  private static Value nothing() {
    return Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build();
  }
}
