package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.chatdata.server.llm.ProviderConfig;
import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingReply;
import io.chatdata.v1.CancelTurnRequest;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.Turn;
import io.chatdata.v1.TurnStatus;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A turn that is cancelled leaves its provider, wherever that is in its answer. */
class CancelProviderTest {
  private static final TestingReply REPLY = TestingReply.saying("One ", "two.");

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
  void beforeTheProviderAnswers(TestingBrand brand) {
    cancel(brand, TestingDelivery.silent(), "");
  }

  @ParameterizedTest
  @EnumSource
  void beforeTheFirstToken(TestingBrand brand) {
    cancel(brand, TestingDelivery.of(REPLY).silentAfter(0), "");
  }

  @ParameterizedTest
  @EnumSource
  void afterTheFirstToken(TestingBrand brand) {
    int events = brand.wire == ProviderConfig.Wire.ANTHROPIC ? 4 : 1;
    cancel(brand, TestingDelivery.of(REPLY).silentAfter(events), "One ");
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "ANTHROPIC"})
  void byAnotherServer(TestingBrand brand) {
    try (TestingServer other = brands.server.second()) {
      cancel(brand, TestingDelivery.silent(), "", other);
    }
  }

  private static void cancel(TestingBrand brand, TestingDelivery silent, String said) {
    cancel(brand, silent, said, brands.server);
  }

  private static void cancel(
      TestingBrand brand, TestingDelivery silent, String said, TestingServer by) {
    int asked = brands.models.requests().size();
    brands.answer(silent);
    Iterator<ChatEvent> stream =
        brands.server.send(brands.conversation(brand).getId(), "How many pets?");
    List<ChatEvent> events = new ArrayList<>(List.of(stream.next()));
    brands.models.awaitRequests(asked + 1);
    while (!TestingServer.text(events).equals(said)) {
      events.add(stream.next());
    }

    Turn cancelled =
        by.chat.cancelTurn(
            CancelTurnRequest.newBuilder().setTurnId(events.getFirst().getTurnId()).build());

    silent.awaitClientLeft();
    assertEquals(TurnStatus.TURN_STATUS_CANCELLED, cancelled.getStatus());
    stream.forEachRemaining(events::add);
    assertEquals(said, events.getLast().getTurnFinished().getMessage().getContent());
    assertEquals(asked + 1, brands.models.requests().size());
  }
}
