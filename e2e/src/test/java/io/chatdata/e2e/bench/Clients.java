package io.chatdata.e2e.bench;

/** Whoever asks a target, as cheaply as can be: what it costs is not the target's. */
interface Clients extends AutoCloseable {
  /** Makes what so many streams need before the time counts. */
  default void prepare(int streams) throws Exception {}

  /**
   * Starts a stream and returns.
   *
   * @param question is answered by {@link PacedModel}
   * @param whole is told at its end whether the stream ended well
   * @return leaves a stream that has not ended
   */
  Runnable ask(String question, Stamps stamps, End whole);

  /** The end of a stream. */
  interface End {
    void ended(boolean well);
  }

  @Override
  void close();
}
