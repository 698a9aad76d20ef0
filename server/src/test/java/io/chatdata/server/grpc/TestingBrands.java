package io.chatdata.server.grpc;

import io.chatdata.server.llm.Provider;
import io.chatdata.server.llm.ProviderConfig;
import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingModelServer;
import io.chatdata.server.turn.TurnLimits;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.Conversation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A whole server whose four providers are one fake one, over real HTTP. */
final class TestingBrands implements AutoCloseable {
  /** How long a stream of the hasty ones may be silent. */
  static final Duration HASTE = Duration.ofSeconds(2);

  final TestingModelServer models = new TestingModelServer();
  final TestingServer server;

  TestingBrands() {
    this(TestingServer.LIMITS);
  }

  TestingBrands(TurnLimits limits) {
    List<Provider> providers = new ArrayList<>();
    for (TestingBrand brand : TestingBrand.values()) {
      providers.add(models.provider(brand.wire, brand.id, ProviderConfig.Timeouts.STANDARD.idle()));
      providers.add(models.provider(brand.wire, hasty(brand), HASTE));
    }
    server = TestingServer.start(limits, providers.toArray(Provider[]::new));
  }

  private static String hasty(TestingBrand brand) {
    return brand.id + "-hasty";
  }

  /** What the fake provider answers to the next requests. */
  TestingBrands answer(TestingDelivery... deliveries) {
    models.answer(deliveries);
    return this;
  }

  Conversation conversation(TestingBrand brand) {
    return server.conversation(brand.id, brand.model);
  }

  /** A turn of a new conversation, to its end. */
  List<ChatEvent> ask(TestingBrand brand) {
    return server.ask(conversation(brand).getId(), "How many pets?");
  }

  /** The same by a provider that may not be silent for long. */
  List<ChatEvent> askHastily(TestingBrand brand) {
    return server.ask(server.conversation(hasty(brand), brand.model).getId(), "How many pets?");
  }

  @Override
  public void close() {
    server.close();
    models.close();
  }
}
