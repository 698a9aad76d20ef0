package io.chatdata.server.llm;

/**
 * What a provider counted.
 *
 * @param input all that was sent to the model
 * @param cachedInput of those, read from its cache
 * @param cacheWrites of those, written into its cache, where it bills that
 * @param output all that the model wrote
 * @param reasoning of those, its reasoning
 */
record Tokens(long input, long cachedInput, long cacheWrites, long output, long reasoning) {
  private static final int CHARACTERS = 4;

  /** A guess by lengths, for where nothing was counted. */
  static Tokens guessed(long inputCharacters, long outputCharacters) {
    return new Tokens(
        Math.ceilDiv(inputCharacters, CHARACTERS),
        0,
        0,
        Math.ceilDiv(outputCharacters, CHARACTERS),
        0);
  }

  /** The same with the output of another count, where that is more. */
  Tokens withOutput(Tokens other) {
    return new Tokens(input, cachedInput, cacheWrites, Math.max(output, other.output), reasoning);
  }
}
