package io.chatdata.server.turn;

import io.chatdata.server.base.Usage;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The one line that the log has of each turn. */
final class TurnLine {
  private static final Logger log = LoggerFactory.getLogger(TurnLine.class);

  private TurnLine() {}

  static void log(Turn turn, Finish finish, Transcript transcript, Clock clock) {
    Usage usage = transcript.usage();
    try (var _ = MDC.putCloseable("turn_id", turn.id().toString())) {
      var line =
          log.atInfo()
              .addKeyValue("conversation_id", turn.conversationId())
              .addKeyValue("status", finish.status())
              .addKeyValue("finish_reason", finish.reason())
              .addKeyValue("provider", turn.provider())
              .addKeyValue("model", turn.model())
              .addKeyValue("connection_id", turn.connectionId())
              .addKeyValue("tool_calls", transcript.calls().size())
              .addKeyValue("input_tokens", usage.inputTokens())
              .addKeyValue("cached_input_tokens", usage.cachedInputTokens())
              .addKeyValue("output_tokens", usage.outputTokens())
              .addKeyValue("reasoning_tokens", usage.reasoningTokens())
              .addKeyValue("usage_estimated", usage.estimated())
              .addKeyValue(
                  "cost_usd", usage.costUsd() == null ? "" : usage.costUsd().toPlainString())
              .addKeyValue("ms", Duration.between(turn.startedAt(), clock.instant()).toMillis());
      if (finish.error() != null) {
        line = line.addKeyValue("reason", finish.error().reason());
      }
      line.log("turn");
    }
  }
}
