package io.chatdata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.base.Json;
import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingModelServer;
import io.chatdata.server.llm.TestingReply;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.TurnStatus;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One turn, watched at every face and from everywhere. */
class WatchersIT {
  private static final String HALF_WAY = "Grüße, 👩‍🚀: \t\"half\" \\ way\n";
  private static final String TO_THE_END = "and <b>to</b> the end\u2028.  ";

  private static final TestingModelServer openAi = TestingProduct.openAi();
  private static final TestingProduct product = TestingProduct.withOpenAi();

  @ParameterizedTest
  @EnumSource
  void allSeeTheSameWhoeverStartsTheTurn(Face starter) throws Exception {
    var released = new CountDownLatch(1);
    openAi.answer(
        TestingDelivery.of(TestingReply.saying("Looking. ").calling("call_a", "list_tables", "{}")),
        TestingDelivery.of(TestingReply.saying(HALF_WAY, TO_THE_END)).heldAfter(1, released));
    String conversation = conversation();

    try (EventSource first = starter.ask(product, conversation, "Hold it")) {
      List<ChatEvent> seen = first.upTo(WatchersIT::isHalfWay);
      String turn = seen.getFirst().getTurnId();
      List<Watcher> watchers = new ArrayList<>();
      for (WatchingFace face : WatchingFace.values()) {
        watchers.add(Watcher.join(face, turn, 0));
        watchers.add(Watcher.join(face, turn, seen.getLast().getSequence() - 1));
      }
      released.countDown();
      seen.addAll(first.rest());

      tilesAndEnds(seen, turn);
      for (Watcher watcher : watchers) {
        assertEquals(
            seen.subList((int) watcher.after(), seen.size()),
            watcher.toTheEnd(),
            watcher.toString());
      }
      for (WatchingFace face : WatchingFace.values()) {
        assertEquals(seen, all(face, turn, 0), face + " after the end");
      }
      tokensAreTheStoredMessage(seen);
    }
  }

  @Test
  void aScriptedTurnGivesTheSameEventsAtEachFace() throws IOException {
    Map<Face, String> seen = new EnumMap<>(Face.class);
    for (Face face : Face.values()) {
      openAi.answer(
          TestingDelivery.of(
              TestingReply.saying("Looking. ")
                  .thinking("One will do.")
                  .calling("call_a", "run_query", "{'sql': 'SELECT 1 AS one'}")),
          TestingDelivery.of(TestingReply.saying(HALF_WAY, TO_THE_END)));
      try (EventSource source = face.ask(product, conversation(), "Go")) {
        seen.put(face, comparable(source.rest()));
      }
    }

    String first = seen.getOrDefault(Face.GRPC, "");
    assertTrue(first.contains("tool_result") && first.contains("turn_finished"), first);
    seen.forEach((face, events) -> assertEquals(first, events, face.name()));
  }

  /** Events without what differs between two turns: ids, times, and where texts are parted. */
  private static String comparable(List<ChatEvent> events) {
    var text = new StringBuilder();
    var part = new StringBuilder();
    for (ChatEvent event : events) {
      if (event.hasToken()) {
        part.append(event.getToken().getText());
      } else {
        text.append(part).append(event.toBuilder().clearSequence());
        part.setLength(0);
      }
    }
    return text.toString()
        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID")
        .replaceAll("(?m)^ *(seconds|nanos): -?\\d+\n", "");
  }

  /**
   * One that joined a turn while it was held in the middle.
   *
   * @param seen what it has seen, up to the middle
   */
  private record Watcher(WatchingFace face, long after, EventSource source, List<ChatEvent> seen) {
    static Watcher join(WatchingFace face, String turn, long after) throws IOException {
      EventSource source = face.watch(product, turn, after);
      return new Watcher(face, after, source, source.upTo(WatchersIT::isHalfWay));
    }

    List<ChatEvent> toTheEnd() throws IOException {
      try (source) {
        seen.addAll(source.rest());
      }
      return seen;
    }

    @Override
    public String toString() {
      return "%s after %d".formatted(face, after);
    }
  }

  private static boolean isHalfWay(ChatEvent event) {
    return event.getToken().getText().equals(HALF_WAY);
  }

  private static void tilesAndEnds(List<ChatEvent> events, String turn) {
    assertEquals(
        LongStream.rangeClosed(1, events.size()).boxed().toList(),
        events.stream().map(ChatEvent::getSequence).toList());
    assertTrue(events.stream().allMatch(event -> event.getTurnId().equals(turn)));
    assertEquals(
        List.of(events.getLast()), events.stream().filter(ChatEvent::hasTurnFinished).toList());
    assertEquals(TurnStatus.TURN_STATUS_COMPLETED, events.getLast().getTurnFinished().getStatus());
  }

  private static void tokensAreTheStoredMessage(List<ChatEvent> events) {
    var text = new StringBuilder();
    events.forEach(event -> text.append(event.getToken().getText()));
    assertEquals("Looking. " + HALF_WAY + TO_THE_END, text.toString());
    assertEquals(
        text.toString(),
        product
            .database("chatdata")
            .query(
                "SELECT content FROM chat_messages WHERE id = '%s'"
                    .formatted(events.getFirst().getTurnStarted().getAssistantMessageId()))
            .getFirst()
            .getFirst());
  }

  @Test
  void everyFaceReadsOnFromEverySequence() throws IOException {
    openAi.answer(
        TestingDelivery.of(TestingReply.saying().calling("call_a", "list_schemas", "{}")),
        TestingDelivery.of(TestingReply.saying("Done.")));
    List<ChatEvent> events;
    try (EventSource source = Face.GRPC.ask(product, conversation(), "Go")) {
      events = source.rest();
    }
    String turn = events.getFirst().getTurnId();

    for (int after = 0; after <= events.size(); after++) {
      List<ChatEvent> rest = events.subList(after, events.size());
      assertEquals(rest, all(WatchingFace.GRPC, turn, after));
      assertEquals(rest, all(WatchingFace.SSE, turn, after));
    }
    assertEquals(events.subList(2, events.size()), all(WatchingFace.COMMAND_LINE, turn, 2));
    beyondTheEnd(turn, events.size() + 1);
  }

  private static void beyondTheEnd(String turn, int after) {
    HttpResponse<String> refused =
        product.rest(
            "/api/v1/chat/turns/%s/events".formatted(turn),
            null,
            HttpResponse.BodyHandlers.ofString(),
            "Last-Event-ID",
            turn + ":" + after);
    assertEquals(400, refused.statusCode());
    assertEquals("SEQUENCE_OUT_OF_RANGE", Json.parse(refused.body()).path("reason").asText());
  }

  private static List<ChatEvent> all(WatchingFace face, String turn, long after)
      throws IOException {
    try (EventSource source = face.watch(product, turn, after)) {
      return source.rest();
    }
  }

  private static String conversation() {
    return product
        .chat()
        .createConversation(
            CreateConversationRequest.newBuilder()
                .setProvider("openai")
                .setModel("gpt-4.1")
                .build())
        .getId();
  }
}
