package io.chatdata.server.base;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Tokens used and what they cost.
 *
 * @param inputTokens sent to the model, the cached ones included
 * @param cachedInputTokens of those, read from the provider's cache
 * @param outputTokens written by the model, the reasoning ones included
 * @param reasoningTokens of those, of its reasoning
 * @param costUsd US dollars; null when the price is not known
 * @param estimated true when the provider sent no counts
 */
public record Usage(
    long inputTokens,
    long cachedInputTokens,
    long outputTokens,
    long reasoningTokens,
    @Nullable BigDecimal costUsd,
    boolean estimated) {
  public static final Usage NONE = new Usage(0, 0, 0, 0, null, false);

  public Usage {
    costUsd = costUsd == null ? null : costUsd.stripTrailingZeros();
  }

  /** The sum; its cost is known where one of the two is. */
  public Usage plus(Usage other) {
    return new Usage(
        inputTokens + other.inputTokens,
        cachedInputTokens + other.cachedInputTokens,
        outputTokens + other.outputTokens,
        reasoningTokens + other.reasoningTokens,
        costUsd == null
            ? other.costUsd
            : other.costUsd == null ? costUsd : costUsd.add(other.costUsd),
        estimated || other.estimated);
  }
}
