package io.chatdata.cli;

import com.google.protobuf.Duration;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import com.google.rpc.Status;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.FinishReason;
import io.chatdata.v1.Message;
import io.chatdata.v1.MessageRole;
import io.chatdata.v1.QueryResult;
import io.chatdata.v1.Token;
import io.chatdata.v1.ToolCall;
import io.chatdata.v1.ToolResult;
import io.chatdata.v1.TurnFinished;
import io.chatdata.v1.TurnStarted;
import io.chatdata.v1.TurnStatus;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A turn whose events a test writes, before it is read or meanwhile. */
final class TestingTurn {
  final String id = UUID.randomUUID().toString();
  private final List<ChatEvent> log = new ArrayList<>();
  private final Map<Long, StatusRuntimeException> drops = new HashMap<>();
  private final StringBuilder content = new StringBuilder();
  private Runnable onCancel = () -> {};

  TestingTurn() {
    this("11111111-1111-4111-8111-111111111111");
  }

  TestingTurn(String conversationId) {
    append(
        ChatEvent.newBuilder()
            .setTurnStarted(
                TurnStarted.newBuilder()
                    .setConversationId(conversationId)
                    .setProvider("builtin")
                    .setConnectionId("default")));
  }

  TestingTurn token(String text) {
    content.append(text);
    return append(ChatEvent.newBuilder().setToken(Token.newBuilder().setText(text)));
  }

  TestingTurn toolCall(String callId, String tool, Map<String, String> arguments) {
    Struct.Builder struct = Struct.newBuilder();
    arguments.forEach(
        (name, value) -> struct.putFields(name, Value.newBuilder().setStringValue(value).build()));
    return append(
        ChatEvent.newBuilder()
            .setToolCall(
                ToolCall.newBuilder()
                    .setToolCallId(callId)
                    .setTool(tool)
                    .setArguments(struct)
                    .setRound(1)));
  }

  TestingTurn toolResult(ToolResult.Builder result, int millis) {
    return append(
        ChatEvent.newBuilder()
            .setToolResult(
                result.setElapsed(
                    Duration.newBuilder()
                        .setSeconds(millis / 1000)
                        .setNanos(millis % 1000 * 1_000_000))));
  }

  TestingTurn rows(String callId, int rows, int millis) {
    return toolResult(
        ToolResult.newBuilder()
            .setToolCallId(callId)
            .setRunQuery(QueryResult.newBuilder().setRowCount(rows)),
        millis);
  }

  TestingTurn completed() {
    return finished(
        TurnStatus.TURN_STATUS_COMPLETED, FinishReason.FINISH_REASON_STOP, Optional.empty());
  }

  TestingTurn finished(TurnStatus status, FinishReason reason, Optional<Status> error) {
    TurnFinished.Builder end =
        TurnFinished.newBuilder()
            .setStatus(status)
            .setFinishReason(reason)
            .setMessage(
                Message.newBuilder()
                    .setRole(MessageRole.MESSAGE_ROLE_ASSISTANT)
                    .setContent(content.toString()));
    error.ifPresent(end::setError);
    return append(ChatEvent.newBuilder().setTurnFinished(end));
  }

  synchronized TestingTurn append(ChatEvent.Builder event) {
    log.add(
        event
            .setTurnId(id)
            .setSequence(log.size() + 1)
            .setTime(Timestamp.newBuilder().setSeconds(1_700_000_000L + log.size()))
            .build());
    notifyAll();
    return this;
  }

  /** The next reader that comes beyond the last event written so far loses its stream. */
  synchronized TestingTurn drop(StatusRuntimeException with) {
    drops.put((long) log.size(), with);
    return this;
  }

  /** What CancelTurn does. */
  synchronized TestingTurn onCancel(Runnable action) {
    onCancel = action;
    return this;
  }

  void cancel() {
    Runnable action;
    synchronized (this) {
      action = onCancel;
    }
    action.run();
  }

  synchronized List<ChatEvent> events() {
    return List.copyOf(log);
  }

  /** Waits for the event after a sequence, or fails as {@link #drop} says. */
  synchronized ChatEvent next(long after) throws InterruptedException {
    StatusRuntimeException drop = drops.remove(after);
    if (drop != null) {
      throw drop;
    }
    while (log.size() <= after) {
      wait();
    }
    return log.get((int) after);
  }
}
