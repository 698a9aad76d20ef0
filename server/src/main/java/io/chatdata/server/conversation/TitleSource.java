package io.chatdata.server.conversation;

/** Where a conversation's title comes from. */
public enum TitleSource {
  /** Made from the first message. */
  MESSAGE,
  /** Written by the model. */
  MODEL,
  /** Given by a person; never replaced by another source. */
  USER
}
