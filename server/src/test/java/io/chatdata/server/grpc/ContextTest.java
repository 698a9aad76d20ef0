package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.base.Json;
import io.chatdata.server.llm.ProviderConfig;
import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingModelServer;
import io.chatdata.server.llm.TestingReply;
import io.chatdata.server.llm.TestingWireCheck;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.TurnFinished;
import io.chatdata.v1.TurnStatus;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a model is asked with, and what happens when that is too long for it. */
class ContextTest {
  private static final String LONG_ROWS =
      "{'sql': 'select repeat(name, 200) from pets order by id limit 40'}";

  @ParameterizedTest
  @CsvSource({"OPENAI, openai, gpt-4.1", "ANTHROPIC, anthropic, claude-haiku-4-5"})
  void whatIsTooLongIsAskedOnceMoreWithShorterResults(
      ProviderConfig.Wire wire, String provider, String model) {
    try (var models = new TestingModelServer();
        TestingServer server = TestingServer.start(models.provider(wire, provider))) {
      models.answer(
          TestingDelivery.of(TestingReply.saying().calling("a", "run_query", LONG_ROWS)),
          tooLong(),
          TestingDelivery.of(TestingReply.saying("Done.")));

      List<ChatEvent> events = ask(server, provider, model);

      assertEquals("Done.", TestingServer.text(events));
      assertEquals(
          TurnStatus.TURN_STATUS_COMPLETED, events.getLast().getTurnFinished().getStatus());
      String refused = Json.write(models.requests().get(1).body());
      String shorter = Json.write(models.requests().get(2).body());
      assertTrue(shorter.contains("shortened_from_characters"), shorter);
      assertTrue(shorter.length() < refused.length());
      models.requests().forEach(request -> TestingWireCheck.check(wire, request.body()));
    }
  }

  @ParameterizedTest
  @CsvSource({"OPENAI, openai, gpt-4.1", "ANTHROPIC, anthropic, claude-haiku-4-5"})
  void whatStaysTooLongEndsWithTheWayOut(ProviderConfig.Wire wire, String provider, String model) {
    try (var models = new TestingModelServer();
        TestingServer server = TestingServer.start(models.provider(wire, provider))) {
      models.answer(tooLong(), tooLong());

      TurnFinished finished = ask(server, provider, model).getLast().getTurnFinished();

      assertEquals(TurnStatus.TURN_STATUS_FAILED, finished.getStatus());
      assertTrue(
          finished.getError().getMessage().contains("Start a new conversation"),
          finished.getError().getMessage());
      assertEquals(2, models.requests().size());
    }
  }

  @ParameterizedTest
  @CsvSource({"OPENAI, openai, gpt-4.1", "ANTHROPIC, anthropic, claude-haiku-4-5"})
  void theModelIsToldTheTables(ProviderConfig.Wire wire, String provider, String model) {
    try (var models = new TestingModelServer();
        TestingServer server = TestingServer.start(models.provider(wire, provider))) {
      models.answer(TestingDelivery.of(TestingReply.saying("Hello.")));

      List<ChatEvent> _ = ask(server, provider, model);

      String asked = Json.write(models.requests().getFirst().body());
      assertTrue(asked.contains("pets(id integer pk, name text, born date)"), asked);
    }
  }

  private static TestingDelivery tooLong() {
    return TestingDelivery.status(
        400,
        "{\"error\": {\"type\": \"invalid_request_error\", \"message\": \"prompt is too long:"
            + " 210000 tokens > 200000 maximum\"}}");
  }

  private static List<ChatEvent> ask(TestingServer server, String provider, String model) {
    return server.ask(
        server
            .chat
            .createConversation(
                CreateConversationRequest.newBuilder()
                    .setProvider(provider)
                    .setModel(model)
                    .build())
            .getId(),
        "What is there?");
  }
}
