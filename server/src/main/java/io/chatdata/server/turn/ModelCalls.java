package io.chatdata.server.turn;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Usage;
import io.chatdata.server.llm.Charge;
import io.chatdata.server.llm.ModelEvent;
import io.chatdata.server.llm.ModelFailure;
import io.chatdata.server.llm.ModelMetrics;
import io.chatdata.server.llm.ModelReply;
import io.chatdata.server.llm.ModelRequest;
import io.chatdata.server.llm.Provider;
import io.chatdata.server.store.ConstraintViolation;
import io.chatdata.server.store.Lease;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The model calls of one turn. Each, also one that fails, leaves a row with what it cost and what
 * went over the wire, and a usage event with what the turn has cost so far.
 */
final class ModelCalls {
  private final Lease lease;
  private final TurnLog turnLog;
  private final ModelMetrics metrics;
  private final boolean keepRaw;
  private final Clock clock;
  private final RunningTurn running;
  private Usage usage = Usage.NONE;
  private int number;
  private @Nullable JsonNode lastRequest;

  ModelCalls(
      Lease lease,
      TurnLog turnLog,
      ModelMetrics metrics,
      boolean keepRaw,
      Clock clock,
      RunningTurn running) {
    this.lease = lease;
    this.turnLog = turnLog;
    this.metrics = metrics;
    this.keepRaw = keepRaw;
    this.clock = clock;
    this.running = running;
  }

  /** What all of them used. */
  Usage usage() {
    return usage;
  }

  ModelReply ask(Provider provider, ModelRequest request, Consumer<ModelEvent> events) {
    write();
    Instant started = clock.instant();
    try {
      ModelReply reply = metrics.ask(provider, request, events, running.cancellation());
      record(started, reply.charge(), reply.rawRequest(), reply.rawResponse());
      turnLog.append(running, new TurnEvent.UsageSoFar(usage));
      return reply;
    } catch (ModelFailure e) {
      record(started, e.charge(), e.rawRequest(), e.rawResponse());
      if (!e.usage().equals(Usage.NONE)) {
        turnLog.queue(running, new TurnEvent.UsageSoFar(usage));
      }
      throw e;
    }
  }

  /**
   * Writes the last call's row, where the turn goes on after it; that of a call which ends the turn
   * is written with the end.
   */
  void write() {
    ModelCall call = running.call();
    if (call == null) {
      return;
    }
    Turn turn = running.turn();
    try {
      int _ =
          lease.writePatiently(
              turn.ownerServer(),
              transaction -> transaction.dao(ModelCallDao.class).insert(turn, call));
      running.keepCall(null);
    } catch (ConstraintViolation e) {
      // The conversation was removed, and the turn with it; the log says so.
    }
  }

  private void record(
      Instant started,
      Charge charge,
      @Nullable JsonNode rawRequest,
      @Nullable JsonNode rawResponse) {
    usage = usage.plus(charge.usage());
    JsonNode sent =
        keepRaw && rawRequest != null
            ? RawExchange.bounded(RawExchange.added(lastRequest, rawRequest))
            : null;
    JsonNode received = keepRaw && rawResponse != null ? RawExchange.bounded(rawResponse) : null;
    lastRequest = rawRequest;
    running.keepCall(new ModelCall(++number, started, clock.instant(), charge, sent, received));
  }
}
