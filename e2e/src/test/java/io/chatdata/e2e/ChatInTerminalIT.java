package io.chatdata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingModelServer;
import io.chatdata.server.llm.TestingReply;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The chat of the command line, as it stands in a narrow and in a wide terminal. */
@ParameterizedClass
@ValueSource(ints = {80, 200})
class ChatInTerminalIT {
  private static final String PROMPT = "›";
  private static final String ORDERS = "SELECT * FROM orders ORDER BY id LIMIT 15";

  private static final TestingModelServer openAi = TestingProduct.openAi();
  private static final TestingProduct product = TestingProduct.withOpenAi();

  private final int columns;

  ChatInTerminalIT(int columns) {
    this.columns = columns;
  }

  @BeforeAll
  static void tmuxIsThere() {
    TestingCommand.needs("tmux");
  }

  @Test
  void anAnswerStreamsWithItsToolCallRowsAndMarkdown() {
    openAi.answer(
        TestingDelivery.of(
            TestingReply.saying("Let me look.")
                .thinking("Fifteen will do.")
                .calling("call_a", "run_query", "{'sql': '" + ORDERS + "'}")),
        TestingDelivery.of(
            TestingReply.saying(
                "## What I fo",
                "und\n\nThe **late",
                "st** are in `orders`:\n\n| status | orders |\n|---|---|\n| shi",
                "pped | 7 |\n\n```sql\nSELECT 1\n```\n\n- one thing\n")));

    try (TestingTerminal terminal = chat()) {
      terminal.enter("Which orders are there?").await("one thing");
      String screen = terminal.awaitLast(PROMPT);

      for (String line :
          List.of(
              "Fifteen will do.", "Let me look.", "[1] run_query", "… of 15 rows", "SELECT 1")) {
        assertTrue(screen.contains(line), line + "\n" + screen);
      }
      assertTrue(screen.lines().anyMatch(line -> line.strip().equals("What I found")), screen);
      assertTrue(screen.contains("The latest are in orders:"), screen);
      assertFalse(screen.contains("**") || screen.contains("|---"), screen);
      assertEquals(screen, terminal.unbroken(), "a line is broken by the terminal");

      String whole = terminal.enter("/show 1").await("time zone");
      assertTrue(whole.contains("sql: " + ORDERS), whole);
    }
  }

  @Test
  void thingsStandOutByColourUnlessNoneIsWanted() {
    for (boolean colours : List.of(true, false)) {
      openAi.answer(
          TestingDelivery.of(
              TestingReply.saying("This is **strong**.").thinking("It may be faint.")));

      try (TestingTerminal terminal = chat(colours ? Map.of() : Map.of("NO_COLOR", "1"))) {
        terminal.enter("What stands out?").await("strong");
        terminal.awaitLast(PROMPT);

        assertEquals(colours, line(terminal, "strong").contains("\u001b[1m"), terminal::colours);
        assertEquals(colours, line(terminal, "faint").contains("\u001b[2m"), terminal::colours);
      }
    }
  }

  private static String line(TestingTerminal terminal, String with) {
    return terminal.colours().lines().filter(one -> one.contains(with)).findFirst().orElseThrow();
  }

  @Test
  void rowsAreAsWideAsTheTerminalAndWholeInAPipe() {
    for (List<String> command :
        List.of(
            List.of("sql", "SELECT *, repeat('wide ', 60) AS words FROM orders LIMIT 5"),
            List.of("tools", "profile_table", "orders"))) {
      String[] arguments = command.toArray(String[]::new);
      String piped = TestingCommand.run(product.commandLine(arguments)).succeeded().out();
      assertFalse(piped.contains("\u001b") || piped.contains("…"), piped);
      assertTrue(piped.lines().anyMatch(line -> line.length() > 150), piped);

      try (var terminal = new TestingTerminal(product.commandLine(arguments), columns)) {
        assertEquals(0, terminal.exit(), terminal::screen);
        // What stands below is tmux's own.
        String screen = terminal.screen().split("\n\n", 2)[0];
        assertEquals(screen, terminal.unbroken().split("\n\n", 2)[0], "broken by the terminal");
        assertTrue(screen.contains("──"), screen);
      }
    }
  }

  @Test
  void whatWasTypedIsThereTheNextTime() {
    ProcessBuilder chat = product.commandLine("chat");
    List<String> twice =
        new ArrayList<>(List.of("sh", "-c", "trap : INT; \"$@\"; echo again; \"$@\"", "sh"));
    twice.addAll(chat.command());
    try (var terminal = new TestingTerminal(chat.command(twice), columns)) {
      terminal.awaitLast(PROMPT);
      terminal.enter("/cost").await("tokens");
      terminal.awaitLast(PROMPT);
      terminal.press("C-d").await("again");
      terminal.awaitLast(PROMPT);
      terminal.press("Up").awaitLast(PROMPT + " /cost");
      terminal.press("C-u", "C-d");

      assertEquals(0, terminal.exit(), terminal::screen);
    }
  }

  @Test
  void ctrlCStopsTheTurnAndASecondOneLeaves() {
    var held = TestingDelivery.of(TestingReply.saying("It begins", " and goes on.")).silentAfter(1);
    openAi.answer(held);

    try (TestingTerminal terminal = chat()) {
      terminal.enter("Tell me all.").await("It begins");
      terminal.press("C-c");
      held.awaitClientLeft();
      terminal.await("cancelled");
      terminal.awaitLast(PROMPT);

      openAi.answer(TestingDelivery.of(TestingReply.saying("It goes on.")));
      terminal.enter("And now?").await("It goes on.");
      terminal.awaitLast(PROMPT);
      terminal.press("C-c").await("Ctrl-C again or Ctrl-D leaves.");
      terminal.awaitLast(PROMPT);
      terminal.press("C-c");

      assertEquals(0, terminal.exit(), terminal::screen);
    }
  }

  @Test
  void aSecondCtrlCLeavesATurnThatDoesNotEnd() {
    openAi.answer(
        TestingDelivery.of(TestingReply.saying("It begins", " and goes on.")).silentAfter(1));

    try (TestingTerminal terminal = chat()) {
      terminal.enter("Tell me all.").await("It begins");
      product.holdingServer(
          () -> {
            terminal.press("C-c");

            assertEquals(130, terminal.exit("C-c"), terminal::screen);
          });
    }
  }

  @Test
  void linesAreCompletedContinuedAndBroughtBack() {
    try (TestingTerminal terminal = chat()) {
      terminal.type("/cos").press("Tab").awaitLast(PROMPT + " /cost");
      terminal.press("C-u");
      terminal.type("order").press("Tab").await("order_items");
      terminal.press("C-u");
      terminal.type("customers.seg").press("Tab").awaitLast(PROMPT + " customers.segment");
      terminal.press("C-u");

      openAi.answer(TestingDelivery.of(TestingReply.saying("Both lines came.")));
      terminal.enter("The first line \\").await("…");
      terminal.enter("and the second").await("Both lines came.");
      assertEquals(
          "The first line \nand the second",
          openAi
              .requests()
              .getLast()
              .body()
              .at("/messages")
              .valueStream()
              .toList()
              .getLast()
              .get("content")
              .asText());

      terminal.awaitLast(PROMPT);
      terminal.enter("/help").await("/quit");
      terminal.awaitLast(PROMPT);
      terminal.press("Up").awaitLast(PROMPT + " /help");
      terminal.press("C-u", "C-d");

      assertEquals(0, terminal.exit(), terminal::screen);
    }
  }

  @Test
  void commandsDoWhatTheHelpSays() throws IOException {
    try (TestingTerminal terminal = chat()) {
      command(terminal, "/nothing", "There is no command /nothing; /help lists them.");
      command(terminal, "/open", "/open needs ID");
      command(terminal, "/model", "openai/gpt-4.1");
      command(terminal, "/connection", "default");
      command(terminal, "/connection nowhere", "There is no connection nowhere");
      command(terminal, "/sql SELECT 40 + 2 AS answer", "42");
      command(terminal, "/sql DROP TABLE orders", "DROP");
      command(terminal, "/rerun", "There is no answer to give again yet.");

      openAi.answer(TestingDelivery.of(TestingReply.saying("The first answer.")));
      command(terminal, "What is first?", "The first answer.");
      openAi.answer(TestingDelivery.of(TestingReply.saying("Another answer.")));
      command(terminal, "/rerun", "Another answer.");
      command(terminal, "/branch", "1 What is first?");
      command(terminal, "/branch 1", "The next question takes the place of: What is first?");
      openAi.answer(TestingDelivery.of(TestingReply.saying("A third answer.")));
      command(terminal, "What is third?", "A third answer.");
      command(terminal, "/title Three answers", "Three answers");
      command(terminal, "/list", "Three answers");
      command(terminal, "/cost", "USD");
      var file = terminal.folder().resolve("chat.md");
      command(terminal, "/export " + file, "Written: ");
      String written = Files.readString(file);
      assertTrue(written.contains("What is third?"), written);
      assertFalse(written.contains("What is first?"), written);
      String id =
          product
              .database("chatdata")
              .query("SELECT id FROM chat_conversations WHERE title = 'Three answers'")
              .getFirst()
              .getFirst();
      command(terminal, "/new", "The next question begins a new conversation.");
      command(terminal, "/open " + id, "A third answer.");
      command(terminal, "/model builtin/none", "From the next question on builtin/none answers.");
      terminal.enter("/quit");

      assertEquals(0, terminal.exit(), terminal::screen);
    }
  }

  private static void command(TestingTerminal terminal, String line, String said) {
    terminal.press("C-l").enter(line).await(said);
    terminal.awaitLast(PROMPT);
  }

  @Test
  void aConversationThatIsNotThereIsSaidAndEndsIt() {
    try (TestingTerminal terminal =
        new TestingTerminal(product.commandLine("chat", "--conversation", "nonsense"), columns)) {
      terminal.await("nonsense");

      assertEquals(4, terminal.exit());
    }
  }

  private TestingTerminal chat() {
    return chat(Map.of());
  }

  private TestingTerminal chat(Map<String, String> environment) {
    ProcessBuilder program =
        product.commandLine(
            "chat", "--provider", "openai", "--model", "gpt-4.1", "--connection", "default");
    program.environment().putAll(environment);
    var terminal = new TestingTerminal(program, columns);
    terminal.awaitLast(PROMPT);
    return terminal;
  }
}
