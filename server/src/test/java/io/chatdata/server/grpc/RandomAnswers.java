package io.chatdata.server.grpc;

import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Reason;
import io.chatdata.server.llm.FinishReason;
import io.chatdata.server.llm.ModelEvent;
import io.chatdata.server.llm.ModelRequest;
import io.chatdata.server.llm.Prompt;
import io.chatdata.server.turn.TestingProvider;
import io.chatdata.server.turn.TestingProvider.Script;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * What the model of a random history answers: text in pieces, reasoning, tool calls over up to
 * three rounds, failures, silence. The same for the same message.
 */
final class RandomAnswers {
  private static final List<String> PIECES =
      List.of("a", "word ", "\n", "\uD83D", "\uDE00", "ünï", "\0", "longer piece of text ", "7");
  private static final List<ModelEvent.ToolCall> CALLS =
      List.of(
          new ModelEvent.ToolCall("call", "list_schemas", "{}", ""),
          new ModelEvent.ToolCall("call", "run_query", "{\"sql\": \"select 1 as one\"}", ""),
          new ModelEvent.ToolCall("", "list_tables", "{\"schema\": \"public\"}", ""),
          new ModelEvent.ToolCall("x", "no_such_tool", "not json", ""));

  private RandomAnswers() {}

  static Script to(ModelRequest request) {
    List<Prompt> prompts = request.prompts();
    int asked = prompts.size() - 1;
    while (!(prompts.get(asked) instanceof Prompt.User)) {
      asked--;
    }
    int round = prompts.size() - asked;
    var random = new Random(((Prompt.User) prompts.get(asked)).text().hashCode() * 31L + round);
    return (events, cancellation) -> play(random, round, events, cancellation);
  }

  private static FinishReason play(
      Random random, int round, Consumer<ModelEvent> events, Cancellation cancellation) {
    int kind = random.nextInt(10);
    int pieces = random.nextInt(kind == 9 ? 200 : 30);
    for (int i = 0; i < pieces && !cancellation.isCancelled(); i++) {
      String piece = PIECES.get(random.nextInt(PIECES.size()));
      events.accept(
          random.nextInt(6) == 0 ? new ModelEvent.Thinking(piece, "") : new ModelEvent.Text(piece));
      if (random.nextInt(3) == 0) {
        LockSupport.parkNanos(random.nextInt(8_000_000));
      }
    }
    if (kind == 0) {
      throw new ChatdataException(Reason.PROVIDER_UNAVAILABLE, "made up");
    }
    if (kind == 1) {
      var cancelled = new CountDownLatch(1);
      try (var _ = cancellation.onCancel(cancelled::countDown)) {
        TestingProvider.await(cancelled);
      }
      return FinishReason.CANCELLED;
    }
    if (kind < 6 && round < 6) {
      for (int call = random.nextInt(3); call >= 0; call--) {
        events.accept(CALLS.get(random.nextInt(CALLS.size())));
      }
      return FinishReason.TOOL_CALLS;
    }
    return FinishReason.STOP;
  }
}
