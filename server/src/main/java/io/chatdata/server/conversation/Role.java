package io.chatdata.server.conversation;

import java.util.Locale;

/** Who speaks in a message. */
public enum Role {
  USER,
  ASSISTANT,
  TOOL,
  SYSTEM;

  /** As the store spells it. */
  public String stored() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Role of(String stored) {
    return valueOf(stored.toUpperCase(Locale.ROOT));
  }
}
