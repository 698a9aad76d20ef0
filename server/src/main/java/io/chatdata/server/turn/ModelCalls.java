package io.chatdata.server.turn;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Usage;
import io.chatdata.server.llm.ModelEvent;
import io.chatdata.server.llm.ModelFailure;
import io.chatdata.server.llm.ModelReply;
import io.chatdata.server.llm.ModelRequest;
import io.chatdata.server.llm.Provider;
import io.chatdata.server.store.ConstraintViolation;
import io.chatdata.server.store.Lease;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The model calls of one turn; each leaves a row with what it cost and what went over the wire. */
final class ModelCalls {
  private final Lease lease;
  private final boolean keepRaw;
  private final Clock clock;
  private final RunningTurn running;
  private int number;
  private @Nullable JsonNode lastRequest;

  ModelCalls(Lease lease, boolean keepRaw, Clock clock, RunningTurn running) {
    this.lease = lease;
    this.keepRaw = keepRaw;
    this.clock = clock;
    this.running = running;
  }

  ModelReply ask(Provider provider, ModelRequest request, Consumer<ModelEvent> events) {
    Instant started = clock.instant();
    try {
      ModelReply reply = provider.ask(request, events, running.cancellation());
      record(started, reply.usage(), reply.rawRequest(), reply.rawResponse());
      return reply;
    } catch (ModelFailure e) {
      record(started, e.usage(), e.rawRequest(), e.rawResponse());
      throw e;
    }
  }

  private void record(
      Instant started, Usage usage, @Nullable JsonNode rawRequest, @Nullable JsonNode rawResponse) {
    int call = ++number;
    JsonNode sent =
        keepRaw && rawRequest != null
            ? RawExchange.bounded(RawExchange.added(lastRequest, rawRequest))
            : null;
    JsonNode received = keepRaw && rawResponse != null ? RawExchange.bounded(rawResponse) : null;
    lastRequest = rawRequest;
    Turn turn = running.turn();
    try {
      lease.writePatiently(
          turn.ownerServer(),
          transaction -> {
            transaction
                .dao(TurnDao.class)
                .insertCall(
                    turn.id(), call, turn.provider(), turn.model(), started, usage, sent, received);
            return call;
          });
    } catch (ConstraintViolation e) {
      // The conversation was removed, and the turn with it; the log says so.
    }
  }
}
