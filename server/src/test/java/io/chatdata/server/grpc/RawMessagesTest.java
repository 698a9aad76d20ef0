package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.llm.ProviderConfig;
import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingModelServer;
import io.chatdata.server.llm.TestingReply;
import io.chatdata.server.turn.TurnLimits;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.ListMessagesRequest;
import io.chatdata.v1.Message;
import io.chatdata.v1.MessageView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What of a provider's wire is kept with the messages: no secret, not too much, or nothing. */
class RawMessagesTest {
  private static final String HEADER = "tenant-secret-4711";
  private static final int MOST_BYTES = 256 * 1024;

  private static TestingModelServer openAi;
  private static TestingServer server;

  @BeforeAll
  static void start() {
    openAi = new TestingModelServer();
    server = TestingServer.start(openAi.provider("X-Tenant", HEADER));
  }

  @AfterAll
  static void stop() {
    server.close();
    openAi.close();
  }

  /** Such as a proxy that tells in its events and errors what it was sent. */
  @Test
  void whatAProviderRepeatsOfItsKeyAndHeadersIsLeftOut() {
    String echo =
        "\"debug\": {\"authorization\": \"Bearer %s\", \"tenant\": \"%s\"}"
            .formatted(TestingModelServer.KEY, HEADER);
    List<String> events =
        new ArrayList<>(TestingReply.saying("Hi").events(ProviderConfig.Wire.OPENAI));
    events.add("{\"choices\": [], " + echo + "}");
    openAi.answer(
        TestingDelivery.events(events),
        TestingDelivery.events(
            List.of(events.getFirst(), "{\"error\": {\"message\": \"bad\"}, " + echo + "}")),
        TestingDelivery.events(List.of(events.getFirst(), "{no JSON: " + echo)),
        TestingDelivery.status(400, "{\"error\": {\"message\": \"bad\"}, " + echo + "}"));
    for (int i = 0; i < 4; i++) {
      Message answer = answer(server, "Go");

      assertTrue(answer.getRawResponse().toString().contains("***"), answer::toString);
      assertFalse(answer.toString().contains(TestingModelServer.KEY), answer::toString);
      assertFalse(answer.toString().contains(HEADER), answer::toString);
    }
    assertEquals(HEADER, openAi.requests().getFirst().headers().get("x-tenant"));
  }

  @Test
  void ofWhatIsLongABoundedPartIsKept() {
    String[] pieces = new String[400];
    Arrays.fill(pieces, "数".repeat(1000));
    openAi.answer(
        TestingDelivery.of(TestingReply.saying(pieces).calling("a", "list_tables", "{}")),
        TestingDelivery.of(TestingReply.saying("Done.")));

    Message answer = answer(server, "q".repeat(MOST_BYTES - 10));

    assertEquals(2, answer.getRawRequest().getListValue().getValuesCount());
    assertEquals(2, answer.getRawResponse().getListValue().getValuesCount());
    assertEquals(
        List.of(),
        server.storeDatabase.query(
            """
            SELECT m.id FROM chat_messages m,
              jsonb_array_elements(raw_request || raw_response) AS entry
            WHERE role = 'assistant' AND octet_length(entry::text) > %d
            """
                .formatted(MOST_BYTES + MOST_BYTES / 10)));
    assertEquals(
        List.of(List.of("t", "t", "t")),
        server.storeDatabase.query(
            """
            SELECT (raw_request #>> '{0,cut_from_bytes}')::int > %d,
              left(raw_request #>> '{0,begin}', 1) = '{', raw_request -> 1 ? 'begin'
            FROM chat_messages WHERE id = '%s'
            """
                .formatted(MOST_BYTES, answer.getId())));
  }

  /** PostgreSQL's jsonb takes neither. */
  @Test
  void escapesThatCannotBeStoredAreReplaced() {
    List<String> events =
        new ArrayList<>(TestingReply.saying("Hi").events(ProviderConfig.Wire.OPENAI));
    events.add("{\"choices\": [], \"debug\": \"a\\u0000b\\ud800c\\u00e9d😀\"}");
    openAi.answer(TestingDelivery.events(events));

    Message answer = answer(server, "Go");

    assertEquals("Hi", answer.getContent());
    assertEquals(
        List.of(List.of("a\uFFFDb\uFFFDcéd😀")),
        server.storeDatabase.query(
            """
            SELECT raw_response -> 0 -> -1 ->> 'debug' FROM chat_messages WHERE id = '%s'
            """
                .formatted(answer.getId())));
  }

  @Test
  void whatWentOverTheWireIsKeptOnce() {
    openAi.answer(
        TestingDelivery.of(TestingReply.saying("").calling("a", "list_tables", "{}")),
        TestingDelivery.of(TestingReply.saying("Done.")));

    Message answer = answer(server, "Go");

    assertEquals(2, answer.getRawRequest().getListValue().getValuesCount());
    assertEquals(2, answer.getRawResponse().getListValue().getValuesCount());
    assertEquals(
        List.of(List.of("2", "0", "0")),
        server.storeDatabase.query(
            """
            SELECT count(*), count(raw_request), count(raw_response) FROM chatdata.model_calls
            WHERE turn_id = '%s' AND call > 0
            """
                .formatted(answer.getTurnId())));
  }

  @Test
  void nothingIsKeptWhereThatIsSwitchedOff() {
    TurnLimits limits = new TestingLimits().keepNothingRaw().build();
    try (TestingServer off = TestingServer.start(limits, openAi.provider())) {
      openAi.answer(TestingDelivery.of(TestingReply.saying("Done.")));

      Message answer = answer(off, "Go");

      assertEquals("Done.", answer.getContent());
      assertFalse(answer.hasRawRequest() || answer.hasRawResponse(), answer::toString);
      assertEquals(
          List.of(List.of("1", "0", "0", "0", "0")),
          off.storeDatabase.query(
              """
              SELECT count(*), count(raw_request), count(raw_response),
                (SELECT count(raw_request) FROM chat_messages),
                (SELECT count(raw_response) FROM chat_messages)
              FROM chatdata.model_calls
              """));
    }
  }

  private static Message answer(TestingServer server, String question) {
    Conversation conversation = server.conversation("openai", "gpt-4.1");
    var _ = server.ask(conversation.getId(), question);
    return server
        .chat
        .listMessages(
            ListMessagesRequest.newBuilder()
                .setConversationId(conversation.getId())
                .setView(MessageView.MESSAGE_VIEW_FULL)
                .build())
        .getMessagesList()
        .getLast();
  }
}
