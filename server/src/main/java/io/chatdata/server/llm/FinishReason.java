package io.chatdata.server.llm;

/** Why an answer ended. */
public enum FinishReason {
  /** The model came to its end. */
  STOP,
  /** The model wants tools to be called. Never the end of a turn. */
  TOOL_CALLS,
  /** The model reached its limit of output tokens. */
  LENGTH,
  /** The provider's content filter stopped it. */
  CONTENT_FILTER,
  /** The model declined to answer. */
  REFUSAL,
  MAX_ROUNDS,
  MAX_TIME,
  MAX_TOKENS,
  MAX_COST,
  CANCELLED,
  ERROR,
  /** The server stopped. */
  INTERRUPTED
}
