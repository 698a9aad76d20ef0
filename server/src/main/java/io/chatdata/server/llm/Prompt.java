package io.chatdata.server.llm;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.explorer.ToolOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One entry of what a model is asked with: the conversation so far, oldest first. */
public sealed interface Prompt {
  /** What the person wrote. */
  record User(String text) implements Prompt {}

  /** What the model answered in one round. */
  record Assistant(
      String text, List<ModelEvent.Thinking> thinking, List<ModelEvent.ToolCall> toolCalls)
      implements Prompt {
    public Assistant {
      thinking = List.copyOf(thinking);
      toolCalls = List.copyOf(toolCalls);
    }
  }

  /**
   * What a tool returned.
   *
   * @param output what a model is given
   * @param outcome the whole, for calls of this turn; null for those of earlier turns
   */
  record ToolOutput(String toolCallId, String tool, JsonNode output, @Nullable ToolOutcome outcome)
      implements Prompt {}
}
