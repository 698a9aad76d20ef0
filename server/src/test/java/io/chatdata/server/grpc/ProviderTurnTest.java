package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.llm.ProviderConfig;
import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingModelServer;
import io.chatdata.server.llm.TestingReply;
import io.chatdata.server.llm.TestingWireCheck;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.FinishReason;
import io.chatdata.v1.ListModelsRequest;
import io.chatdata.v1.Provider;
import io.chatdata.v1.TurnFinished;
import io.chatdata.v1.TurnStatus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Turns with tools on every protocol, and what the next turn is asked with. */
class ProviderTurnTest {
  @ParameterizedTest
  @CsvSource({
    "OPENAI, openai, gpt-4.1",
    "OPENAI, xai, grok-4",
    "ANTHROPIC, anthropic, claude-haiku-4-5",
    "GOOGLE, google, gemini-2.5-pro"
  })
  void roundsAndTurnsGoBackAsTheProtocolDemands(
      ProviderConfig.Wire wire, String provider, String model) {
    try (var models = new TestingModelServer();
        TestingServer server = TestingServer.start(models.provider(wire, provider))) {
      models.answer(
          TestingDelivery.of(
              TestingReply.saying("Looking. ")
                  .thinking("Hm")
                  .calling("a", "list_tables", "{}")
                  .calling("b", "get_table_info", "{'table': 'pets'}")),
          TestingDelivery.of(
              TestingReply.saying()
                  .thinking("Well")
                  .calling("a", "run_query", "{'sql': 'select count(*) from pets'}")),
          TestingDelivery.of(TestingReply.saying("120 ", "pets.").thinking("So")),
          TestingDelivery.of(TestingReply.saying("Yes.")));
      Conversation conversation =
          server.chat.createConversation(
              CreateConversationRequest.newBuilder().setProvider(provider).setModel(model).build());

      List<ChatEvent> first = server.ask(conversation.getId(), "How many pets?");
      List<ChatEvent> second = server.ask(conversation.getId(), "Really?");

      assertEquals("Looking. 120 pets.", TestingServer.text(first));
      assertEquals("Yes.", TestingServer.text(second));
      assertEquals(
          FinishReason.FINISH_REASON_STOP, first.getLast().getTurnFinished().getFinishReason());
      assertEquals(4, models.requests().size());
      models.requests().forEach(request -> TestingWireCheck.check(wire, request.body()));
      assertEquals(
          wire == ProviderConfig.Wire.OPENAI
              ? List.of(false, false, false, false)
              : List.of(false, true, true, false),
          models.requests().stream()
              .map(request -> request.body().toString().contains(TestingReply.SIGNATURE))
              .toList(),
          "reasoning goes back within its turn");
    }
  }

  @Test
  void aProviderThatKeepsFailingIsListedWithTheTimeAndTurnsOfItFailAtOnce() {
    try (var models = new TestingModelServer();
        TestingServer server =
            TestingServer.start(models.provider(ProviderConfig.Wire.OPENAI, "openai"))) {
      Conversation conversation =
          server.chat.createConversation(
              CreateConversationRequest.newBuilder().setProvider("openai").build());
      for (int i = 0; i < 15; i++) {
        models.answer(TestingDelivery.status(503, "{}"));
      }
      for (int turn = 0; turn < 5; turn++) {
        List<ChatEvent> _ = server.ask(conversation.getId(), "How many pets?");
      }

      TurnFinished refused =
          server.ask(conversation.getId(), "How many pets?").getLast().getTurnFinished();

      assertEquals(TurnStatus.TURN_STATUS_FAILED, refused.getStatus());
      String message = refused.getError().getMessage();
      assertTrue(message.startsWith("openai failed 5 times in a row"), message);
      assertTrue(message.contains("It is asked again at "), message);
      assertEquals(15, models.requests().size());
      Provider listed =
          server
              .chat
              .listModels(ListModelsRequest.getDefaultInstance())
              .getProvidersList()
              .getLast();
      assertFalse(listed.getAvailable());
      assertEquals(message, listed.getUnavailableReason());
      assertTrue(listed.hasRetryTime());
    }
  }
}
