package io.chatdata.server.llm;

/** Where a provider's key comes from. */
public enum KeySource {
  NOT_NEEDED,
  MISSING,
  /** The operator's configuration. */
  CONFIGURED,
  /** Set while the server ran, and saved. */
  SAVED
}
