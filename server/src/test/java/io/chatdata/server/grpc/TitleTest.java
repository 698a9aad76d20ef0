package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.chatdata.server.TestingLog;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.llm.FinishReason;
import io.chatdata.server.llm.ModelEvent;
import io.chatdata.server.llm.ModelRequest;
import io.chatdata.server.llm.Prompt;
import io.chatdata.server.planner.BuiltinPlanner;
import io.chatdata.server.turn.TestingProvider;
import io.chatdata.server.turn.TestingProvider.Script;
import io.chatdata.v1.CancelTurnRequest;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.GetConversationRequest;
import io.chatdata.v1.TitleSource;
import io.chatdata.v1.TurnStatus;
import io.chatdata.v1.UpdateConversationRequest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Titles that the model writes beside its first answer. */
class TitleTest {
  private static final String QUESTION = "How many orders did we have last month, please?";
  private static final String TITLE = "Orders last month";
  private static final Script WRITES = TestingProvider.says("\"Orders ", "last month.\"");

  private static TestingServer server;

  private final List<ModelRequest> titleRequests = new CopyOnWriteArrayList<>();
  private final CountDownLatch titled = new CountDownLatch(1);
  private Script title = WRITES;
  private Script answer = TestingProvider.says("Three.");

  @BeforeAll
  static void start() {
    server = TestingServer.start(new TestingLimits().modelTitles().build());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void answerByWhatIsAsked() {
    server.provider.answer(
        request -> {
          if (!request.tools().isEmpty()) {
            return answer;
          }
          titleRequests.add(request);
          return title;
        });
  }

  @Test
  void theModelsTitleTakesThePlaceOfTheMessagesWhileTheTurnRuns() {
    answer = halves("Three", ".");
    Conversation made = server.conversation();

    List<ChatEvent> events = read(made.getId());

    assertEquals(
        List.of(QUESTION, TITLE),
        events.stream()
            .filter(ChatEvent::hasTitleChanged)
            .map(event -> event.getTitleChanged().getTitle())
            .toList());
    Conversation now = get(made.getId());
    assertEquals(TITLE, now.getTitle());
    assertEquals(TitleSource.TITLE_SOURCE_MODEL, now.getTitleSource());
    assertEquals(List.of(new Prompt.User(QUESTION)), titleRequests.getFirst().prompts());
    assertTrue(titleRequests.getFirst().maxTokens() > 0);
  }

  @Test
  void theTitlesCallIsInTheLedgerAndInWhatTheConversationUsedButNotInTheTurns() {
    Conversation made = server.conversation();
    List<ChatEvent> events = read(made.getId());
    awaitTitleCall(made.getId());

    assertEquals(
        10, events.getLast().getTurnFinished().getUsage().getInputTokens(), "of the answer alone");
    assertEquals(20, get(made.getId()).getUsage().getInputTokens());
    assertEquals(10, get(made.getId()).getUsage().getOutputTokens());
    assertEquals(
        List.of(List.of("0", "10", "5"), List.of("1", "10", "5")),
        server.storeDatabase.query(
            """
            SELECT call, m.input_tokens, m.output_tokens
            FROM chatdata.model_calls m JOIN chatdata.turns t ON t.id = m.turn_id
            WHERE t.conversation_id = '%s' ORDER BY call
            """
                .formatted(made.getId())));
  }

  @Test
  void aTitleThatComesAfterTheTurnChangesOnlyTheConversation() {
    var ended = new CountDownLatch(1);
    title = after(ended);
    Conversation made = server.conversation();

    List<ChatEvent> events = read(made.getId());
    ended.countDown();
    awaitTitleCall(made.getId());

    assertEquals(1, events.stream().filter(ChatEvent::hasTitleChanged).count());
    assertEquals(events, server.watch(events.getFirst().getTurnId(), 0));
    assertEquals(TITLE, get(made.getId()).getTitle());
    assertEquals(20, get(made.getId()).getUsage().getInputTokens());
  }

  @Test
  void aTitleThatAPersonGaveStays() {
    Conversation mine =
        server.chat.createConversation(
            CreateConversationRequest.newBuilder().setTitle("Mine").build());
    read(mine.getId());
    assertEquals(List.of(), titleRequests, "there is no need to ask");

    var renamed = new CountDownLatch(1);
    title = after(renamed);
    Conversation made = server.conversation();
    read(made.getId());
    var _ =
        server.chat.updateConversation(
            UpdateConversationRequest.newBuilder()
                .setConversation(Conversation.newBuilder().setId(made.getId()).setTitle("Ours"))
                .build());
    renamed.countDown();
    awaitTitleCall(made.getId());

    assertEquals("Mine", get(mine.getId()).getTitle());
    assertEquals("Ours", get(made.getId()).getTitle());
    assertEquals(TitleSource.TITLE_SOURCE_USER, get(made.getId()).getTitleSource());
  }

  @Test
  void onlyTheFirstAnswerBringsATitle() {
    Conversation made = server.conversation();
    read(made.getId());
    awaitTitleCall(made.getId());

    read(made.getId());

    assertEquals(1, titleRequests.size());
    assertEquals(TITLE, get(made.getId()).getTitle());
  }

  @Test
  void theBuiltInPlannerIsNeverAskedForATitle() {
    var planner =
        new BuiltinPlanner(
            id -> {
              throw Problem.of(Reason.DATABASE_UNREACHABLE, id).toException();
            },
            Clock.systemUTC());
    TestingServer alone = TestingServer.start(new TestingLimits().modelTitles().build(), planner);
    // Closing it waits for titles that are being written.
    try (alone) {
      Conversation made = alone.conversation("builtin", "");

      var _ = alone.ask(made.getId(), "Hello");
    }

    assertEquals(
        List.of(List.of("1", "MESSAGE")),
        alone.storeDatabase.query(
            """
            SELECT m.call, c.title_source
            FROM chatdata.model_calls m JOIN chatdata.turns t ON t.id = m.turn_id
            JOIN chat_conversations c ON c.id = t.conversation_id
            """));
  }

  @Test
  void aTitleThatFailsBothersNobody() {
    try (var log = TestingLog.of("io.chatdata", Level.INFO)) {
      var tried = new CountDownLatch(1);
      title =
          (events, cancellation) -> {
            tried.countDown();
            throw Problem.of(Reason.PROVIDER_UNAVAILABLE, "down").toException();
          };
      answer =
          (events, cancellation) -> {
            events.accept(new ModelEvent.Text("Three"));
            TestingProvider.await(tried);
            return FinishReason.STOP;
          };
      Conversation made = server.conversation();

      List<ChatEvent> events = read(made.getId());

      assertEquals(
          TurnStatus.TURN_STATUS_COMPLETED, events.getLast().getTurnFinished().getStatus());
      assertEquals(QUESTION, get(made.getId()).getTitle());
      assertEquals(TitleSource.TITLE_SOURCE_MESSAGE, get(made.getId()).getTitleSource());
      assertEquals(List.of(), log.lines("title"));
    }
  }

  @Test
  void aTitleBetweenTheHalvesOfACharacterLeavesItWhole() {
    answer = halves("Three \ud83d", "\ude00");
    Conversation made = server.conversation();

    List<ChatEvent> events = read(made.getId());

    assertEquals(2, events.stream().filter(ChatEvent::hasTitleChanged).count());
    assertEquals("Three 😀", TestingServer.text(events));
    assertEquals("Three 😀", server.messages(made.getId()).getLast().getContent());
  }

  @Test
  void ofALongMessageTheModelGetsTheBeginningWithoutHalfACharacter() {
    Conversation made = server.conversation();

    var _ = server.ask(made.getId(), "a".repeat(3999) + "😀".repeat(10));
    awaitTitleCall(made.getId());

    assertEquals(List.of(new Prompt.User("a".repeat(3999))), titleRequests.getFirst().prompts());
  }

  @Test
  void cancellingATurnEndsTheCallForItsTitleToo() {
    var left = new CountDownLatch(1);
    title =
        (events, cancellation) -> {
          try (var _ = cancellation.onCancel(left::countDown)) {
            TestingProvider.await(left);
          }
          return FinishReason.CANCELLED;
        };
    answer = TestingProvider.hangsAfter("Thr");
    Conversation made = server.conversation();
    var stream = server.send(made.getId(), QUESTION);
    ChatEvent first = stream.next();

    while (titleRequests.isEmpty()) {
      Thread.onSpinWait();
    }
    var _ =
        server.chat.cancelTurn(CancelTurnRequest.newBuilder().setTurnId(first.getTurnId()).build());

    TestingProvider.await(left);
    awaitTitleCall(made.getId());
    assertEquals(QUESTION, get(made.getId()).getTitle());
  }

  /** Says one half, and the other once the title is there. */
  private Script halves(String one, String other) {
    return (events, cancellation) -> {
      events.accept(new ModelEvent.Text(one));
      TestingProvider.await(titled);
      events.accept(new ModelEvent.Text(other));
      return FinishReason.STOP;
    };
  }

  private static Script after(CountDownLatch latch) {
    return (events, cancellation) -> {
      TestingProvider.await(latch);
      return WRITES.play(events, cancellation);
    };
  }

  private List<ChatEvent> read(String conversation) {
    List<ChatEvent> events = new ArrayList<>();
    server
        .send(conversation, QUESTION)
        .forEachRemaining(
            event -> {
              events.add(event);
              if (event.getTitleChanged().getTitle().equals(TITLE)) {
                titled.countDown();
              }
            });
    return events;
  }

  private static void awaitTitleCall(String conversation) {
    while (server
        .storeDatabase
        .query(
            """
            SELECT 'there' FROM chatdata.model_calls m JOIN chatdata.turns t ON t.id = m.turn_id
            WHERE t.conversation_id = '%s' AND call = 0
            """
                .formatted(conversation))
        .isEmpty()) {
      LockSupport.parkNanos(5_000_000);
    }
  }

  private static Conversation get(String id) {
    return server.chat.getConversation(GetConversationRequest.newBuilder().setId(id).build());
  }
}
