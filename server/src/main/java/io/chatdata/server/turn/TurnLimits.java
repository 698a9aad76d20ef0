package io.chatdata.server.turn;

import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a turn may use; each limit ends it in a way that says so, with the answer so far.
 *
 * @param rounds calls of the model
 * @param time over all
 * @param tokens read and written over all calls of the model; 0 means any number
 * @param costUsd over all calls of the model, where prices are known; null means any
 * @param parallelTools tool calls of one round that run at once
 * @param running turns that run on this server at once
 * @param readers who read turns on this server at once
 * @param keepRaw whether what goes over the providers' wires is kept with the messages
 * @param modelTitles whether the model writes the title beside its first answer
 * @param logShapes whether columns and row counts of tool results are logged
 */
public record TurnLimits(
    int rounds,
    Duration time,
    long tokens,
    @Nullable BigDecimal costUsd,
    int parallelTools,
    int running,
    int readers,
    boolean keepRaw,
    boolean modelTitles,
    boolean logShapes) {
  public static final TurnLimits DEFAULT =
      new TurnLimits(20, Duration.ofMinutes(10), 0, null, 4, 1000, 10_000, true, true, false);
}
