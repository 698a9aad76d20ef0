package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.chatdata.server.llm.ProviderConfig;
import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingModelServer;
import io.chatdata.server.llm.TestingReply;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.FinishReason;
import io.chatdata.v1.Message;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.TurnFinished;
import io.chatdata.v1.TurnStatus;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes wrong at a provider, through a whole turn: over its wire and over ours. */
class ProviderFaultsTest {
  private static final TestingReply REPLY = TestingReply.saying("One ", "two ", "three.");
  private static final String WHOLE = "One two three.";

  private static TestingBrands brands;

  @BeforeAll
  static void start() {
    brands = new TestingBrands();
  }

  @AfterAll
  static void stop() {
    brands.close();
  }

  @ParameterizedTest
  @EnumSource
  void aResetBeforeTheAnswerIsTriedAgainAndSeenByNobody(TestingBrand brand) {
    int before = brands.models.requests().size();
    brands.answer(TestingDelivery.reset(), TestingDelivery.reset(), TestingDelivery.of(REPLY));

    List<ChatEvent> events = brands.ask(brand);

    assertCompleted(WHOLE, events);
    assertEquals(before + 3, brands.models.requests().size());
  }

  /** How a stream ends too early. */
  enum Early {
    RESET,
    BROKEN,
    CLEAN
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI, RESET", "OPENAI, BROKEN", "OPENAI, CLEAN",
    "ANTHROPIC, RESET", "ANTHROPIC, BROKEN", "ANTHROPIC, CLEAN",
    "GOOGLE, RESET", "GOOGLE, BROKEN", "GOOGLE, CLEAN"
  })
  void aStreamThatEndsEarlyKeepsItsPartAndIsNeverDone(TestingBrand brand, Early early) {
    for (int pieces = 1; pieces <= 3; pieces++) {
      int asked = brands.models.requests().size();
      TestingDelivery whole = TestingDelivery.of(REPLY);
      var arrived = new CountDownLatch(1);
      brands.answer(
          switch (early) {
            case RESET -> whole.resetAfter(showing(brand, pieces), arrived);
            case BROKEN -> whole.brokenAfter(showing(brand, pieces));
            case CLEAN -> whole.cutAfter(showing(brand, pieces));
          });
      var stream = brands.server.send(brands.conversation(brand).getId(), "Go");
      List<ChatEvent> events = new ArrayList<>();
      String part = String.join("", REPLY.pieces().subList(0, pieces));
      while (!TestingServer.text(events).equals(part)) {
        events.add(stream.next());
      }
      arrived.countDown();
      stream.forEachRemaining(events::add);

      TurnFinished finished = assertFailed("PROVIDER_STREAM_CUT", events);
      assertEquals(part, finished.getMessage().getContent());
      assertEquals(asked + 1, brands.models.requests().size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasCutIsRegenerated(TestingBrand brand) {
    brands.answer(TestingDelivery.of(REPLY).cutAfter(showing(brand, 2)), TestingDelivery.of(REPLY));
    String conversation = brands.conversation(brand).getId();
    Message cut = finished(brands.server.ask(conversation, "Go")).getMessage();

    List<ChatEvent> again =
        TestingServer.all(
            brands.server.chat.sendMessage(
                SendMessageRequest.newBuilder()
                    .setConversationId(conversation)
                    .setRegenerateMessageId(cut.getId())
                    .build()));

    assertCompleted(WHOLE, again);
    assertEquals(
        List.of("Go", WHOLE),
        brands.server.messages(conversation).stream().map(Message::getContent).toList());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
          OPENAI,    "{'error': {'message': 'busy KEY', 'type': 'server_error'}}",                       PROVIDER_UNAVAILABLE
          OPENAI,    "{'id': 'g', 'error': {'code': 502, 'message': 'Upstream KEY'}, 'choices': [{'index': 0, 'delta': {'content': ''}, 'finish_reason': 'error'}]}", PROVIDER_UNAVAILABLE
          XAI,       "{'error': {'code': 429, 'message': 'slow down KEY'}}",                             PROVIDER_RATE_LIMITED
          ANTHROPIC, "{'type': 'error', 'error': {'type': 'overloaded_error', 'message': 'busy KEY'}}",  PROVIDER_UNAVAILABLE
          ANTHROPIC, "{'type': 'message_delta', 'error': {'code': 502, 'message': 'Upstream KEY'}}",     PROVIDER_UNAVAILABLE
          GOOGLE,    "{'error': {'code': 503, 'message': 'busy KEY', 'status': 'UNAVAILABLE'}}",         PROVIDER_UNAVAILABLE
          """)
  void anErrorInsideTheStreamEndsTheTurnWithoutSecrets(
      TestingBrand brand, String event, String reason) {
    var events = new ArrayList<>(REPLY.events(brand.wire).subList(0, showing(brand, 1)));
    events.add(event.replace('\'', '"').replace("KEY", TestingModelServer.KEY));
    brands.answer(TestingDelivery.events(events));

    TurnFinished finished = assertFailed(reason, brands.ask(brand));

    assertFalse(finished.toString().contains(TestingModelServer.KEY), finished.toString());
    assertTrue(finished.getError().getMessage().contains("***"), finished.toString());
    assertTrue(finished.getMessage().getContent().startsWith("One "), finished.toString());
  }

  @ParameterizedTest
  @EnumSource
  void aShortRetryAfterIsWaitedForAndALongOneIsThePersons(TestingBrand brand)
      throws InvalidProtocolBufferException {
    brands.answer(TestingDelivery.status(429, "{}", "Retry-After: 0"), TestingDelivery.of(REPLY));
    assertCompleted(WHOLE, brands.ask(brand));

    int asked = brands.models.requests().size();
    brands.answer(TestingDelivery.status(429, "{}", "Retry-After: 3600"));
    TurnFinished finished = assertFailed("PROVIDER_RATE_LIMITED", brands.ask(brand));

    assertEquals(Code.RESOURCE_EXHAUSTED.value(), finished.getError().getCode());
    assertEquals(3600, detail(finished, RetryInfo.class).getRetryDelay().getSeconds());
    assertEquals(asked + 1, brands.models.requests().size());
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI, 500", "OPENAI, 502", "OPENAI, 503", "OPENAI, 529",
    "ANTHROPIC, 500", "ANTHROPIC, 502", "ANTHROPIC, 503", "ANTHROPIC, 529",
    "GOOGLE, 503"
  })
  void aStatusThatPassesIsTriedAgainAndThenUnavailable(TestingBrand brand, int status) {
    TestingDelivery down = TestingDelivery.status(status, "{\"error\": {\"message\": \"down\"}}");
    brands.answer(down, TestingDelivery.of(REPLY));
    assertCompleted(WHOLE, brands.ask(brand));

    int asked = brands.models.requests().size();
    brands.answer(down, down, down);
    TurnFinished finished = assertFailed("PROVIDER_UNAVAILABLE", brands.ask(brand));

    assertEquals(Code.UNAVAILABLE.value(), finished.getError().getCode());
    assertEquals(asked + 3, brands.models.requests().size());
  }

  @ParameterizedTest
  @EnumSource
  void aWrongKeyIsToldAtOnceAndNotShown(TestingBrand brand) {
    int asked = brands.models.requests().size();
    brands.answer(
        TestingDelivery.status(
            401,
            "{\"error\": {\"message\": \"Incorrect API key: " + TestingModelServer.KEY + "\"}}"));

    List<ChatEvent> events = brands.ask(brand);

    assertFailed("PROVIDER_REJECTED", events);
    assertFalse(events.toString().contains(TestingModelServer.KEY), events.toString());
    assertEquals(asked + 1, brands.models.requests().size());
  }

  @ParameterizedTest
  @EnumSource
  void aProviderThatFallsSilentIsLeftWithWhatItSaid(TestingBrand brand) {
    TestingDelivery silent = TestingDelivery.of(REPLY).silentAfter(showing(brand, 1));
    brands.answer(silent);

    TurnFinished finished = assertFailed("PROVIDER_STREAM_CUT", brands.askHastily(brand));

    silent.awaitClientLeft();
    assertTrue(finished.getError().getMessage().contains("was silent for 2 s"));
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "ANTHROPIC"})
  void aByteAtATimeIsSlowAndWorks(TestingBrand brand) {
    TestingReply reply = TestingReply.saying("é🐈‍⬛数");
    int bytes = TestingDelivery.of(reply).size(brand.wire);
    // The whole takes longer than the stream may be silent.
    brands.answer(
        TestingDelivery.of(reply)
            .byteByByte(TestingBrands.HASTE.multipliedBy(5).dividedBy(4).dividedBy(bytes)));

    assertCompleted("é🐈‍⬛数", brands.askHastily(brand));
  }

  @ParameterizedTest
  @EnumSource
  void piecesMayBeCutAnywhere(TestingBrand brand) {
    brands.answer(
        TestingDelivery.of(
                TestingReply.saying("Zwölf 🐈‍⬛ ", "数").calling("a", "list_tables", "{}"))
            .byteByByte(),
        TestingDelivery.of(TestingReply.saying("é\u2028")).byteByByte());

    assertCompleted("Zwölf 🐈‍⬛ 数é\u2028", brands.ask(brand));
  }

  @ParameterizedTest
  @EnumSource
  void framesAreReadAsTheStandardSays(TestingBrand brand) {
    String odd =
        "\uFEFF: comment\n\n"
            + TestingDelivery.of(REPLY)
                .text(brand.wire)
                .replace("data: {", ": keep-alive\nid: 7\nretry: 1\ndata:{\ndata: ");
    brands.answer(
        TestingDelivery.raw(odd),
        TestingDelivery.raw(odd.replace("\n", "\r\n")),
        TestingDelivery.raw(odd.replace("\n", "\r") + "\r\r  \r"));

    for (int i = 0; i < 3; i++) {
      assertCompleted(WHOLE, brands.ask(brand));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNewerThanThisIsPassedOver(TestingBrand brand) {
    List<String> events = new ArrayList<>();
    for (String event : REPLY.events(brand.wire)) {
      events.add("{\"type\": \"brand_new\", \"x\": [1]}");
      events.add(event);
      if (brand.wire == ProviderConfig.Wire.ANTHROPIC) {
        events.add(
            "{\"type\":\"content_block_start\",\"index\":9,\"content_block\":{\"type\":\"new\"}}");
        events.add(
            "{\"type\":\"content_block_delta\",\"index\":9,\"delta\":{\"type\":\"new_delta\"}}");
      }
    }
    brands.answer(TestingDelivery.events(events));

    assertCompleted(WHOLE, brands.ask(brand));
  }

  @ParameterizedTest
  @EnumSource
  void aBeginningThatComesTwiceIsOneMessage(TestingBrand brand) {
    List<String> events = new ArrayList<>(REPLY.events(brand.wire));
    String beginning =
        brand.wire == ProviderConfig.Wire.ANTHROPIC
            ? events.getFirst()
            : "{\"choices\": [{\"index\": 0, \"delta\": {\"role\": \"assistant\", \"content\":"
                + " \"\"}}], \"candidates\": [{\"content\": {\"role\": \"model\"}}]}";
    events.add(0, beginning);
    events.add(4, beginning);
    brands.answer(TestingDelivery.events(events));

    assertCompleted(WHOLE, brands.ask(brand));
  }

  @ParameterizedTest
  @EnumSource
  void tenMegabytesAreCutAndTheProviderLeft(TestingBrand brand) {
    String[] pieces = new String[1000];
    Arrays.fill(pieces, "x".repeat(10_000));
    TestingDelivery endless = TestingDelivery.of(TestingReply.saying(pieces));
    brands.answer(endless);

    TurnFinished finished = finished(brands.ask(brand));

    endless.awaitClientLeft();
    assertEquals(FinishReason.FINISH_REASON_LENGTH, finished.getFinishReason());
    assertEquals(1 << 20, finished.getMessage().getContent().length());
  }

  @ParameterizedTest
  @EnumSource
  void whatCannotBeStoredIsReplaced(TestingBrand brand) {
    // As JSON can say it: UTF-8 has no lone surrogates.
    brands.answer(
        TestingDelivery.events(
            TestingReply.saying("a\0b", "<d83d>", "<de00>", "<dc00>", "<d83d>")
                .events(brand.wire)
                .stream()
                .map(event -> event.replaceAll("<(d[0-9a-f]{3})>", "\\\\u$1"))
                .toList()));
    String conversation = brands.conversation(brand).getId();

    List<ChatEvent> events = brands.server.ask(conversation, "Go");

    assertCompleted("a\uFFFDb😀\uFFFD\uFFFD", events);
    assertEquals(
        "a\uFFFDb😀\uFFFD\uFFFD", brands.server.messages(conversation).getLast().getContent());
  }

  @ParameterizedTest
  @EnumSource
  void whatComesAfterTheEndIsNoPartOfIt(TestingBrand brand) {
    String whole = TestingDelivery.of(REPLY).text(brand.wire);
    brands.answer(
        TestingDelivery.raw(
            brand.wire == ProviderConfig.Wire.GOOGLE
                ? whole + "data: [DONE]\n\ndata: [DONE]\n\n"
                : whole + whole + "data: [DONE]\n\ndata: {\"error\": \"late\"}\n\n"));

    assertCompleted(WHOLE, brands.ask(brand));
  }

  /** So many events have so many pieces of the text. */
  private static int showing(TestingBrand brand, int pieces) {
    return pieces + (brand.wire == ProviderConfig.Wire.ANTHROPIC ? 3 : 0);
  }

  private static TurnFinished finished(List<ChatEvent> events) {
    assertEquals(1, events.stream().filter(ChatEvent::hasTurnFinished).count());
    return events.getLast().getTurnFinished();
  }

  private static void assertCompleted(String text, List<ChatEvent> events) {
    TurnFinished finished = finished(events);
    assertEquals(
        TurnStatus.TURN_STATUS_COMPLETED, finished.getStatus(), finished.getError()::toString);
    assertEquals(FinishReason.FINISH_REASON_STOP, finished.getFinishReason());
    assertEquals(text, TestingServer.text(events));
    assertEquals(text, finished.getMessage().getContent());
  }

  private static TurnFinished assertFailed(String reason, List<ChatEvent> events) {
    TurnFinished finished = finished(events);
    assertEquals(TurnStatus.TURN_STATUS_FAILED, finished.getStatus());
    try {
      assertEquals(reason, detail(finished, ErrorInfo.class).getReason(), finished.toString());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
    assertEquals(TestingServer.text(events), finished.getMessage().getContent());
    return finished;
  }

  private static <T extends com.google.protobuf.Message> T detail(
      TurnFinished finished, Class<T> type) throws InvalidProtocolBufferException {
    for (Any detail : finished.getError().getDetailsList()) {
      if (detail.is(type)) {
        return detail.unpack(type);
      }
    }
    throw new IllegalArgumentException("no " + type + " in " + finished.getError());
  }
}
