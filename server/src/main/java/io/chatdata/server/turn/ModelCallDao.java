package io.chatdata.server.turn;

import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** SQL on the ledger: what each call of a model used and cost. */
public interface ModelCallDao {
  /** Does nothing where the row is there: its commit's reply was lost. */
  @SqlUpdate(
      """
      INSERT INTO chatdata.model_calls
        (turn_id, call, provider, model, started_at, ended_at, input_tokens, cached_input_tokens,
         cache_write_tokens, output_tokens, reasoning_tokens, cost_usd, usage_estimated,
         input_usd_per_million, cached_input_usd_per_million, cache_write_usd_per_million,
         output_usd_per_million, raw_request, raw_response)
      VALUES
        (:turn.id, :call.number, :turn.provider, :turn.model, :call.startedAt, :call.endedAt,
         :call.charge.usage.inputTokens, :call.charge.usage.cachedInputTokens,
         :call.charge.cacheWriteTokens, :call.charge.usage.outputTokens,
         :call.charge.usage.reasoningTokens, :call.charge.usage.costUsd,
         :call.charge.usage.estimated, :call.charge.price?.input,
         :call.charge.price?.cachedInput, :call.charge.price?.cacheWrite,
         :call.charge.price?.output, :call.rawRequest, :call.rawResponse)
      ON CONFLICT (turn_id, call) DO NOTHING
      """)
  int insert(@BindMethods("turn") Turn turn, @BindMethods("call") ModelCall call);

  /** What went over the wire lies with the answer from now on. */
  @SqlUpdate(
      """
      UPDATE chatdata.model_calls SET raw_request = NULL, raw_response = NULL
      WHERE turn_id = :turnId AND call > 0 AND (raw_request, raw_response) IS DISTINCT FROM (NULL, NULL)
      """)
  void forgetRaw(UUID turnId);
}
