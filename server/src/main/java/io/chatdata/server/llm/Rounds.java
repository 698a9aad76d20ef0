package io.chatdata.server.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** What protocols with signed reasoning want to have back. */
final class Rounds {
  private Rounds() {}

  /**
   * What the model said, round by round, each with its reasoning in whole blocks. Reasoning and
   * signatures of earlier turns are left out: they are bound to a model and to what stood before
   * them, which both may have changed since, and no provider needs them.
   */
  private static List<Prompt.Assistant> of(ModelRequest request) {
    List<Prompt.Assistant> rounds = new ArrayList<>();
    for (Prompt prompt : request.prompts()) {
      switch (prompt) {
        case Prompt.User _ -> rounds.replaceAll(Rounds::unsigned);
        case Prompt.Assistant assistant ->
            rounds.add(
                new Prompt.Assistant(
                    assistant.text(), blocks(assistant.thinking()), assistant.toolCalls()));
        case Prompt.ToolOutput _ -> {}
      }
    }
    return rounds;
  }

  /**
   * Mends each message of the model's, by the content that it has and the round that it came from.
   */
  static void mend(
      ArrayNode messages,
      String role,
      String content,
      ModelRequest request,
      BiConsumer<ArrayNode, Prompt.Assistant> mend) {
    List<Prompt.Assistant> rounds = of(request);
    int round = 0;
    for (JsonNode message : messages) {
      if (message.path("role").asText().equals(role)) {
        mend.accept((ArrayNode) message.path(content), rounds.get(round++));
      }
    }
    mergeNeighbours(messages, content);
  }

  private static Prompt.Assistant unsigned(Prompt.Assistant round) {
    return new Prompt.Assistant(
        round.text(),
        List.of(),
        round.toolCalls().stream()
            .map(call -> new ModelEvent.ToolCall(call.id(), call.tool(), call.arguments(), ""))
            .toList());
  }

  /** Pieces up to a signature are a block; what was never signed is of no use. */
  private static List<ModelEvent.Thinking> blocks(List<ModelEvent.Thinking> pieces) {
    List<ModelEvent.Thinking> blocks = new ArrayList<>();
    var text = new StringBuilder();
    for (ModelEvent.Thinking piece : pieces) {
      text.append(piece.text());
      if (!piece.signature().isEmpty()) {
        blocks.add(new ModelEvent.Thinking(text.toString(), piece.signature()));
        text.setLength(0);
      }
    }
    return blocks;
  }

  /** Makes one message of those that follow each other with one role, and drops empty ones. */
  private static void mergeNeighbours(ArrayNode messages, String content) {
    for (int i = 0; i < messages.size(); ) {
      ArrayNode here = (ArrayNode) messages.get(i).path(content);
      JsonNode before = i == 0 ? null : messages.get(i - 1);
      if (here.isEmpty()) {
        messages.remove(i);
      } else if (before != null && before.path("role").equals(messages.get(i).path("role"))) {
        ((ArrayNode) before.path(content)).addAll(here);
        messages.remove(i);
      } else {
        i++;
      }
    }
  }
}
