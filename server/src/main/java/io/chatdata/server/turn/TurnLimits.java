package io.chatdata.server.turn;

import java.time.Duration;

/**
 * What a turn may use; each limit ends it in a way that says so, with the answer so far.
 *
 * @param rounds calls of the model
 * @param time over all
 * @param parallelTools tool calls of one round that run at once
 * @param keepRaw whether what goes over the providers' wires is kept with the messages
 * @param logShapes whether columns and row counts of tool results are logged
 */
public record TurnLimits(
    int rounds, Duration time, int parallelTools, boolean keepRaw, boolean logShapes) {
  public static final TurnLimits DEFAULT =
      new TurnLimits(20, Duration.ofMinutes(10), 4, true, false);
}
