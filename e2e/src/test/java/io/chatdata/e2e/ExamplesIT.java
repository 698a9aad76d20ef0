package io.chatdata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The clients in examples/, unchanged, as their README runs them. */
class ExamplesIT {
  private static final Path EXAMPLES = TestingProgram.ROOT.resolve("examples");
  private static final String QUESTION = "What's the average order value by customer segment?";

  private static final List<String> TOOLS =
      List.of(
          "list_connections",
          "list_schemas",
          "list_tables",
          "get_table_info",
          "sample_rows",
          "profile_table",
          "run_query",
          "create_chart",
          "ask");

  private final TestingProduct product = TestingProduct.plain();
  private final Path copy = TestingCommand.folder("examples");

  @AfterEach
  void delete() {
    TestingCommand.delete(copy);
  }

  @Test
  void nodeReadsTheContractByReflectionAndStreamsATurn() throws IOException {
    TestingCommand.needs("npm");
    for (String file : List.of("index.mjs", "package.json", "package-lock.json", ".npmrc")) {
      Files.copy(EXAMPLES.resolve("node-grpc", file), copy.resolve(file));
    }
    run("npm", "ci", "--prefer-offline");

    TestingCommand.Ended asked = run("node", "index.mjs", QUESTION);

    answersTheQuestion(asked.out());
    assertTrue(asked.err().contains("calls run_query"), asked.err());
    assertTrue(asked.err().contains("gets run_query"), asked.err());
  }

  /** Over HTTP in both ways of the protocol, and on standard input and output. */
  @Test
  void nodeCallsEveryToolOverMcp() throws IOException {
    TestingCommand.needs("npm");
    for (String file : List.of("index.mjs", "package.json", "package-lock.json", ".npmrc")) {
      Files.copy(EXAMPLES.resolve("node-mcp", file), copy.resolve(file));
    }
    run("npm", "ci", "--prefer-offline");
    String stdio =
        String.join(
            " ",
            TestingProgram.GATEWAY
                .with(Map.of(), "--stdio", "--server", product.server())
                .command());
    for (Map<String, String> way :
        List.of(
            Map.of("CHATDATA_PROTOCOL", "auto"),
            Map.of("CHATDATA_PROTOCOL", "legacy"),
            Map.of("CHATDATA_MCP", stdio))) {
      TestingCommand.Ended asked = run(way, "node", "index.mjs", QUESTION);

      answersTheQuestion(asked.out());
      for (String tool : TOOLS) {
        assertTrue(asked.err().contains("called " + tool + "\n"), way + asked.err());
      }
      assertTrue(asked.err().contains(": Calls run_query"), way + asked.err());
      assertTrue(asked.err().contains("SELECT 1 + 1 gives [[2]]"), way + asked.err());
    }
  }

  @Test
  void pythonStreamsATurnOverRest() {
    TestingCommand.needs("python3");

    TestingCommand.Ended asked =
        run("python3", EXAMPLES.resolve("python", "chat_rest.py").toString(), QUESTION);

    answersTheQuestion(asked.out());
    assertTrue(asked.err().contains("calls run_query"), asked.err());
  }

  @Test
  void curlAsksAndQueries() {
    TestingCommand.needs("curl");

    String out = run("sh", EXAMPLES.resolve("curl.sh").toString(), QUESTION).out();

    answersTheQuestion(out);
    assertTrue(out.contains("event: turn_finished"), out);
    assertTrue(out.contains("\"rows\":[[2]]"), out);
  }

  private void answersTheQuestion(String answer) {
    List<String> segments =
        product
            .database("demo")
            .query("SELECT DISTINCT segment FROM customers WHERE segment IS NOT NULL")
            .stream()
            .map(row -> String.valueOf(row.getFirst()))
            .toList();
    assertTrue(segments.size() > 1);
    assertEquals(List.of(), segments.stream().filter(name -> !answer.contains(name)).toList());
  }

  private TestingCommand.Ended run(String... command) {
    return run(Map.of(), command);
  }

  private TestingCommand.Ended run(Map<String, String> environment, String... command) {
    var all = new HashMap<>(environment);
    all.put("CHATDATA_SERVER", product.server());
    all.put("CHATDATA_GATEWAY", product.gateway());
    return TestingCommand.run(TestingCommand.of(List.of(command), all).directory(copy.toFile()))
        .succeeded();
  }
}
