package io.chatdata.server.turn;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Usage;
import io.chatdata.server.conversation.Message;
import io.chatdata.server.explorer.ToolOutcome;
import io.chatdata.server.llm.FinishReason;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What happens in a turn, in the contract's kinds. */
public sealed interface TurnEvent {
  /** The turn began; always first. */
  record TurnStarted(
      UUID conversationId,
      UUID userMessageId,
      UUID assistantMessageId,
      String provider,
      String model,
      String connectionId)
      implements TurnEvent {}

  /** A piece of the answer. */
  record Token(String text) implements TurnEvent {}

  /** A piece of the model's reasoning, with the provider's proof of it; empty means none. */
  record Thinking(String text, String signature) implements TurnEvent {}

  /**
   * The model called a tool.
   *
   * @param toolCallId unique in the turn
   * @param arguments a JSON object; a JSON string where the model wrote none
   * @param round which call of the model asked for it: 1, 2, …
   * @param signature the provider's proof; empty means none
   */
  record ToolCall(String toolCallId, String tool, JsonNode arguments, int round, String signature)
      implements TurnEvent {}

  /**
   * A tool call ended.
   *
   * @param modelOutput what the model is given
   */
  record ToolResult(String toolCallId, Duration elapsed, ToolOutcome outcome, JsonNode modelOutput)
      implements TurnEvent {}

  /** The conversation got a title. */
  record TitleChanged(String title) implements TurnEvent {}

  /** Tokens and cost so far. */
  record UsageSoFar(Usage usage) implements TurnEvent {}

  /**
   * The turn ended; always last.
   *
   * @param message the stored assistant message
   * @param error null when COMPLETED
   */
  record TurnFinished(
      TurnStatus status,
      FinishReason finishReason,
      Message message,
      Usage usage,
      @Nullable Problem error)
      implements TurnEvent {}
}
