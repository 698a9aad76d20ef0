package io.chatdata.server.turn;

/** How a turn stands. */
public enum TurnStatus {
  RUNNING,
  COMPLETED,
  CANCELLED,
  FAILED,
  INTERRUPTED
}
