package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingModelServer;
import io.chatdata.server.llm.TestingReply;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.ListMessagesRequest;
import io.chatdata.v1.Message;
import io.chatdata.v1.MessageView;
import io.chatdata.v1.TurnStatus;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A turn against the OpenAI protocol, and what of it is in the store. */
class OpenAiTurnTest {
  @Test
  void aTurnWithTwoRoundsOfToolCallsIsStoredAsTheContractSays() {
    try (var openAi = new TestingModelServer();
        TestingServer server = TestingServer.start(openAi.provider())) {
      openAi.answer(
          TestingDelivery.of(
              TestingReply.saying("Looking. ")
                  .calling("call_a", "list_tables", "{}")
                  .calling("call_b", "get_table_info", "{'table': 'pets'}")),
          TestingDelivery.of(
              TestingReply.saying()
                  .calling("call_c", "run_query", "{'sql': 'select count(*) from pets'}")),
          TestingDelivery.of(TestingReply.saying("120 ", "pets.")));
      Conversation conversation =
          server.chat.createConversation(
              CreateConversationRequest.newBuilder()
                  .setProvider("openai")
                  .setModel("gpt-4.1")
                  .build());

      List<ChatEvent> events = server.ask(conversation.getId(), "How many pets?");

      assertEquals(
          TurnStatus.TURN_STATUS_COMPLETED, events.getLast().getTurnFinished().getStatus());
      // Three times 600 × $2 + 400 × $0.50 + 200 × $8, each per million.
      assertEquals("0.009", events.getLast().getTurnFinished().getUsage().getCostUsd());
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
      String instructions = openAi.requests().getFirst().body().at("/messages/0/content").asText();
      assertTrue(
          instructions.contains("Its operator says: A pet's name is not unique."), instructions);
      rawIsKeptWithoutTheKey(server, openAi);
      rawIsInTheFullViewOnly(server, conversation.getId());
    }
  }

  private static void rawIsInTheFullViewOnly(TestingServer server, String conversation) {
    for (MessageView view :
        List.of(
            MessageView.MESSAGE_VIEW_UNSPECIFIED,
            MessageView.MESSAGE_VIEW_BASIC,
            MessageView.MESSAGE_VIEW_FULL)) {
      boolean full = view == MessageView.MESSAGE_VIEW_FULL;
      List<Message> messages =
          server
              .chat
              .listMessages(
                  ListMessagesRequest.newBuilder()
                      .setConversationId(conversation)
                      .setView(view)
                      .build())
              .getMessagesList();
      assertEquals(
          full ? List.of(false, false, false, false, true) : Collections.nCopies(5, false),
          messages.stream().map(Message::hasRawRequest).toList());
      Message answer = messages.getLast();
      assertEquals(full ? 3 : 0, answer.getRawRequest().getListValue().getValuesCount());
      assertEquals(full ? 3 : 0, answer.getRawResponse().getListValue().getValuesCount());
    }
  }

  private static void rawIsKeptWithoutTheKey(TestingServer server, TestingModelServer openAi) {
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
    assertEquals(5, openAi.requests().get(1).body().path("messages").size());
    List<List<@Nullable String>> everything =
        server.storeDatabase.query(
            "select string_agg(m::text, '') from chat_messages m union all select"
                + " string_agg(c::text, '') from chatdata.model_calls c union all select"
                + " string_agg(encode(events, 'escape'), '') from chatdata.turn_log");
    assertFalse(everything.toString().contains(TestingModelServer.KEY));
  }
}
