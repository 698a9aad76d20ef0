package io.chatdata.server.turn;

/** A run of a turn's committed events, encoded. */
public final class Chunk {
  private final long firstSequence;
  private final long lastSequence;
  private final byte[] events;

  public Chunk(long firstSequence, long lastSequence, byte[] events) {
    this.firstSequence = firstSequence;
    this.lastSequence = lastSequence;
    this.events = events;
  }

  public long firstSequence() {
    return firstSequence;
  }

  public long lastSequence() {
    return lastSequence;
  }

  /** The encoded events; not to be changed. */
  public byte[] events() {
    return events;
  }
}
