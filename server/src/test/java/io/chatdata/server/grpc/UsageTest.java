package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.llm.ProviderConfig;
import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingReply;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.GetConversationRequest;
import io.chatdata.v1.GetTurnRequest;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.TurnStatus;
import io.chatdata.v1.Usage;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What models use and cost: in the ledger, the events, the turn and the conversation. */
class UsageTest {
  private static TestingBrands brands;

  @BeforeAll
  static void start() {
    brands = new TestingBrands();
  }

  @AfterAll
  static void stop() {
    brands.close();
  }

  /**
   * What a scripted conversation costs, reckoned by hand from the prices of the catalogue.
   *
   * @param calls usage of each call as the provider says it, in the last event of its stream
   * @param ledger for each call: input, cached, cache writes, output, reasoning and cost
   * @param first cost of the first turn, which has two calls
   * @param all of the conversation
   */
  private record Reckoning(
      List<TestingDelivery> calls, List<List<String>> ledger, String first, String all) {}

  private static final Map<TestingBrand, Reckoning> RECKONINGS =
      Map.of(
          // gpt-4.1 at $2, cached $0.50, output $8 a million.
          TestingBrand.OPENAI,
          new Reckoning(
              calls(
                  "{'prompt_tokens':1234,'completion_tokens':57,'total_tokens':1291,"
                      + "'prompt_tokens_details':{'cached_tokens':1024}}",
                  "{'prompt_tokens':2001,'completion_tokens':333,'total_tokens':2334,"
                      + "'prompt_tokens_details':{'cached_tokens':1920},"
                      + "'completion_tokens_details':{'reasoning_tokens':300}}",
                  "{'prompt_tokens':7,'completion_tokens':1,'total_tokens':8}"),
              List.of(
                  // 210 × 2 + 1024 × 0.5 + 57 × 8 = 1388
                  List.of("1234", "1024", "0", "57", "0", "0.001388"),
                  // 81 × 2 + 1920 × 0.5 + 333 × 8 = 3786
                  List.of("2001", "1920", "0", "333", "300", "0.003786"),
                  // 7 × 2 + 1 × 8 = 22
                  List.of("7", "0", "0", "1", "0", "0.000022")),
              "0.005174",
              "0.005196"),
          // grok-4 at $3, cached $0.75, output $15; reasoning is only in the total.
          TestingBrand.XAI,
          new Reckoning(
              calls(
                  "{'prompt_tokens':12,'completion_tokens':1,'total_tokens':303,"
                      + "'prompt_tokens_details':{'text_tokens':12,'cached_tokens':11},"
                      + "'completion_tokens_details':{'reasoning_tokens':290}}",
                  "{'prompt_tokens':333,'completion_tokens':10,'total_tokens':343,"
                      + "'prompt_tokens_details':{'cached_tokens':1}}",
                  "{'prompt_tokens':1,'completion_tokens':2,'total_tokens':3}"),
              List.of(
                  // 1 × 3 + 11 × 0.75 + 291 × 15 = 4376.25
                  List.of("12", "11", "0", "291", "290", "0.00437625"),
                  // 332 × 3 + 1 × 0.75 + 10 × 15 = 1146.75
                  List.of("333", "1", "0", "10", "0", "0.00114675"),
                  // 1 × 3 + 2 × 15 = 33
                  List.of("1", "0", "0", "2", "0", "0.000033")),
              "0.005523",
              "0.005556"),
          // claude-haiku-4-5 at $1, cached $0.10, cache writes $1.25, output $5; input_tokens are
          // those that no cache had to do with.
          TestingBrand.ANTHROPIC,
          new Reckoning(
              calls(
                  "{'input_tokens':25,'cache_creation_input_tokens':2048,"
                      + "'cache_read_input_tokens':0,'output_tokens':81}",
                  "{'input_tokens':25,'cache_creation_input_tokens':113,"
                      + "'cache_read_input_tokens':2048,'output_tokens':207,"
                      + "'output_tokens_details':{'thinking_tokens':60}}",
                  "{'input_tokens':3,'output_tokens':1}"),
              List.of(
                  // 25 + 2048 × 1.25 + 81 × 5 = 2990
                  List.of("2073", "0", "2048", "81", "0", "0.00299"),
                  // 25 + 2048 × 0.1 + 113 × 1.25 + 207 × 5 = 1406.05
                  List.of("2186", "2048", "113", "207", "60", "0.00140605"),
                  // 3 + 5 = 8
                  List.of("3", "0", "0", "1", "0", "0.000008")),
              "0.00439605",
              "0.00440405"),
          // gemini-2.5-pro at $1.25, cached $0.125, output $10; thoughts are apart from the
          // candidates.
          TestingBrand.GOOGLE,
          new Reckoning(
              calls(
                  "{'promptTokenCount':1001,'cachedContentTokenCount':999,"
                      + "'candidatesTokenCount':20,'thoughtsTokenCount':80}",
                  "{'promptTokenCount':9,'candidatesTokenCount':5,'totalTokenCount':14}",
                  "{'promptTokenCount':3,'toolUsePromptTokenCount':1,'candidatesTokenCount':1}"),
              List.of(
                  // 2 × 1.25 + 999 × 0.125 + 100 × 10 = 1127.375
                  List.of("1001", "999", "0", "100", "80", "0.001127375"),
                  // 9 × 1.25 + 5 × 10 = 61.25
                  List.of("9", "0", "0", "5", "0", "0.00006125"),
                  // 4 × 1.25 + 1 × 10 = 15
                  List.of("4", "0", "0", "1", "0", "0.000015")),
              "0.001188625",
              "0.001203625"));

  /** The first asks for a tool. */
  private static List<TestingDelivery> calls(String first, String second, String third) {
    return List.of(
        counted(TestingReply.saying().calling("a", "list_tables", "{}"), first),
        counted(TestingReply.saying("Two."), second),
        counted(TestingReply.saying("Yes."), third));
  }

  private static TestingDelivery counted(TestingReply reply, String usage) {
    return TestingDelivery.of(reply.countingAs(usage.replace('\'', '"')));
  }

  @ParameterizedTest
  @EnumSource
  void aConversationCostsWhatAHandReckons(TestingBrand brand) {
    Reckoning reckoning = Objects.requireNonNull(RECKONINGS.get(brand));
    brands.answer(reckoning.calls().toArray(TestingDelivery[]::new));
    Conversation conversation = brands.conversation(brand);

    List<ChatEvent> first = brands.server.ask(conversation.getId(), "How many tables?");
    List<ChatEvent> second = brands.server.ask(conversation.getId(), "Sure?");

    assertEquals(
        List.of(reckoning.ledger().getFirst().getLast(), reckoning.first(), reckoning.first()),
        usages(first).stream().map(Usage::getCostUsd).toList());
    assertEquals(usages(first).getLast(), first.getLast().getTurnFinished().getUsage());
    assertEquals(first.getLast().getTurnFinished().getUsage(), turn(first));
    assertEquals(reckoning.ledger().getLast().getLast(), turn(second).getCostUsd());
    Usage all =
        brands
            .server
            .chat
            .getConversation(
                GetConversationRequest.newBuilder().setId(conversation.getId()).build())
            .getUsage();
    assertEquals(reckoning.all(), all.getCostUsd());
    assertEquals(sum(reckoning, 0), all.getInputTokens());
    assertEquals(sum(reckoning, 1), all.getCachedInputTokens());
    assertEquals(sum(reckoning, 3), all.getOutputTokens());
    assertEquals(sum(reckoning, 4), all.getReasoningTokens());
    assertEquals(
        reckoning.ledger(),
        ledger(
            conversation,
            """
            m.input_tokens, m.cached_input_tokens, m.cache_write_tokens, m.output_tokens,
            m.reasoning_tokens, m.cost_usd
            """));
    recomputed(conversation);
    assertEquals(
        List.of(
            List.of(
                "2",
                "3",
                "{" + brand.id + "/" + brand.model + "}",
                Long.toString(sum(reckoning, 0)),
                reckoning.all(),
                "f")),
        summedUp(conversation));
  }

  private static List<List<@Nullable String>> summedUp(Conversation conversation) {
    return brands.server.storeDatabase.query(
        """
        select turns, calls, models, input_tokens, cost_usd, usage_estimated
        from chatdata.conversation_usage where conversation_id = '%s'
        """
            .formatted(conversation.getId()));
  }

  private static long sum(Reckoning reckoning, int column) {
    return reckoning.ledger().stream().mapToLong(row -> Long.parseLong(row.get(column))).sum();
  }

  /** The ledger's own figures give the cost again. */
  private static void recomputed(Conversation conversation) {
    assertEquals(
        List.of(List.of("t"), List.of("t"), List.of("t")),
        ledger(
            conversation,
            """
            m.cost_usd * 1000000 = m.input_usd_per_million
                * (m.input_tokens - m.cached_input_tokens - m.cache_write_tokens)
              + m.cached_input_usd_per_million * m.cached_input_tokens
              + m.cache_write_usd_per_million * m.cache_write_tokens
              + m.output_usd_per_million * m.output_tokens
            """));
  }

  @Test
  void eachModelOfAConversationCostsItsOwnPrice() {
    Conversation conversation = brands.conversation(TestingBrand.OPENAI);
    // Each reads 1000 tokens, 400 of them from a cache, and writes 200, 50 of them reasoning.
    List<String> costs =
        List.of(TestingBrand.OPENAI, TestingBrand.ANTHROPIC, TestingBrand.OPENAI).stream()
            .map(
                brand -> {
                  brands.answer(TestingDelivery.of(TestingReply.saying("Hi")));
                  return turn(ask(conversation, brand, brand.model)).getCostUsd();
                })
            .toList();

    // 600 × 2 + 400 × 0.5 + 200 × 8 = 3000 and 600 × 1 + 400 × 0.1 + 200 × 5 = 1640
    assertEquals(List.of("0.003", "0.00164", "0.003"), costs);
    assertEquals(
        List.of(
            List.of(
                "3", "3", "{anthropic/claude-haiku-4-5,openai/gpt-4.1}", "3000", "0.00764", "f")),
        summedUp(conversation));
  }

  /** Where the provider answers at last. */
  @ParameterizedTest
  @EnumSource
  void attemptsThatFailedAreNotCharged(TestingBrand brand) {
    brands.answer(
        TestingDelivery.status(503, "{}"),
        TestingDelivery.reset(),
        TestingDelivery.of(TestingReply.saying("Hi").counting(1_000_000, 0, 0, 0, 0)));
    Conversation conversation = brands.conversation(brand);

    Usage usage = turn(brands.server.ask(conversation.getId(), "Hi"));

    assertEquals(1_000_000, usage.getInputTokens());
    assertEquals(
        List.of(List.of("1000000", "t")),
        ledger(conversation, "m.input_tokens, m.cost_usd = m.input_usd_per_million"));
  }

  @ParameterizedTest
  @EnumSource
  void aProviderThatCountsNothingIsEstimatedAndMarkedSo(TestingBrand brand) {
    brands.answer(TestingDelivery.of(TestingReply.saying("x".repeat(400)).uncounted()));

    Usage usage = turn(brands.ask(brand));

    assertTrue(usage.getEstimated());
    assertEquals(100, usage.getOutputTokens());
    assertTrue(usage.getInputTokens() > 100, usage.toString());
    assertEquals(
        List.of(List.of("t", "100")),
        brands.server.storeDatabase.query(
            """
            select usage_estimated, output_tokens from chatdata.model_calls
            where provider = '%s' order by started_at desc limit 1
            """
                .formatted(brand.id)));
  }

  /** What was written until then was not counted, or not all of it. */
  @ParameterizedTest
  @EnumSource
  void aCallThatBreaksOffIsChargedToItsTurn(TestingBrand brand) {
    brands.answer(
        TestingDelivery.of(
            TestingReply.saying()
                .calling("a", "list_tables", "{}")
                .counting(1_000_000, 0, 0, 1000, 0)),
        TestingDelivery.of(
                TestingReply.saying("x".repeat(200), "x".repeat(200), "y")
                    .counting(1_000_000, 0, 0, 1000, 0))
            .cutAfter(brand.wire == ProviderConfig.Wire.ANTHROPIC ? 5 : 2));

    List<ChatEvent> events = brands.ask(brand);

    assertEquals(TurnStatus.TURN_STATUS_FAILED, events.getLast().getTurnFinished().getStatus());
    Usage usage = turn(events);
    assertTrue(usage.getEstimated());
    assertTrue(usage.getOutputTokens() >= 1100, usage.toString());
    assertTrue(usage.getInputTokens() > 1_000_000, usage.toString());
    assertEquals(
        List.of(List.of(Long.toString(usage.getInputTokens()), usage.getCostUsd())),
        brands.server.storeDatabase.query(
            """
            select sum(input_tokens), sum(cost_usd) from chatdata.model_calls
            where turn_id = '%s'
            """
                .formatted(events.getFirst().getTurnId())));
  }

  private static List<ChatEvent> ask(Conversation conversation, TestingBrand brand, String model) {
    return TestingServer.all(
        brands.server.chat.sendMessage(
            SendMessageRequest.newBuilder()
                .setConversationId(conversation.getId())
                .setContent("Hi")
                .setProvider(brand.id)
                .setModel(model)
                .build()));
  }

  private static List<Usage> usages(List<ChatEvent> events) {
    return events.stream().filter(ChatEvent::hasUsage).map(ChatEvent::getUsage).toList();
  }

  /** As GetTurn has it. */
  private static Usage turn(List<ChatEvent> events) {
    return brands
        .server
        .chat
        .getTurn(GetTurnRequest.newBuilder().setTurnId(events.getFirst().getTurnId()).build())
        .getUsage();
  }

  private static List<List<@Nullable String>> ledger(Conversation conversation, String columns) {
    return brands.server.storeDatabase.query(
        """
        select %s from chatdata.model_calls m join chatdata.turns t on t.id = m.turn_id
        where t.conversation_id = '%s' order by m.started_at
        """
            .formatted(columns, conversation.getId()));
  }
}
