package io.chatdata.server.llm;

import io.chatdata.server.base.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What a call of a model used, and the price that its cost was reckoned with.
 *
 * @param cacheWriteTokens of the input, written into the provider's cache, where it bills that
 * @param price null when not known
 */
public record Charge(Usage usage, long cacheWriteTokens, Model.@Nullable Price price) {
  public static final Charge NONE = new Charge(Usage.NONE, 0, null);
}
