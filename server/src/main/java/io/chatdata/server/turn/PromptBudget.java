package io.chatdata.server.turn;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import io.chatdata.server.llm.Prompt;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a conversation fit: its oldest tool results are shortened first, then its oldest turns are
 * left out, whole. No tool call is ever left without its result.
 */
final class PromptBudget {
  /** What is left of a tool result that is shortened. */
  static final int SHORT_RESULT = 400;

  private PromptBudget() {}

  /** As much of it as has at most so many characters; the last turn's questions always stay. */
  static List<Prompt> fit(List<Prompt> prompts, long characters) {
    List<Prompt> fitting = new ArrayList<>(prompts);
    long over = size(fitting) - characters;
    for (int i = 0; i < fitting.size() && over > 0; i++) {
      if (fitting.get(i) instanceof Prompt.ToolOutput output) {
        Prompt.ToolOutput shorter = shortened(output);
        over -= size(output) - size(shorter);
        fitting.set(i, shorter);
      }
    }
    while (over > 0) {
      int next = nextTurn(fitting);
      if (next < 0) {
        break;
      }
      List<Prompt> oldest = fitting.subList(0, next);
      over -= size(oldest);
      oldest.clear();
    }
    return List.copyOf(fitting);
  }

  static long size(List<Prompt> prompts) {
    return prompts.stream().mapToLong(PromptBudget::size).sum();
  }

  private static long size(Prompt prompt) {
    return switch (prompt) {
      case Prompt.User user -> user.text().length();
      case Prompt.Assistant assistant ->
          assistant.text().length()
              + assistant.thinking().stream().mapToLong(piece -> piece.text().length()).sum()
              + assistant.toolCalls().stream().mapToLong(call -> call.arguments().length()).sum();
      case Prompt.ToolOutput output -> Json.write(output.output()).length();
    };
  }

  /** Where the second turn begins; negative where there is none. */
  private static int nextTurn(List<Prompt> prompts) {
    for (int i = 1; i < prompts.size(); i++) {
      if (prompts.get(i) instanceof Prompt.User) {
        return i;
      }
    }
    return -1;
  }

  private static Prompt.ToolOutput shortened(Prompt.ToolOutput output) {
    String text = Json.write(output.output());
    if (text.length() <= SHORT_RESULT * 2) {
      return output;
    }
    int end =
        Character.isHighSurrogate(text.charAt(SHORT_RESULT - 1)) ? SHORT_RESULT - 1 : SHORT_RESULT;
    JsonNode rest =
        Json.object()
            .put("shortened_from_characters", text.length())
            .put("begin", text.substring(0, end));
    return new Prompt.ToolOutput(output.toolCallId(), output.tool(), rest, output.outcome());
  }
}
