package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.chatdata.server.TestingLog;
import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingModelServer;
import io.chatdata.server.llm.TestingReply;
import io.chatdata.server.turn.TurnLimits;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.RunQueryRequest;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the log has of turns, and what it never has. */
class LogTest {
  private static final String PROMPT = "PROMPT-7f3a";
  private static final String ANSWER = "ANSWER-51c0";
  private static final String ROW = "pet 1";

  private static final TurnLimits SHAPES = new TestingLimits().logShapes().build();

  @Test
  void aTurnIsOneLineWithItsIdsAndCostsAndNoneHasAPromptARowOrAKey() {
    try (var openAi = new TestingModelServer();
        var log = TestingLog.ofAll(Level.INFO);
        var ours = TestingLog.of("io.chatdata", Level.DEBUG);
        TestingServer server = TestingServer.start(SHAPES, openAi.provider())) {
      openAi.answer(
          TestingDelivery.of(
              TestingReply.saying()
                  .calling("call_a", "run_query", "{'sql': 'select name from pets where id = 1'}")
                  .calling("call_b", "run_query", "{'sql': 'select name::int from pets'}")
                  .calling("call_c", "no_" + PROMPT, "{'x': '" + PROMPT + "'}")),
          TestingDelivery.of(TestingReply.saying(ANSWER)),
          TestingDelivery.status(
              401, "{\"error\": {\"message\": \"bad key " + TestingModelServer.KEY + "\"}}"));
      List<ChatEvent> answered = ask(server, "req-1");
      List<ChatEvent> refused = ask(server, "req-2");
      server.provider.script(
          (events, cancellation) -> {
            throw new IllegalStateException(PROMPT, new IllegalStateException(ROW));
          });
      List<ChatEvent> defect = server.ask(server.conversation().getId(), PROMPT);
      refuseMessages(server);
      server.provider.script(io.chatdata.server.turn.TestingProvider.says(ANSWER));
      List<ChatEvent> unwritten = server.ask(server.conversation().getId(), PROMPT);
      assertThrows(
          StatusRuntimeException.class,
          () ->
              server.data.runQuery(
                  RunQueryRequest.newBuilder().setSql("select name::int from pets").build()));

      String all = log.text() + ours.text();
      for (String secret :
          List.of(PROMPT, ANSWER, ROW, TestingModelServer.KEY, "Bearer", "not needed")) {
        assertFalse(all.contains(secret), () -> secret + " in " + all);
      }
      for (List<ChatEvent> turn : List.of(answered, refused, defect, unwritten)) {
        assertEquals(1, ours.lines("TurnLine turn ").stream().filter(of(turn)).count());
      }
      String line = ours.lines("TurnLine turn ").stream().filter(of(answered)).findFirst().get();
      for (String part :
          List.of(
              "conversation_id=\"" + answered.getFirst().getTurnStarted().getConversationId(),
              "status=\"COMPLETED\"",
              "provider=\"openai\"",
              "model=\"gpt-4.1\"",
              "tool_calls=\"3\"",
              "input_tokens=\"2000\"",
              "output_tokens=\"400\"",
              "cost_usd=\"0.00",
              "ms=\"",
              "request_id=req-1")) {
        assertTrue(line.contains(part), () -> part + " in " + line);
      }
      assertEquals(
          1, ours.lines("result=\"1 rows of name\"").stream().filter(of(answered)).count());
    }
  }

  private static java.util.function.Predicate<String> of(List<ChatEvent> turn) {
    return line -> line.contains("turn_id=" + turn.getFirst().getTurnId());
  }

  private static List<ChatEvent> ask(TestingServer server, String requestId) {
    Conversation conversation =
        server.chat.createConversation(
            CreateConversationRequest.newBuilder()
                .setProvider("openai")
                .setModel("gpt-4.1")
                .build());
    var headers = new Metadata();
    headers.put(Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER), requestId);
    return TestingServer.all(
        server
            .chat
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
            .sendMessage(
                io.chatdata.v1.SendMessageRequest.newBuilder()
                    .setConversationId(conversation.getId())
                    .setContent(PROMPT)
                    .build()));
  }

  /** The database quotes what it refuses. */
  private static void refuseMessages(TestingServer server) {
    server.storeDatabase.run(
        """
        create sequence tries;
        create function refuse() returns trigger language plpgsql as $$
        begin
          if nextval('tries') = 1 then
            raise exception 'refused: %', new.content using detail = new.content;
          end if;
          return new;
        end
        $$;
        create trigger refuse before insert on chat_messages for each row
          when (new.role = 'assistant' and new.content <> '') execute function refuse()
        """);
  }
}
