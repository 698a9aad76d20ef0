package io.chatdata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.e2e.TestingCollector.Received;
import io.chatdata.server.base.Json;
import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingModelServer;
import io.chatdata.server.llm.TestingReply;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.CreateConversationRequest;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Traces over all programs, as a collector gets them. */
class TracesIT {
  private static final String TOKEN = "5e2b1c7a9f0d4e63";
  private static final String CALLER = "00f067aa0ba902b7";
  private static final String QUESTION = "Which marmalade do we sell?";
  private static final String SQL = "SELECT name FROM products ORDER BY id LIMIT 3";
  private static final String SEND = "chatdata.v1.ChatService/SendMessage";
  private static final String TURN = "invoke_agent chatdata";

  private static final TestingModelServer openAi = new TestingModelServer();
  private static final TestingCollector collector = new TestingCollector();
  private static final TestingProduct product = started();

  private static TestingProduct started() {
    Map<String, String> variables = new HashMap<>(collector.variables());
    variables.put("CHATDATA_TOKEN", TOKEN);
    return TestingProduct.started("traces", openAi, variables);
  }

  /** It is where the names of attributes are to be found. */
  @AfterEach
  void theDocumentNamesWhatEverySpanSays() throws IOException {
    String document = Files.readString(TestingProgram.ROOT.resolve("docs").resolve("telemetry.md"));
    for (Received span : collector.all()) {
      span.says()
          .keySet()
          .forEach(name -> assertTrue(document.contains("`" + name + "`"), span.toString()));
    }
  }

  @AfterAll
  static void stop() {
    product.close();
    openAi.close();
    collector.close();
  }

  @Test
  void aTurnIsOneTraceFromTheRequestToTheStatement() throws Exception {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    openAi.answer(
        TestingDelivery.of(
            TestingReply.saying().calling("call_a", "run_query", "{'sql': '" + SQL + "'}")),
        TestingDelivery.of(TestingReply.saying("These.")));

    ask(conversation(), QUESTION, "00-%s-%s-01".formatted(trace, CALLER));

    Received request = await(span -> span.trace().equals(trace) && span.parent().equals(CALLER));
    assertEquals("chatdata-gateway", request.service());
    assertEquals("POST /api/v1/chat/conversations/{conversation_id}/messages", request.name());
    assertSays(
        request,
        Map.of(
            "http.request.method",
            "POST",
            "http.route",
            "/api/v1/chat/conversations/{conversation_id}/messages",
            "http.response.status_code",
            "200",
            "url.scheme",
            "http"));
    Received sent = childOf(request, SEND);
    assertEquals(SpanKind.SPAN_KIND_CLIENT, sent.span().getKind());
    Received taken = childOf(sent, SEND);
    assertEquals("chatdata-server", taken.service());
    assertEquals(SpanKind.SPAN_KIND_SERVER, taken.span().getKind());
    assertSays(
        taken, Map.of("rpc.system.name", "grpc", "rpc.method", SEND, "rpc.status_code", "OK"));
    Received turn = childOf(taken, TURN);
    assertSays(
        turn,
        Map.of(
            "gen_ai.operation.name",
            "invoke_agent",
            "chatdata.turn.status",
            "completed",
            "gen_ai.response.finish_reasons",
            "[stop]"));
    Received chat = childOf(turn, "chat gpt-4.1");
    assertEquals(SpanKind.SPAN_KIND_CLIENT, chat.span().getKind());
    assertSays(
        chat,
        Map.of(
            "gen_ai.operation.name",
            "chat",
            "gen_ai.provider.name",
            "openai",
            "gen_ai.request.model",
            "gpt-4.1",
            "gen_ai.response.model",
            TestingReply.MODEL,
            "gen_ai.usage.input_tokens",
            "1000",
            "gen_ai.response.finish_reasons",
            "[tool_calls]"));
    Received tool = childOf(turn, "execute_tool run_query");
    assertSays(
        tool,
        Map.of(
            "gen_ai.operation.name",
            "execute_tool",
            "gen_ai.tool.name",
            "run_query",
            "gen_ai.tool.call.id",
            "call_a"));
    assertSays(
        childOf(tool, "SELECT demo"),
        Map.of(
            "db.system.name",
            "postgresql",
            "db.namespace",
            "demo",
            "db.operation.name",
            "SELECT",
            "db.response.returned_rows",
            "3"));
    // Whoever came first had it read.
    assertEquals(
        "demo", await(span -> span.name().equals("catalog demo")).says().get("db.namespace"));
    assertEquals(
        2,
        collector.ofTrace(trace).stream().filter(span -> span.name().startsWith("chat ")).count());
    theLogNamesTheTrace(turn);
    nothingSecretWasSent();
  }

  private static void theLogNamesTheTrace(Received turn) throws IOException {
    String log = Files.readString(product.log("server"));
    String line =
        log.lines()
            .filter(text -> text.contains("TurnLine") && text.contains("trace_id=" + turn.trace()))
            .findFirst()
            .orElseThrow(() -> new AssertionError(log));
    assertTrue(line.contains("span_id=" + turn.id()), line);
  }

  private static void nothingSecretWasSent() {
    List<String> secrets = new ArrayList<>(List.of("marmalade", "FROM products", "These."));
    secrets.addAll(List.of(TOKEN, TestingModelServer.KEY));
    product.database("demo").query(SQL).forEach(row -> secrets.add(String.valueOf(row.getFirst())));
    String everything = collector.everything();
    secrets.forEach(secret -> assertFalse(everything.contains(secret), secret));
  }

  @Test
  void theCommandLineBeginsATrace() throws Exception {
    openAi.answer(TestingDelivery.of(TestingReply.saying("None.")));

    TestingCommand.run(client("ask", "--provider", "openai", QUESTION)).succeeded();

    Received command = await(span -> span.name().equals("chatdata ask"));
    assertEquals("chatdata", command.service());
    assertEquals("", command.parent());
    assertSays(command, Map.of("process.exit.code", "0"));
    Received turn = childOf(childOf(childOf(command, SEND), SEND), TURN);
    assertEquals("completed", turn.says().get("chatdata.turn.status"));
  }

  @Test
  void aToolOfMcpIsTracedToItsStatement() throws Exception {
    product.rest(
        "/mcp",
        """
        {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "run_query", "arguments":
        {"sql": "SELECT 1", "connection_id": "default"}}}\
        """,
        HttpResponse.BodyHandlers.ofString(),
        authorized());

    Received request = await(span -> span.name().equals("POST /mcp"));
    assertSays(request, Map.of("mcp.method.name", "tools/call", "gen_ai.tool.name", "run_query"));
    String run = "chatdata.v1.DataService/RunQuery";
    Received statement = childOf(childOf(childOf(request, run), run), "SELECT demo");
    assertEquals("1", statement.says().get("db.response.returned_rows"));
  }

  @Test
  void aTurnThatIsCancelledEndsItsSpanAsThatAndDidNotFail() throws Exception {
    openAi.answer(
        TestingDelivery.of(TestingReply.saying("One", "two")).heldAfter(1, new CountDownLatch(1)));
    String conversation = conversation();
    try (EventSource source = stream(conversation, QUESTION)) {
      ChatEvent token = source.upTo(ChatEvent::hasToken).getLast();
      product.rest(
          "/api/v1/chat/turns/%s/cancel".formatted(token.getTurnId()),
          "{}",
          HttpResponse.BodyHandlers.discarding(),
          authorized());
      source.upTo(ChatEvent::hasTurnFinished);
    }

    Received turn = turnOf(conversation);
    assertEquals("cancelled", turn.says().get("chatdata.turn.status"));
    assertNull(turn.says().get("error.type"));
    assertEquals(
        "[cancelled]", childOf(turn, "chat gpt-4.1").says().get("gen_ai.response.finish_reasons"));
  }

  @Test
  void aTurnThatTheServersStopInterruptsIsStillSent() throws Exception {
    openAi.answer(
        TestingDelivery.of(TestingReply.saying("One", "two")).heldAfter(1, new CountDownLatch(1)));
    try (TestingProduct stopping =
        TestingProduct.started("traces-stopping", openAi, collector.variables())) {
      String conversation =
          stopping
              .chat()
              .createConversation(
                  CreateConversationRequest.newBuilder().setProvider("openai").build())
              .getId();
      try (EventSource source = Face.SSE.ask(stopping, conversation, QUESTION)) {
        source.upTo(ChatEvent::hasToken);
        stopping.stop();
      }

      Received turn = turnOf(conversation);
      assertEquals("interrupted", turn.says().get("chatdata.turn.status"));
      assertEquals("TURN_INTERRUPTED", turn.says().get("error.type"));
    }
  }

  @Test
  void eachLineOfAChatIsATraceOfItsOwn() throws Exception {
    TestingCommand.needs("tmux");
    openAi.answer(
        TestingDelivery.of(TestingReply.saying("The first.")),
        TestingDelivery.of(TestingReply.saying("The second.")));
    try (var terminal = new TestingTerminal(client("chat", "--provider", "openai"), 100)) {
      terminal.awaitLast("›");
      terminal.enter(QUESTION).await("The first.");
      Received first = await(span -> span.name().equals("chatdata chat"));
      terminal.awaitLast("›");
      terminal.enter(QUESTION).await("The second.");
      Received second = await(span -> span.name().equals("chatdata chat") && !span.equals(first));

      assertFalse(first.trace().equals(second.trace()), second.toString());
      for (Received line : List.of(first, second)) {
        assertEquals("", line.parent());
        childOf(childOf(childOf(line, SEND), SEND), TURN);
      }
    }
  }

  @Test
  void aTurnThatFailsSaysWhyInACode() throws Exception {
    openAi.answer(TestingDelivery.status(401, "{\"error\": {\"message\": \"marmalade\"}}"));
    String conversation = conversation();

    ask(conversation, QUESTION, "");

    Received turn = turnOf(conversation);
    for (Received failed : List.of(turn, childOf(turn, "chat gpt-4.1"))) {
      assertEquals(StatusCode.STATUS_CODE_ERROR, failed.span().getStatus().getCode());
      assertEquals("", failed.span().getStatus().getMessage());
      assertEquals("PROVIDER_REJECTED", failed.says().get("error.type"));
    }
    assertFalse(collector.everything().contains("marmalade"));
  }

  private static String conversation() {
    HttpResponse<String> made =
        product.rest(
            "/api/v1/chat/conversations",
            "{\"provider\": \"openai\", \"model\": \"gpt-4.1\"}",
            HttpResponse.BodyHandlers.ofString(),
            authorized());
    JsonNode conversation = Json.parse(made.body());
    assertTrue(conversation.has("id"), made.body());
    return conversation.get("id").asText();
  }

  private static void ask(String conversation, String question, String parent) throws IOException {
    String[] headers = parent.isEmpty() ? new String[0] : new String[] {"traceparent", parent};
    try (EventSource source = stream(conversation, question, headers)) {
      source.upTo(ChatEvent::hasTurnFinished);
      source.rest();
    }
  }

  private static EventSource stream(String conversation, String question, String... headers) {
    return Face.sse(
        product.rest(
            "/api/v1/chat/conversations/%s/messages".formatted(conversation),
            "{\"content\": %s}".formatted(Json.write(question)),
            HttpResponse.BodyHandlers.ofInputStream(),
            authorized(headers)));
  }

  private static String[] authorized(String... further) {
    List<String> headers = new ArrayList<>(List.of("Authorization", "Bearer " + TOKEN));
    headers.addAll(List.of(further));
    return headers.toArray(String[]::new);
  }

  private static ProcessBuilder client(String... arguments) {
    Map<String, String> environment = new HashMap<>(collector.variables());
    environment.put("CHATDATA_SERVER", product.server());
    environment.put("CHATDATA_TOKEN", TOKEN);
    return TestingProgram.CLIENT.with(environment, arguments);
  }

  private static Received turnOf(String conversation) throws InterruptedException {
    return await(
        span ->
            span.name().equals(TURN)
                && conversation.equals(span.says().get("gen_ai.conversation.id")));
  }

  private static Received childOf(Received parent, String name) throws InterruptedException {
    Received child = await(span -> span.parent().equals(parent.id()) && span.name().equals(name));
    assertEquals(parent.trace(), child.trace());
    return child;
  }

  private static Received await(Predicate<Received> wanted) throws InterruptedException {
    return collector.await(wanted);
  }

  private static void assertSays(Received span, Map<String, String> expected) {
    Map<String, String> said =
        expected.keySet().stream()
            .filter(span.says()::containsKey)
            .collect(Collectors.toMap(key -> key, span.says()::get));
    assertEquals(expected, said, span.toString());
  }
}
