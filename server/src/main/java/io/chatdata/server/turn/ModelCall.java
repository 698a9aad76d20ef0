package io.chatdata.server.turn;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.llm.Charge;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A call of a model, as the ledger has it.
 *
 * @param number those of a turn itself are 1, 2, …
 * @param rawRequest what went over the wire, as far as it is kept
 */
public record ModelCall(
    int number,
    Instant startedAt,
    Instant endedAt,
    Charge charge,
    @Nullable JsonNode rawRequest,
    @Nullable JsonNode rawResponse) {
  /** The number of the call that wrote a title. */
  public static final int TITLE = 0;

  /** The same for the ledger alone, where what went over the wire lies with the answer. */
  public ModelCall withoutRaw() {
    return new ModelCall(number, startedAt, endedAt, charge, null, null);
  }
}
