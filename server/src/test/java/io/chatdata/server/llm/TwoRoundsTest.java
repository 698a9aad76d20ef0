package io.chatdata.server.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.Json;
import io.chatdata.server.explorer.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a provider is asked with once its tools were called, checked as strictly as it may. */
class TwoRoundsTest {
  /** A conversation with all that can be odd in one, and a turn that had its first round. */
  static ModelRequest conversation(String model) {
    return new ModelRequest(
        model,
        "Be brief.",
        List.of(
            new Prompt.User("Before"),
            // Of another provider, whose ids and signatures are its own.
            new Prompt.Assistant(
                "Looking.",
                List.of(new ModelEvent.Thinking("of before", "alien")),
                List.of(
                    call("call_1_1", "run_query", "{\"sql\": \"sel"),
                    call("call.1:2", "list_tables", ""))),
            output("call_1_1", "run_query", "{\"error\": {\"message\": \"no JSON\"}}"),
            output("call.1:2", "list_tables", "{\"tables\": []}"),
            // The turn was cancelled here: no answer, and another question.
            new Prompt.User("Well?"),
            new Prompt.User("Now"),
            new Prompt.Assistant(
                "  ",
                List.of(
                    new ModelEvent.Thinking("let me ", ""),
                    new ModelEvent.Thinking("see", ""),
                    new ModelEvent.Thinking("", "sig-1"),
                    new ModelEvent.Thinking("", "redacted:hidden"),
                    new ModelEvent.Thinking("never signed", "")),
                List.of(
                    new ModelEvent.ToolCall("call_1_1", "list_tables", "{}", "sig-2"),
                    call("b", "run_query", "{\"sql\": \"select 1\"}"))),
            output("call_1_1", "list_tables", "{\"tables\": [1]}"),
            output("b", "run_query", "{\"rows\": [[1]]}")),
        List.of(
            spec("list_tables", "{\"type\": \"object\", \"properties\": {}, \"required\": []}"),
            spec(
                "run_query",
                "{\"type\": \"object\", \"properties\": {\"sql\": {\"type\": \"string\","
                    + " \"description\": \"d\"}, \"limit\": {\"type\": \"integer\","
                    + " \"description\": \"d\"}, \"columns\": {\"type\": \"array\","
                    + " \"description\": \"d\", \"items\": {\"type\": \"string\"}}}, \"required\":"
                    + " [\"sql\"]}")),
        "default");
  }

  private static ModelEvent.ToolCall call(String id, String tool, String arguments) {
    return new ModelEvent.ToolCall(id, tool, arguments, "");
  }

  private static Prompt.ToolOutput output(String id, String tool, String json) {
    return new Prompt.ToolOutput(id, tool, Json.parse(json), null);
  }

  private static ToolSpec spec(String name, String schema) {
    return new ToolSpec(name, "Does it.", (ObjectNode) Json.parse(schema));
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI, openai, gpt-4.1",
    "OPENAI, xai, grok-4",
    "ANTHROPIC, anthropic, claude-haiku-4-5",
    "GOOGLE, google, gemini-2.5-pro"
  })
  void anOddConversationIsARightRequest(ProviderConfig.Wire wire, String provider, String model) {
    try (var server = new TestingModelServer()) {
      server.answer(TestingDelivery.of(TestingReply.saying("ok")));

      server
          .provider(server.config(wire, provider))
          .ask(conversation(model), event -> {}, new Cancellation());

      JsonNode sent = server.requests().getFirst().body();
      TestingWireCheck.check(wire, sent);
      assertFalse(sent.toString().contains("alien"), "reasoning of before is not given back");
      assertFalse(sent.toString().contains("never signed"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI, openai, gpt-4.1",
    "OPENAI, xai, grok-4",
    "ANTHROPIC, anthropic, claude-haiku-4-5",
    "GOOGLE, google, gemini-2.5-pro"
  })
  void whatCameInOneRoundGoesBackInTheNext(
      ProviderConfig.Wire wire, String provider, String model) {
    try (var server = new TestingModelServer()) {
      server.answer(
          TestingDelivery.of(
              TestingReply.saying("Looking.")
                  .thinking("Hm")
                  .calling("a", "list_tables", "{}")
                  .calling("b", "run_query", "{'sql': 'select 1'}")),
          TestingDelivery.of(TestingReply.saying("Done.")));
      RemoteProvider remote = server.provider(server.config(wire, provider));
      ModelRequest first =
          new ModelRequest(
              model,
              "Be brief.",
              List.of(new Prompt.User("Hi")),
              conversation(model).tools(),
              "default");
      List<ModelEvent> events = new ArrayList<>();
      remote.ask(first, events::add, new Cancellation());
      List<Prompt> prompts = new ArrayList<>(first.prompts());
      prompts.add(round(events));
      prompts.add(output("call_1_1", "list_tables", "{}"));
      prompts.add(output("call_1_2", "run_query", "{}"));

      ModelReply reply =
          remote.ask(
              new ModelRequest(model, "Be brief.", prompts, first.tools(), "default"),
              event -> {},
              new Cancellation());

      JsonNode second = server.requests().get(1).body();
      assertEquals(FinishReason.STOP, reply.finishReason());
      TestingWireCheck.check(wire, second);
      switch (wire) {
        case OPENAI -> assertFalse(second.toString().contains("Hm"), "no reasoning is wanted back");
        case ANTHROPIC ->
            assertEquals(
                Json.parse(
                    "[{\"type\": \"thinking\", \"thinking\": \"Hm\", \"signature\": \"%s\"}, {\"type\": \"redacted_thinking\", \"data\": \"hidden\"}, {\"type\": \"text\", \"text\": \"Looking.\"}]"
                        .formatted(TestingReply.SIGNATURE)),
                Json.MAPPER
                    .createArrayNode()
                    .add(second.at("/messages/1/content/0"))
                    .add(second.at("/messages/1/content/1"))
                    .add(second.at("/messages/1/content/2")));
        case GOOGLE -> {
          assertEquals(
              TestingReply.SIGNATURE, second.at("/contents/1/parts/1/thoughtSignature").asText());
          assertFalse(second.at("/contents/1/parts/2").hasNonNull("thoughtSignature"));
        }
      }
    }
  }

  /** As the loop of a turn keeps it, which names calls that have no id. */
  private static Prompt.Assistant round(List<ModelEvent> events) {
    var text = new StringBuilder();
    List<ModelEvent.Thinking> thinking = new ArrayList<>();
    List<ModelEvent.ToolCall> calls = new ArrayList<>();
    for (ModelEvent event : events) {
      switch (event) {
        case ModelEvent.Text piece -> text.append(piece.text());
        case ModelEvent.Thinking piece -> thinking.add(piece);
        case ModelEvent.ToolCall call ->
            calls.add(
                new ModelEvent.ToolCall(
                    "call_1_" + (calls.size() + 1),
                    call.tool(),
                    call.arguments(),
                    call.signature()));
      }
    }
    return new Prompt.Assistant(text.toString(), thinking, calls);
  }

  @Test
  void theCatalogueHasWhatIsAskedOfIt() {
    ModelCatalog catalog = ModelCatalog.load();
    for (String seed :
        List.of(
            "openai gpt-4-turbo-preview",
            "openai gpt-4",
            "openai gpt-3.5-turbo",
            "anthropic claude-3-5-sonnet-20241022",
            "anthropic claude-3-opus-20240229",
            "google gemini-pro",
            "google gemini-ultra",
            "xai grok-beta")) {
      String[] parts = seed.split(" ", 2);
      Model model = catalog.find(parts[0], parts[1]).orElseThrow();
      if (model.retired()) {
        Model successor = catalog.find(parts[0], model.successor()).orElseThrow();
        assertFalse(successor.retired(), seed);
      }
    }
  }
}
