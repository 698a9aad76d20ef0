package io.chatdata.server.turn;

import io.chatdata.server.base.Cancellation;
import io.chatdata.server.explorer.Connections;
import io.chatdata.server.explorer.SchemaDigest;
import io.chatdata.server.explorer.ToolSpec;
import io.chatdata.server.llm.ModelRequest;
import io.chatdata.server.llm.Prompt;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** What a model is asked with in a turn: instructions with the tables, the conversation, tools. */
final class ModelContext {
  private static final int QUESTIONS_THAT_COUNT = 3;

  private final Turn turn;
  private final Cancellation cancellation;
  private final Connections connections;
  private final List<ToolSpec> tools;
  private final String ownInstructions;
  private final Clock clock;

  /** What the person asked last, which the choice of tables goes by. */
  private final String questions;

  private int digestTokens;
  private String instructions;
  private List<Prompt> prompts;
  private boolean compacted;

  /**
   * Fits it into a budget.
   *
   * @param prompts the conversation, which ends with the message that is to be answered
   * @param ownInstructions the conversation's own
   */
  ModelContext(
      RunningTurn running,
      List<Prompt> prompts,
      Connections connections,
      List<ToolSpec> tools,
      String ownInstructions,
      PromptBudget budget,
      Clock clock) {
    turn = running.turn();
    cancellation = running.cancellation();
    this.connections = connections;
    this.tools = tools;
    this.ownInstructions = ownInstructions;
    this.clock = clock;
    questions = questions(prompts);
    digestTokens = budget.digestTokens();
    instructions = instructions();
    long specs = tools.stream().mapToLong(tool -> tool.toString().length()).sum();
    this.prompts =
        new ArrayList<>(
            PromptBudget.fit(prompts, budget.charactersBeside(instructions.length() + specs)));
  }

  ModelRequest request() {
    return new ModelRequest(turn.model(), instructions, prompts, tools, turn.connectionId());
  }

  void add(Prompt prompt) {
    prompts.add(prompt);
  }

  void addAll(List<Prompt> more) {
    prompts.addAll(more);
  }

  /** Halves all that can be shorter; false where that was done before. */
  boolean compact() {
    if (compacted) {
      return false;
    }
    compacted = true;
    digestTokens /= 2;
    instructions = instructions();
    prompts = new ArrayList<>(PromptBudget.fit(prompts, PromptBudget.size(prompts) / 2));
    return true;
  }

  private String instructions() {
    return Instructions.of(
        connections.config(turn.connectionId()),
        SchemaDigest.of(connections, turn.connectionId(), questions, digestTokens, cancellation),
        ownInstructions,
        clock);
  }

  private static String questions(List<Prompt> prompts) {
    List<String> questions =
        prompts.stream()
            .filter(Prompt.User.class::isInstance)
            .map(prompt -> ((Prompt.User) prompt).text())
            .toList();
    int first = Math.max(0, questions.size() - QUESTIONS_THAT_COUNT);
    return String.join("\n", questions.subList(first, questions.size()));
  }
}
