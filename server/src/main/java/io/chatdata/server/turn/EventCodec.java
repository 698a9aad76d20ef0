package io.chatdata.server.turn;

import java.time.Instant;
import java.util.UUID;

/**
 * How events are written into the log. The encodings of neighbouring events, concatenated, are the
 * encoding of both.
 */
public interface EventCodec {
  byte[] encode(UUID turnId, long sequence, Instant time, TurnEvent event);

  /**
   * Tells a transcript all that a piece of the log holds. Kinds that a newer version wrote are
   * passed over.
   */
  void replay(byte[] events, Transcript transcript);
}
