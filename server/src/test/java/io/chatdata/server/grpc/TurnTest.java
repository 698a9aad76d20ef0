package io.chatdata.server.grpc;

import static io.chatdata.server.grpc.TestingServer.all;
import static io.chatdata.server.grpc.TestingServer.text;
import static io.chatdata.server.turn.TestingProvider.calls;
import static io.chatdata.server.turn.TestingProvider.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.chatdata.server.TestingLog;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Reason;
import io.chatdata.server.llm.FinishReason;
import io.chatdata.server.llm.ModelEvent;
import io.chatdata.server.llm.Prompt;
import io.chatdata.server.turn.TestingProvider;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.ChatEvent.EventCase;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.Message;
import io.chatdata.v1.MessageRole;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.TurnFinished;
import io.chatdata.v1.TurnStatus;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A turn, as a gRPC client sees it. */
class TurnTest {
  private static TestingServer server;
  private static TestingProvider provider;

  @BeforeAll
  static void start() {
    server = TestingServer.start();
    provider = server.provider;
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void tokensConcatenatedEqualTheStoredMessage() {
    Conversation conversation = server.conversation();
    provider.script(says("Hel", "lo ", "w", "örld"));

    List<ChatEvent> events = server.ask(conversation.getId(), "Hi");

    TurnFinished finished = events.getLast().getTurnFinished();
    assertEquals(TurnStatus.TURN_STATUS_COMPLETED, finished.getStatus());
    assertEquals("Hello wörld", text(events));
    assertEquals("Hello wörld", finished.getMessage().getContent());
    assertEquals(
        List.of("Hi", "Hello wörld"),
        server.messages(conversation.getId()).stream().map(Message::getContent).toList());
    assertEquals(finished.getMessage(), server.messages(conversation.getId()).getLast());
  }

  @Test
  void sequencesHaveNoGapsAndTheFirstAndLastEventsAreFixed() {
    Conversation conversation = server.conversation();
    provider.script(
        calls("a", "list_schemas", "{}"),
        (events, cancellation) -> {
          events.accept(new ModelEvent.Thinking("hm", ""));
          events.accept(new ModelEvent.Text("done"));
          return FinishReason.STOP;
        });

    List<ChatEvent> events = server.ask(conversation.getId(), "What is there?");

    assertEquals(
        LongStream.rangeClosed(1, events.size()).boxed().toList(),
        events.stream().map(ChatEvent::getSequence).toList());
    assertEquals(
        List.of(
            EventCase.TURN_STARTED,
            EventCase.TITLE_CHANGED,
            EventCase.TOOL_CALL,
            EventCase.USAGE,
            EventCase.TOOL_RESULT,
            EventCase.THINKING,
            EventCase.TOKEN,
            EventCase.USAGE,
            EventCase.USAGE,
            EventCase.TURN_FINISHED),
        events.stream().map(ChatEvent::getEventCase).toList());
  }

  @Test
  void unstorableTextIsReplacedAndSplitCharactersAreJoined() {
    Conversation conversation = server.conversation();
    provider.script(says("a\0b", "\ud83d", "\ude00", "\udc00", "end\ud83d"));

    List<ChatEvent> events = server.ask(conversation.getId(), "nul \0 in a question");

    assertEquals("a\uFFFDb\ud83d\ude00\uFFFDend\uFFFD", text(events));
    assertEquals(text(events), server.messages(conversation.getId()).getLast().getContent());
    assertEquals(
        "nul \uFFFD in a question", server.messages(conversation.getId()).getFirst().getContent());
  }

  @Test
  void toolCallsAreAnsweredOnceAndStoredWithTheirResults() {
    Conversation conversation = server.conversation();
    provider.script(
        (events, cancellation) -> {
          events.accept(new ModelEvent.Text("Let me look. "));
          events.accept(
              new ModelEvent.ToolCall(
                  "q", "run_query", "{\"sql\": \"select id, name from pets order by id\"}", ""));
          events.accept(new ModelEvent.ToolCall("q", "list_tables", "", ""));
          return FinishReason.TOOL_CALLS;
        },
        says("There are 120."));

    List<ChatEvent> events = server.ask(conversation.getId(), "How many pets?");

    ChatEvent query =
        events.stream().filter(event -> event.getToolResult().hasRunQuery()).findFirst().get();
    assertEquals(120, query.getToolResult().getRunQuery().getRowCount());
    assertEquals(50, query.getToolResult().getRunQuery().getRowsCount());
    List<Message> messages = server.messages(conversation.getId());
    assertEquals(
        List.of(
            MessageRole.MESSAGE_ROLE_USER,
            MessageRole.MESSAGE_ROLE_TOOL,
            MessageRole.MESSAGE_ROLE_TOOL,
            MessageRole.MESSAGE_ROLE_ASSISTANT),
        messages.stream().map(Message::getRole).toList());
    assertEquals(
        List.of("q", "q_2"),
        List.of(messages.get(1).getToolCallId(), messages.get(2).getToolCallId()));
    assertEquals("run_query", messages.get(1).getToolName());
    assertEquals(
        query.getToolResult().getRunQuery().getResultId(),
        messages
            .get(1)
            .getToolOutput()
            .getStructValue()
            .getFieldsOrThrow("result_id")
            .getStringValue());
    assertEquals("Let me look. There are 120.", messages.getLast().getContent());
    assertEquals(4, messages.getLast().getPartsCount());
    assertEquals(2, messages.getLast().getParts(3).getRound());
  }

  @Test
  void theModelIsGivenResultsInTheOrderOfItsCallsAndTheWholeConversationNextTime() {
    Conversation conversation = server.conversation();
    provider.script(
        (events, cancellation) -> {
          events.accept(new ModelEvent.ToolCall("1", "list_tables", "{}", ""));
          events.accept(new ModelEvent.ToolCall("2", "list_connections", "{}", ""));
          return FinishReason.TOOL_CALLS;
        },
        says("first"),
        says("second"));
    server.ask(conversation.getId(), "one");
    server.ask(conversation.getId(), "two");

    List<Prompt> prompts = provider.requests().getLast().prompts();

    assertEquals(new Prompt.User("one"), prompts.get(0));
    assertEquals(2, ((Prompt.Assistant) prompts.get(1)).toolCalls().size());
    assertEquals("1", ((Prompt.ToolOutput) prompts.get(2)).toolCallId());
    assertEquals("2", ((Prompt.ToolOutput) prompts.get(3)).toolCallId());
    assertEquals("first", ((Prompt.Assistant) prompts.get(4)).text());
    assertEquals(new Prompt.User("two"), prompts.get(5));
    assertEquals(6, prompts.size());
  }

  @Test
  void unknownToolsAndBrokenArgumentsGoBackToTheModel() {
    Conversation conversation = server.conversation();
    provider.script(
        calls("1", "drop_table", "{}"),
        calls("2", "run_query", "{\"sql\": \"select"),
        calls("3", "run_query", "{\"sql\": \"delete from pets\"}"),
        says("sorry"));

    List<ChatEvent> events = server.ask(conversation.getId(), "Break it");

    List<String> reasons = new ArrayList<>();
    for (ChatEvent event : events) {
      if (event.hasToolResult()) {
        reasons.add(event.getToolResult().getError().getReason().name());
      }
    }
    assertEquals(
        List.of(
            "ERROR_REASON_INVALID_TOOL_CALL",
            "ERROR_REASON_INVALID_TOOL_CALL",
            "ERROR_REASON_STATEMENT_REFUSED"),
        reasons);
    assertEquals(
        "{\"sql\": \"select",
        events.stream()
            .filter(event -> event.getToolCall().getToolCallId().equals("2"))
            .findFirst()
            .get()
            .getToolCall()
            .getArgumentsText());
    assertEquals(TurnStatus.TURN_STATUS_COMPLETED, events.getLast().getTurnFinished().getStatus());
  }

  @Test
  void watchersSeeTheSameFromTheStartTheMiddleAndAfterTheEnd() {
    Conversation conversation = server.conversation();
    provider.script(calls("1", "list_tables", "{}"), says("a", "b"));
    List<ChatEvent> events = server.ask(conversation.getId(), "Watch me");
    String turn = events.getFirst().getTurnId();

    for (int after = 0; after <= events.size(); after++) {
      assertEquals(events.subList(after, events.size()), server.watch(turn, after));
    }
  }

  @Test
  void whoJoinsWhileItRunsSeesTheSame() throws InterruptedException {
    Conversation conversation = server.conversation();
    var joined = new CountDownLatch(1);
    provider.script(
        (events, cancellation) -> {
          events.accept(new ModelEvent.Text("before "));
          try {
            joined.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          events.accept(new ModelEvent.Text("after"));
          return FinishReason.STOP;
        });
    Iterator<ChatEvent> sender = server.send(conversation.getId(), "Hi");
    List<ChatEvent> sent = new ArrayList<>();
    do {
      sent.add(sender.next());
    } while (!sent.getLast().hasToken());
    String turn = sent.getFirst().getTurnId();
    List<ChatEvent> watched = new ArrayList<>();
    Thread watcher = Thread.ofVirtual().start(() -> watched.addAll(server.watch(turn, 0)));
    joined.countDown();
    sent.addAll(all(sender));
    watcher.join();

    assertEquals(sent, watched);
    assertEquals("before after", text(watched));
  }

  @Test
  void aFailureEndsTheTurnWithItsReasonAndKeepsTheText() {
    Conversation conversation = server.conversation();
    provider.script(
        (events, cancellation) -> {
          events.accept(new ModelEvent.Text("so far"));
          throw new ChatdataException(Reason.PROVIDER_UNAVAILABLE, "testing answered 503");
        });

    List<ChatEvent> events = server.ask(conversation.getId(), "Go");

    TurnFinished finished = events.getLast().getTurnFinished();
    assertEquals(TurnStatus.TURN_STATUS_FAILED, finished.getStatus());
    assertEquals("testing answered 503", finished.getError().getMessage());
    assertEquals("so far", server.messages(conversation.getId()).getLast().getContent());
  }

  @Test
  void aDefectEndsTheTurnWithoutItsDetails() {
    Conversation conversation = server.conversation();
    provider.script(
        (events, cancellation) -> {
          throw new IllegalStateException("secret detail");
        });

    try (var log = TestingLog.of("io.chatdata.server.turn.TurnRunner", Level.INFO)) {
      List<ChatEvent> events = server.ask(conversation.getId(), "Go");

      assertFalse(events.toString().contains("secret detail"));
      assertEquals(TurnStatus.TURN_STATUS_FAILED, events.getLast().getTurnFinished().getStatus());
      assertFalse(log.text().contains("secret detail"));
      assertTrue(log.text().contains(events.getLast().getTurnId()));
    }
  }

  @Test
  void aModelThatAlwaysWantsToolsIsStoppedAndTheAnswerSaysSo() {
    Conversation conversation = server.conversation();
    provider.script(
        Collections.nCopies(20, calls("c", "list_connections", "{}"))
            .toArray(TestingProvider.Script[]::new));

    List<ChatEvent> events = server.ask(conversation.getId(), "Loop");

    TurnFinished finished = events.getLast().getTurnFinished();
    assertEquals("FINISH_REASON_MAX_ROUNDS", finished.getFinishReason().name());
    assertTrue(text(events).contains("20 times"));
    assertEquals(20, events.stream().filter(ChatEvent::hasToolResult).count());
  }

  @Test
  void theSameRequestIdAttachesToTheSameTurn() {
    Conversation conversation = server.conversation();
    provider.script(says("once"));
    SendMessageRequest request =
        SendMessageRequest.newBuilder()
            .setConversationId(conversation.getId())
            .setContent("Hi")
            .setRequestId("r1")
            .build();

    List<ChatEvent> first = all(server.chat.sendMessage(request));
    List<ChatEvent> again = all(server.chat.sendMessage(request));
    StatusRuntimeException other =
        assertThrows(
            StatusRuntimeException.class,
            () -> all(server.chat.sendMessage(request.toBuilder().setContent("Ho").build())));

    assertEquals(first, again);
    assertEquals(Status.Code.INVALID_ARGUMENT, other.getStatus().getCode());
    assertEquals(2, server.messages(conversation.getId()).size());
  }

  @Test
  void theLogOfAnEndedTurnIsOneRow() {
    Conversation conversation = server.conversation();
    provider.script(calls("1", "list_tables", "{}"), says("a"));
    List<ChatEvent> events = server.ask(conversation.getId(), "Go");
    String turn = events.getFirst().getTurnId();

    String rows =
        "select first_sequence, last_sequence from chatdata.turn_log where turn_id = '"
            + turn
            + "'";
    while (server.storeDatabase.query(rows).size() > 1) {
      Thread.onSpinWait();
    }

    assertEquals(
        List.of(List.of("1", Integer.toString(events.size()))), server.storeDatabase.query(rows));
    assertEquals(events, server.watch(turn, 0));
  }
}
