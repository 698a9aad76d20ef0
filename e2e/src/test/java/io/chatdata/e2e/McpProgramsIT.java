package io.chatdata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The Model Context Protocol's own programs: its inspector, its SDK and its conformance suites. */
class McpProgramsIT {
  private static final Pattern PASSED = Pattern.compile("(?m)^✓ ([\\w-]+): [1-9]\\d* passed");

  private static TestingProduct product;
  private static TestingNode node;

  /** A tool's arguments, and what is in its result. */
  private record Call(Map<String, Object> arguments, String gives) {}

  /** All tools, in an order in which $RESULT is the id of the last result. */
  private static Map<String, Call> calls() {
    Map<String, Object> table = Map.of("connection_id", "default", "table", "customers");
    Map<String, Call> calls = new LinkedHashMap<>();
    calls.put("list_connections", new Call(Map.of(), "connections"));
    calls.put("list_schemas", new Call(Map.of("connection_id", "default"), "schemas"));
    calls.put("list_tables", new Call(Map.of("name_contains", "order"), "tables"));
    calls.put("get_table_info", new Call(table, "columns"));
    calls.put("sample_rows", new Call(table, "rows"));
    calls.put("profile_table", new Call(table, "columns"));
    calls.put("run_query", new Call(Map.of("sql", "SELECT id FROM customers LIMIT 9"), "rows"));
    calls.put(
        "create_chart",
        new Call(Map.of("result_id", "$RESULT", "mark", "histogram", "x", "id"), "mark"));
    calls.put("ask", new Call(Map.of("question", "What tables are in my database?"), "answer"));
    return calls;
  }

  /** The ways to the tools. */
  enum Way {
    HTTP("modern"),
    STDIO("legacy");

    private final String era;

    Way(String era) {
      this.era = era;
    }

    List<String> server() {
      return this == HTTP ? List.of(product.gateway() + "/mcp") : stdio().command();
    }
  }

  private static ProcessBuilder stdio() {
    return TestingProgram.GATEWAY.with(Map.of(), "--stdio", "--server", product.server());
  }

  @BeforeAll
  static void install() {
    node = new TestingNode();
    product = TestingProduct.plain();
  }

  @Test
  void theInspectorListsAndCallsEveryTool() {
    assertEquals(calls().keySet(), names(inspect(Way.HTTP, "tools/list").path("tools")));
    inspectorCalls(Way.HTTP, calls());
  }

  /** A call starts two programs, so not every tool is called: the SDK does that with one. */
  @Test
  void theInspectorStartsTheProgramItself() {
    assertEquals(calls().keySet(), names(inspect(Way.STDIO, "tools/list").path("tools")));
    Map<String, Call> some = calls();
    some.keySet().retainAll(Set.of("run_query", "create_chart", "ask"));
    inspectorCalls(Way.STDIO, some);
  }

  private static void inspectorCalls(Way way, Map<String, Call> calls) {
    String last = "";
    for (Map.Entry<String, Call> call : calls.entrySet()) {
      String arguments = Json.write(call.getValue().arguments()).replace("$RESULT", last);
      JsonNode result =
          inspect(way, "tools/call", "--tool-name", call.getKey(), "--tool-args-json", arguments);
      gives(call.getValue(), result, call.getKey());
      last = result.at("/structuredContent/result_id").asText(last);
    }
  }

  private static JsonNode inspect(Way way, String method, String... more) {
    List<String> arguments = new ArrayList<>(List.of("--cli"));
    arguments.addAll(way.server());
    arguments.addAll(List.of("--", "--protocol-era", way.era, "--format", "json", "--quiet"));
    arguments.addAll(List.of("--method", method));
    arguments.addAll(List.of(more));
    Path inspector = TestingNode.module("node_modules/.bin/mcp-inspector");
    return Json.parse(node.run(inspector, arguments).succeeded().out()).path("result");
  }

  @ParameterizedTest
  @EnumSource
  void theSdkListsAndCallsEveryTool(Way way) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    calls().forEach((name, call) -> arguments.put(name, call.arguments()));
    List<String> given = new ArrayList<>(List.of(Json.write(arguments)));
    given.addAll(way.server());

    JsonNode said = Json.parse(node.run(TestingNode.module("sdk.mjs"), given).succeeded().out());

    assertEquals(calls().keySet(), names(said.get("tools")));
    calls().forEach((name, call) -> gives(call, said.path("results").path(name), name));
  }

  private static Set<String> names(JsonNode tools) {
    return tools
        .valueStream()
        .map(tool -> tool.isTextual() ? tool.asText() : tool.path("name").asText())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static void gives(Call call, JsonNode result, String name) {
    assertFalse(result.path("isError").asBoolean(), name + result);
    assertTrue(result.path("structuredContent").has(call.gives()), name + result);
    assertFalse(result.at("/content/0/text").asText().isEmpty(), name + result);
  }

  /** Passes what applies, and nothing else: the list of what doesn't apply is whole, too. */
  @ParameterizedTest
  @CsvSource({
    "conformance, 2026-07-28",
    "conformance, 2025-11-25",
    "conformance, 2025-06-18",
    "conformance-stable, ",
  })
  void everyScenarioThatAppliesPasses(String suite, @Nullable String version) {
    conform(
            suite,
            version,
            product.gateway() + "/mcp",
            "--expected-failures",
            TestingNode.file("does-not-apply.yml").toString())
        .succeeded();
  }

  /** What is about messages and not about HTTP. */
  @ParameterizedTest
  @CsvSource({
    "2026-07-28, tools-list resources-list sep-2164-resource-not-found prompts-list caching"
        + " input-required-result-missing-input-response"
        + " input-required-result-unsupported-methods"
        + " input-required-result-ignore-extra-params input-required-result-validate-input",
    "2025-11-25, server-initialize ping tools-list resources-list prompts-list",
    "2025-06-18, server-initialize ping tools-list resources-list prompts-list",
  })
  void standardInputAndOutputPassesWhatAppliesToIt(String version, String scenarios)
      throws IOException {
    try (var bridge = new TestingMcpBridge(stdio())) {
      String said = conform("conformance", version, bridge.address()).out();

      Set<String> passed =
          PASSED.matcher(said).results().map(line -> line.group(1)).collect(Collectors.toSet());
      assertTrue(passed.containsAll(List.of(scenarios.split(" "))), said);
    }
  }

  private static TestingCommand.Ended conform(
      String suite, @Nullable String version, String address, String... more) {
    List<String> arguments = new ArrayList<>(List.of("server", "--url", address));
    arguments.addAll(List.of("--suite", "all"));
    if (version != null) {
      arguments.addAll(List.of("--spec-version", version));
    }
    arguments.addAll(List.of(more));
    return node.run(TestingNode.module("node_modules/" + suite + "/dist/index.js"), arguments);
  }
}
