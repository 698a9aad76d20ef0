package io.chatdata.server.llm;

/** What a model sends while it answers. */
public sealed interface ModelEvent {
  /** A piece of the answer. */
  record Text(String text) implements ModelEvent {}

  /**
   * A piece of its reasoning.
   *
   * @param signature the provider's proof, wanted back with the next request; empty means none
   */
  record Thinking(String text, String signature) implements ModelEvent {}

  /**
   * A whole tool call.
   *
   * @param id as the model gave it; empty where it gave none
   * @param arguments JSON text as the model wrote it, which may be cut or no JSON
   * @param signature the provider's proof, wanted back with the next request; empty means none
   */
  record ToolCall(String id, String tool, String arguments, String signature)
      implements ModelEvent {}
}
