package io.chatdata.server.turn;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.llm.Charge;
import java.time.Instant;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** SQL on the ledger: what each call of a model used and cost, and what went over the wire. */
public interface ModelCallDao {
  /** The number of the call that wrote a title; those of the turn itself are 1, 2, … */
  int TITLE = 0;

  /** Does nothing where the row is there: its commit's reply was lost. */
  @SqlUpdate(
      """
      INSERT INTO chatdata.model_calls
        (turn_id, call, provider, model, started_at, ended_at, input_tokens, cached_input_tokens,
         cache_write_tokens, output_tokens, reasoning_tokens, cost_usd, usage_estimated,
         input_usd_per_million, cached_input_usd_per_million, cache_write_usd_per_million,
         output_usd_per_million, raw_request, raw_response)
      VALUES
        (:turn.id, :call, :turn.provider, :turn.model, :startedAt, now(),
         :charge.usage.inputTokens, :charge.usage.cachedInputTokens, :charge.cacheWriteTokens,
         :charge.usage.outputTokens, :charge.usage.reasoningTokens, :charge.usage.costUsd,
         :charge.usage.estimated, :charge.price?.input, :charge.price?.cachedInput,
         :charge.price?.cacheWrite, :charge.price?.output, :rawRequest, :rawResponse)
      ON CONFLICT (turn_id, call) DO NOTHING
      """)
  int insert(
      @BindMethods("turn") Turn turn,
      int call,
      Instant startedAt,
      @BindMethods("charge") Charge charge,
      @Nullable JsonNode rawRequest,
      @Nullable JsonNode rawResponse);
}
