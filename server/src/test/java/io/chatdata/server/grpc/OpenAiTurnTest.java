package io.chatdata.server.grpc;

import static io.chatdata.server.llm.TestingOpenAi.events;
import static io.chatdata.server.llm.TestingOpenAi.finish;
import static io.chatdata.server.llm.TestingOpenAi.text;
import static io.chatdata.server.llm.TestingOpenAi.toolCall;
import static io.chatdata.server.llm.TestingOpenAi.usage;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.chatdata.server.llm.TestingOpenAi;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.TurnStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A turn against the OpenAI protocol, and what of it is in the store. */
class OpenAiTurnTest {
  @Test
  void aTurnWithTwoRoundsOfToolCallsIsStoredAsTheContractSays() {
    try (var openAi = new TestingOpenAi();
        TestingServer server = TestingServer.start(openAi.provider())) {
      openAi.answer(
          events(
              List.of(
                  text("Looking. "),
                  toolCall(0, "call_a", "list_tables", "{}"),
                  toolCall(1, "call_b", "get_table_info", "{\"table\": \"pets\"}"),
                  finish("tool_calls"),
                  usage(100, 0, 10))),
          events(
              List.of(
                  toolCall(0, "call_c", "run_query", "{\"sql\": \"select count(*) from pets\"}"),
                  finish("tool_calls"),
                  usage(200, 100, 20))),
          events(List.of(text("120 "), text("pets."), finish("stop"), usage(300, 200, 30))));
      Conversation conversation =
          server.chat.createConversation(
              CreateConversationRequest.newBuilder()
                  .setProvider("openai")
                  .setModel("gpt-4.1")
                  .build());

      List<ChatEvent> events = server.ask(conversation.getId(), "How many pets?");

      assertEquals(
          TurnStatus.TURN_STATUS_COMPLETED, events.getLast().getTurnFinished().getStatus());
      // 300 × $2 + 300 × $0.50 + 60 × $8, each per million.
      assertEquals("0.00123", events.getLast().getTurnFinished().getUsage().getCostUsd());
      assertEquals(
          List.of(
              List.of("1", "user", "How many pets?", "", "", ""),
              List.of("2", "tool", "", "openai", "gpt-4.1", "list_tables"),
              List.of("3", "tool", "", "openai", "gpt-4.1", "get_table_info"),
              List.of("4", "tool", "", "openai", "gpt-4.1", "run_query"),
              List.of("5", "assistant", "Looking. 120 pets.", "openai", "gpt-4.1", "")),
          server.storeDatabase.query(
              """
              select sequence, role, content, coalesce(provider, ''), coalesce(model, ''),
                coalesce(tool_name, '')
              from chat_messages order by sequence
              """));
      assertEquals(
          List.of(List.of("select count(*) from pets", "120")),
          server.storeDatabase.query(
              """
              select tool_input ->> 'sql', tool_output #>> '{rows,0,0}'
              from chat_messages where tool_name = 'run_query'
              """));
      rawIsKeptWithoutTheKey(server, openAi);
    }
  }

  private static void rawIsKeptWithoutTheKey(TestingServer server, TestingOpenAi openAi) {
    List<List<@Nullable String>> raw =
        server.storeDatabase.query(
            """
            select jsonb_array_length(raw_request), jsonb_array_length(raw_response),
              jsonb_array_length(raw_request -> 0 -> 'messages'),
              jsonb_array_length(raw_request -> 1 -> 'messages'),
              raw_request -> 1 ? 'tools',
              raw_response -> 2 #>> '{0,choices,0,delta,content}'
            from chat_messages where role = 'assistant'
            """);
    // The second request added the model's round and its two results to the first one's two.
    assertEquals(List.of(List.of("3", "3", "2", "3", "f", "120 ")), raw);
    assertEquals(3, openAi.requests().size());
    assertEquals(5, openAi.requests().get(1).path("messages").size());
    List<List<@Nullable String>> everything =
        server.storeDatabase.query(
            "select string_agg(m::text, '') from chat_messages m union all select"
                + " string_agg(c::text, '') from chatdata.model_calls c union all select"
                + " string_agg(encode(events, 'escape'), '') from chatdata.turn_log");
    assertFalse(everything.toString().contains(TestingOpenAi.KEY));
  }
}
