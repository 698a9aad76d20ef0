package io.chatdata.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingModelServer;
import io.chatdata.server.llm.TestingReply;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.GetResultRequest;
import io.chatdata.v1.TurnFinished;
import io.chatdata.v1.TurnStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Turns against the OpenAI protocol, through the whole product, and what is left of them. */
class OpenAiTurnIT {
  private static final Path RECORDINGS =
      TestingProgram.ROOT.resolve("..", "shared", "fixtures", "provider-streams").normalize();

  private static final TestingModelServer openAi = TestingProduct.openAi();
  private static final TestingProduct product = TestingProduct.withOpenAi();

  @Test
  void twoRoundsOfToolCallsAreStoredAsTheContractSays() throws IOException {
    openAi.answer(
        TestingDelivery.of(
            TestingReply.saying("Let me look. ")
                .calling("call_a", "list_tables", "{}")
                .calling("call_b", "get_table_info", "{'table': 'orders'}")),
        TestingDelivery.of(
            TestingReply.saying()
                .calling("call_c", "run_query", "{'sql': 'select count(*) from orders'}")),
        TestingDelivery.of(TestingReply.saying("That ", "many.")));

    TurnFinished end = ask("How many orders are there?");

    assertEquals(TurnStatus.TURN_STATUS_COMPLETED, end.getStatus(), end.toString());
    String conversation = end.getMessage().getConversationId();
    assertEquals(
        List.of(
            List.of("1", "user", "How many orders are there?", "", "", "", ""),
            List.of("2", "tool", "", "openai", "gpt-4.1", "list_tables", "{}"),
            List.of(
                "3", "tool", "", "openai", "gpt-4.1", "get_table_info", "{\"table\": \"orders\"}"),
            List.of(
                "4",
                "tool",
                "",
                "openai",
                "gpt-4.1",
                "run_query",
                "{\"sql\": \"select count(*) from orders\"}"),
            List.of("5", "assistant", "Let me look. That many.", "openai", "gpt-4.1", "", "")),
        messages(conversation));
    queryIsStoredWithItsResult(conversation);
    rawIsStored(conversation, 3);
  }

  private static void queryIsStoredWithItsResult(String conversation) {
    String orders =
        product.database("demo").query("SELECT count(*) FROM orders").getFirst().getFirst();
    List<@Nullable String> output =
        store(
                """
                SELECT tool_output #>> '{rows,0,0}', tool_output ->> 'result_id' FROM chat_messages
                WHERE conversation_id = '%s' AND tool_name = 'run_query'
                """,
                conversation)
            .getFirst();
    assertEquals(orders, output.getFirst());
    assertEquals(
        orders,
        product
            .chat()
            .getResult(
                GetResultRequest.newBuilder().setResultId(String.valueOf(output.getLast())).build())
            .getResult()
            .getRows(0)
            .getValues(0)
            .getStringValue());
  }

  @Test
  void recordedStreamsWithTwoRoundsAreStoredToo() throws IOException {
    assumeTrue(Files.exists(RECORDINGS), "the recorded streams are not at " + RECORDINGS);
    List<String> text = recording("openai/chat__openai-text");
    openAi.answer(
        TestingDelivery.events(
            recording("openai-compatible/groq-tool-call", "weather", "list_tables")),
        TestingDelivery.events(
            recording(
                "openai-compatible/chat__deepseek-tool-call",
                "\"weather\"",
                "\"list_tables\"",
                "\"location\"",
                "\"name_contains\"",
                "\"San\"",
                "\"order\"",
                "\" Francisco\"",
                "\"_items\"")),
        TestingDelivery.events(text));

    TurnFinished end = ask("Which tables hold orders?");

    assertEquals(TurnStatus.TURN_STATUS_COMPLETED, end.getStatus(), end.toString());
    String conversation = end.getMessage().getConversationId();
    assertEquals(
        List.of(
            List.of("1", "user", "Which tables hold orders?", "", "", "", ""),
            List.of("2", "tool", "", "openai", "gpt-4.1", "list_tables", "{}"),
            List.of(
                "3",
                "tool",
                "",
                "openai",
                "gpt-4.1",
                "list_tables",
                "{\"name_contains\": \"order_items\"}"),
            List.of("4", "assistant", spoken(text), "openai", "gpt-4.1", "", "")),
        messages(conversation));
    rawIsStored(conversation, 3);
  }

  /** The lines of a recording, with some words replaced by others. */
  private static List<String> recording(String name, String... replacements) throws IOException {
    String lines = Files.readString(RECORDINGS.resolve(name + ".chunks.txt"));
    for (int i = 0; i < replacements.length; i += 2) {
      assertTrue(lines.contains(replacements[i]), replacements[i]);
      lines = lines.replace(replacements[i], replacements[i + 1]);
    }
    return lines.lines().filter(line -> !line.isBlank()).toList();
  }

  private static String spoken(List<String> chunks) {
    var spoken = new StringBuilder();
    chunks.forEach(
        chunk -> spoken.append(Json.parse(chunk).at("/choices/0/delta/content").asText("")));
    return spoken.toString();
  }

  private static void rawIsStored(String conversation, int calls) {
    JsonNode[] raw =
        store(
                """
                SELECT raw_request, raw_response FROM chat_messages
                WHERE conversation_id = '%s' AND role = 'assistant'
                """,
                conversation)
            .getFirst()
            .stream()
            .map(column -> Json.parse(String.valueOf(column)))
            .toArray(JsonNode[]::new);
    assertEquals(calls, raw[0].size(), raw[0].toString());
    assertEquals(calls, raw[1].size(), raw[1].toString());
    assertEquals("gpt-4.1", raw[0].at("/0/model").asText());
    assertEquals("tool", raw[0].at("/1/messages/1/role").asText(), raw[0].toString());
    raw[1].forEach(
        response -> assertTrue(response.at("/0/choices").isArray(), response.toString()));
  }

  @Test
  void theKeyAndWhatWasSaidAreNowhereTheyShouldNotBe() throws IOException {
    openAi.answer(
        TestingDelivery.status(
            401,
            "{\"error\": {\"message\": \"Incorrect API key provided: %s\", \"code\": \"invalid_api_key\"}}"
                .formatted(TestingModelServer.KEY)));

    TurnFinished end = ask("What about marmalade?");

    assertEquals(TurnStatus.TURN_STATUS_FAILED, end.getStatus());
    assertEquals(
        Set.of("Bearer " + TestingModelServer.KEY),
        openAi.requests().stream()
            .map(request -> request.headers().get("authorization"))
            .collect(Collectors.toSet()));
    String written = product.database("chatdata").dump() + product.database("demo").dump();
    String logs = logs();
    assertTrue(written.contains("marmalade"));
    assertTrue(logs.contains(end.getMessage().getTurnId()), logs);
    assertFalse(logs.contains("marmalade"), logs);
    for (String key :
        List.of(
            TestingModelServer.KEY,
            HexFormat.of().formatHex(TestingModelServer.KEY.getBytes(UTF_8)))) {
      assertFalse((end + written + logs).contains(key));
    }
  }

  /** All that server, gateway and database have logged. */
  private static String logs() throws IOException {
    var logs = new StringBuilder();
    logs.append(Files.readString(product.log("server")));
    logs.append(Files.readString(product.log("gateway")));
    try (Stream<Path> files = Files.list(product.home().resolve("postgres", "log"))) {
      for (Path file : files.toList()) {
        logs.append(Files.readString(file));
      }
    }
    return logs.toString();
  }

  private static TurnFinished ask(String question) throws IOException {
    String conversation =
        product
            .chat()
            .createConversation(
                CreateConversationRequest.newBuilder()
                    .setProvider("openai")
                    .setModel("gpt-4.1")
                    .build())
            .getId();
    try (EventSource source = Face.SSE.ask(product, conversation, question)) {
      return source.upTo(ChatEvent::hasTurnFinished).getLast().getTurnFinished();
    }
  }

  private static List<List<@Nullable String>> messages(String conversation) {
    return store(
        """
        SELECT sequence, role, content, coalesce(provider, ''), coalesce(model, ''),
          coalesce(tool_name, ''), coalesce(tool_input::text, '')
        FROM chat_messages WHERE conversation_id = '%s' ORDER BY sequence
        """,
        conversation);
  }

  private static List<List<@Nullable String>> store(String sql, String conversation) {
    return product.database("chatdata").query(sql.replace("%s", conversation));
  }
}
