package io.chatdata.server.turn;

import io.chatdata.server.llm.ModelMetrics;
import io.chatdata.telemetry.Span;
import java.util.List;
import java.util.Locale;

/** What the span of a turn says. */
final class TurnSpan {
  private TurnSpan() {}

  static void begin(Span span, Turn turn) {
    span.set("gen_ai.operation.name", "invoke_agent")
        .set("gen_ai.agent.name", "chatdata")
        .set("gen_ai.conversation.id", turn.conversationId())
        .set("gen_ai.provider.name", ModelMetrics.conventional(turn.provider()))
        .set("gen_ai.request.model", turn.model())
        .set("chatdata.turn.id", turn.id())
        .set("chatdata.connection.id", turn.connectionId());
  }

  /** A turn that someone cancelled did not fail. */
  static Finish end(Span span, Finish finish) {
    span.set("chatdata.turn.status", finish.status().name().toLowerCase(Locale.ROOT))
        .set(
            "gen_ai.response.finish_reasons",
            List.of(finish.reason().name().toLowerCase(Locale.ROOT)));
    if (finish.error() != null && finish.status() != TurnStatus.CANCELLED) {
      span.fail(finish.error().reason().name());
    }
    return finish;
  }
}
