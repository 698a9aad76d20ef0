package io.chatdata.server.llm;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model of a provider.
 *
 * @param id as the provider names it
 * @param name for people
 * @param contextTokens the most that a request and its answer may have together; 0 when not known
 * @param thinking true when it sends its reasoning
 * @param price null when not known
 * @param retired true when the provider no longer serves it
 * @param successor id of the model that takes its place; empty when there is none
 * @param aliases other ids that mean it
 */
public record Model(
    String id,
    String name,
    int contextTokens,
    boolean thinking,
    @Nullable Price price,
    boolean retired,
    String successor,
    List<String> aliases) {
  public Model {
    aliases = List.copyOf(aliases);
  }

  /**
   * US dollars per million tokens, of which those read from and written to a cache have their own.
   */
  public record Price(
      BigDecimal input, BigDecimal cachedInput, BigDecimal cacheWrite, BigDecimal output) {}
}
