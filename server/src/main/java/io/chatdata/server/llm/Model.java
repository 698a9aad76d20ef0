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
 * @param outputTokens the most that an answer may have; 0 when not known
 * @param thinking whether it sends its reasoning, and how it is asked for it
 * @param price null when not known
 * @param retired true when the provider no longer serves it
 * @param successor id of the model that takes its place; empty when there is none
 * @param aliases other ids that mean it
 */
public record Model(
    String id,
    String name,
    int contextTokens,
    int outputTokens,
    Thinking thinking,
    @Nullable Price price,
    boolean retired,
    String successor,
    List<String> aliases) {
  public Model {
    aliases = List.copyOf(aliases);
  }

  /** A model of which no more is known. */
  public static Model unknown(String id, String name) {
    return new Model(id, name, 0, 0, Thinking.NONE, null, false, "", List.of());
  }

  /** Ways to reasoning. */
  public enum Thinking {
    NONE,
    /** It comes where a provider sends it, without being asked for. */
    SHOWN,
    /** Anthropic's older models: up to a number of tokens. */
    BUDGET,
    /** Anthropic's models since 4.6: the model decides. */
    ADAPTIVE
  }

  /**
   * US dollars per million tokens, of which those read from and written to a cache have their own.
   */
  public record Price(
      BigDecimal input, BigDecimal cachedInput, BigDecimal cacheWrite, BigDecimal output) {}
}
