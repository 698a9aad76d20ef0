package io.chatdata.server.turn;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import io.chatdata.server.base.Storable;
import io.chatdata.server.explorer.SchemaDigest;
import io.chatdata.server.llm.Prompt;
import java.util.ArrayList;
import java.util.List;

/**
 * How much of a model's context what is used for, and a conversation made to fit: its oldest tool
 * results are shortened first, then its oldest turns are left out, whole. No tool call is ever left
 * without its result.
 */
final class PromptBudget {
  /** What is left of a tool result that is shortened. */
  static final int SHORT_RESULT = 400;

  /** Where a model's context is not known. */
  private static final int USUAL_CONTEXT_TOKENS = 100_000;

  /** Half of a context at about four characters a token; this turn's calls need the other half. */
  private static final int CHARACTERS_A_TOKEN = 2;

  private final int contextTokens;

  /**
   * What may be used of a model's context.
   *
   * @param contextTokens 0 when not known
   */
  PromptBudget(int contextTokens) {
    this.contextTokens = contextTokens == 0 ? USUAL_CONTEXT_TOKENS : contextTokens;
  }

  /** For all that a turn begins with. */
  long characters() {
    return (long) CHARACTERS_A_TOKEN * contextTokens;
  }

  /** Of them for the conversation, which has a quarter whatever the rest takes. */
  long charactersBeside(long rest) {
    return Math.max(characters() - rest, characters() / 4);
  }

  /** For the tables; a small model is told fewer. */
  int digestTokens() {
    return Math.min(SchemaDigest.MOST_TOKENS, contextTokens / 8);
  }

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
    JsonNode rest =
        Json.object()
            .put("shortened_from_characters", text.length())
            .put("begin", Storable.begin(text, SHORT_RESULT));
    return new Prompt.ToolOutput(output.toolCallId(), output.tool(), rest, output.outcome());
  }
}
