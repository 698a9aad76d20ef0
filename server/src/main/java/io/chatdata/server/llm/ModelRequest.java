package io.chatdata.server.llm;

import io.chatdata.server.explorer.ToolSpec;
import java.util.List;

/**
 * One call of a model.
 *
 * @param model id of the model
 * @param instructions the system prompt
 * @param prompts the conversation so far, oldest first; the last is of the user or a tool
 * @param tools those that it may call
 * @param connectionId the connection that tools use by default
 * @param maxTokens the most that the answer may have, which then comes without much reasoning; 0
 *     leaves it to the model
 */
public record ModelRequest(
    String model,
    String instructions,
    List<Prompt> prompts,
    List<ToolSpec> tools,
    String connectionId,
    int maxTokens) {
  public ModelRequest {
    prompts = List.copyOf(prompts);
    tools = List.copyOf(tools);
  }

  public ModelRequest(
      String model,
      String instructions,
      List<Prompt> prompts,
      List<ToolSpec> tools,
      String connectionId) {
    this(model, instructions, prompts, tools, connectionId, 0);
  }
}
