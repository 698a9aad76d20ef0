package io.chatdata.server.grpc;

import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.ChatEvent.EventCase;
import io.chatdata.v1.Message;
import io.chatdata.v1.MessageBranch;
import io.chatdata.v1.MessageRole;
import io.chatdata.v1.TurnFinished;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Holds what is stored in the end against the invariants and against what readers were shown. */
final class HistoryChecker {
  private final RandomHistory history;
  private final Shown shown;

  HistoryChecker(RandomHistory history, Shown shown) {
    this.history = history;
    this.shown = shown;
  }

  /** Checks the conversations of a history that is over. */
  void check(List<String> conversations) {
    String ids = String.join(",", conversations);
    rows(Audit.VIOLATIONS + " where conversation_id = any('{%s}')".formatted(ids))
        .forEach(row -> shown.violation(row.getFirst()));
    for (List<String> turn :
        rows(
            """
            select t.id, t.conversation_id, t.status, t.last_sequence from chatdata.turns t
            join chat_conversations c on c.id = t.conversation_id
            where c.deleted_at is null and c.id = any('{%s}')
            """
                .formatted(ids))) {
      check(turn.get(0), turn.get(1), turn.get(2), Long.parseLong(turn.get(3)));
    }
    rows("""
    select turn_id, role, count(*) from chat_messages
    where role in ('user', 'assistant') and conversation_id = any('{%s}')
    group by turn_id, role having count(*) > 1
    """
            .formatted(ids))
        .forEach(
            row ->
                shown.violation("turn %s has %2$s messages %3$s times".formatted(row.toArray())));
    rows("""
    select c.id from chat_conversations c
    where c.id = any('{%s}') and c.head_message_id is distinct from (
      select m.id from chat_messages m
      where m.conversation_id = c.id and m.role in ('user', 'assistant')
      order by m.sequence desc limit 1)
    """
            .formatted(ids))
        .forEach(
            row -> shown.violation("conversation %s has another head".formatted(row.toArray())));
  }

  private void check(String turn, String conversation, String status, long last) {
    if (status.equals("RUNNING")) {
      shown.violation("turn %s was not ended".formatted(turn));
      return;
    }
    checkTiles(turn, last);
    List<ChatEvent> log = history.call(chat -> TestingServer.watch(chat, turn, 0));
    for (int i = 0; i < log.size(); i++) {
      if (log.get(i).getSequence() != i + 1) {
        shown.violation(
            "turn %s: event %d has sequence %d".formatted(turn, i, log.get(i).getSequence()));
        return;
      }
    }
    if (log.size() != last || log.getFirst().getEventCase() != EventCase.TURN_STARTED) {
      shown.violation("turn %s has %d events of %d".formatted(turn, log.size(), last));
    }
    long ends = log.stream().filter(ChatEvent::hasTurnFinished).count();
    if (ends != 1 || !log.getLast().hasTurnFinished()) {
      shown.violation("turn %s has %d ends".formatted(turn, ends));
      return;
    }
    shown
        .of(turn)
        .forEach(
            (sequence, event) -> {
              if (sequence > log.size() || !log.get(sequence.intValue() - 1).equals(event)) {
                shown.violation(
                    "turn %s: %d was shown and is not stored so".formatted(turn, sequence));
              }
            });
    checkMessages(turn, conversation, status, log);
  }

  private void checkTiles(String turn, long last) {
    long next = 1;
    for (List<String> chunk :
        rows(
            """
            select first_sequence, last_sequence from chatdata.turn_log
            where turn_id = '%s' order by first_sequence
            """
                .formatted(turn))) {
      if (Long.parseLong(chunk.get(0)) != next) {
        shown.violation(
            "turn %s: a chunk begins with %s after %d".formatted(turn, chunk.get(0), next - 1));
      }
      next = Long.parseLong(chunk.get(1)) + 1;
    }
    if (next != last + 1) {
      shown.violation("turn %s: its chunks end with %d, not %d".formatted(turn, next - 1, last));
    }
  }

  private void checkMessages(String turn, String conversation, String status, List<ChatEvent> log) {
    List<Message> messages =
        history
            .call(
                chat ->
                    TestingServer.messages(chat, conversation, MessageBranch.MESSAGE_BRANCH_ALL))
            .stream()
            .filter(message -> message.getTurnId().equals(turn))
            .toList();
    TurnFinished finished = log.getLast().getTurnFinished();
    Message assistant = messages.getLast();
    if (!finished.getStatus().name().equals("TURN_STATUS_" + status)
        || !finished.getMessage().equals(assistant)
        || assistant.getRole() != MessageRole.MESSAGE_ROLE_ASSISTANT) {
      shown.violation(
          "turn %s (%s) ended as %s, stored is %s".formatted(turn, status, finished, assistant));
    }
    if (!assistant.getContent().equals(TestingServer.text(log))) {
      shown.violation(
          "turn %s: '%s' was streamed and '%s' stored"
              .formatted(turn, TestingServer.text(log), assistant.getContent()));
    }
    List<String> called = new ArrayList<>();
    Map<String, Integer> results = new HashMap<>();
    for (ChatEvent event : log) {
      if (event.hasToolCall()) {
        called.add(event.getToolCall().getToolCallId());
      }
      if (event.hasToolResult()) {
        String id = event.getToolResult().getToolCallId();
        results.merge(id, 1, Integer::sum);
        if (!called.contains(id)) {
          shown.violation("turn %s: the result of %s came before its call".formatted(turn, id));
        }
      }
    }
    if (results.size() != called.size()
        || results.values().stream().anyMatch(count -> count != 1)) {
      shown.violation("turn %s: calls %s have results %s".formatted(turn, called, results));
    }
    List<String> stored =
        messages.stream()
            .filter(message -> message.getRole() == MessageRole.MESSAGE_ROLE_TOOL)
            .map(Message::getToolCallId)
            .toList();
    if (!stored.equals(called)) {
      shown.violation("turn %s: calls %s are stored as %s".formatted(turn, called, stored));
    }
  }

  private List<List<String>> rows(String sql) {
    return shown.rows(sql).stream().map(row -> row.stream().map(String::valueOf).toList()).toList();
  }
}
