package io.chatdata.server.turn;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Defect;
import io.chatdata.server.base.LoggedSpan;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Storable;
import io.chatdata.server.base.Usage;
import io.chatdata.server.explorer.Connections;
import io.chatdata.server.explorer.Tools;
import io.chatdata.server.llm.FinishReason;
import io.chatdata.server.llm.Model;
import io.chatdata.server.llm.ModelEvent;
import io.chatdata.server.llm.ModelFailure;
import io.chatdata.server.llm.ModelMetrics;
import io.chatdata.server.llm.ModelReply;
import io.chatdata.server.llm.Prompt;
import io.chatdata.server.llm.Provider;
import io.chatdata.server.llm.Providers;
import io.chatdata.server.store.Fenced;
import io.chatdata.server.store.Lease;
import io.chatdata.server.store.Pool;
import io.chatdata.telemetry.Span;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Answers a turn: asks the model, appends each piece to the log, runs the tool calls of the round,
 * appends their results and asks again, until the model stops or a limit ends it.
 */
final class TurnRunner {
  private static final Logger log = LoggerFactory.getLogger(TurnRunner.class);
  private static final Duration STORE_PATIENCE = Duration.ofSeconds(10);
  private static final Duration FINISH_RETRY = Duration.ofSeconds(1);

  private final Providers providers;
  private final Tools tools;
  private final Connections connections;
  private final TurnLog turnLog;
  private final Finisher finisher;
  private final History history;
  private final Lease lease;
  private final ModelMetrics metrics;
  private final TurnLimits limits;
  private final Clock clock;

  TurnRunner(
      Providers providers,
      Tools tools,
      Connections connections,
      TurnLog turnLog,
      Finisher finisher,
      Pool store,
      Lease lease,
      ModelMetrics metrics,
      TurnLimits limits,
      Clock clock) {
    this.providers = providers;
    this.tools = tools;
    this.connections = connections;
    this.turnLog = turnLog;
    this.finisher = finisher;
    this.history = new History(store);
    this.lease = lease;
    this.metrics = metrics;
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * Runs a turn to its end; blocks.
   *
   * @param begun is run when the model begins to answer
   */
  void run(RunningTurn running, String ownInstructions, Runnable begun) {
    Finish _ =
        Span.child(
            "invoke_agent chatdata",
            Span.Kind.INTERNAL,
            span -> {
              TurnSpan.begin(span, running.turn());
              try (var _ = MDC.putCloseable("turn_id", running.id().toString());
                  var _ = new LoggedSpan(span)) {
                Finish finish = answer(running, ownInstructions, () -> span.run(begun));
                return TurnSpan.end(span, finish(running, finish));
              }
            });
  }

  private Finish answer(RunningTurn running, String ownInstructions, Runnable begun) {
    try {
      return rounds(running, ownInstructions, begun);
    } catch (ChatdataException e) {
      return running.cancellation().isCancelled() ? stopped(running) : Finish.failed(e.problem());
    } catch (Fenced e) {
      running.lose();
      return Finish.interrupted();
    } catch (RuntimeException e) {
      log.error("The turn failed by a defect", Defect.of(e));
      return defect(running);
    }
  }

  private Finish rounds(RunningTurn running, String ownInstructions, Runnable begun) {
    Turn turn = running.turn();
    Provider provider = providers.get(turn.provider());
    String unavailable = provider.unavailableReason();
    if (!unavailable.isEmpty()) {
      throw new ChatdataException(Reason.PROVIDER_NOT_CONFIGURED, unavailable);
    }
    var context = context(running, provider, ownInstructions);
    var calls = new ModelCalls(lease, turnLog, metrics, limits.keepRaw(), clock, running);
    for (int round = 1; round <= limits.rounds(); round++) {
      var collected = new Round(running, round, begun);
      ModelReply reply;
      try {
        reply = calls.ask(provider, context.request(), collected);
      } catch (ModelFailure e) {
        if (e.reason() != Reason.CONTEXT_TOO_LONG || collected.hasBegun() || !context.compact()) {
          throw e;
        }
        log.info("What the model was asked with was too long; it is asked once more with half");
        round--;
        continue;
      }
      if (running.cancellation().isCancelled()) {
        return stopped(running);
      }
      if (collected.toolCalls().isEmpty()) {
        return Finish.completed(reply.finishReason(), reply.followUps(), reply.choices());
      }
      Finish used = usedUp(running, calls.usage());
      if (used != null) {
        return used;
      }
      calls.write();
      context.add(collected.prompt());
      context.addAll(new ToolRound(tools, turnLog, limits).run(running, collected.toolCalls()));
      if (running.cancellation().isCancelled()) {
        return stopped(running);
      }
    }
    say(
        running,
        "\n\n*Stopped: this turn asked for tools %d times, the most it may.*"
            .formatted(limits.rounds()));
    return Finish.completed(FinishReason.MAX_ROUNDS, List.of(), List.of());
  }

  /**
   * Another call of the model would go beyond what the turn may use, which the answer then says.
   */
  private @Nullable Finish usedUp(RunningTurn running, Usage usage) {
    long tokens = usage.inputTokens() + usage.outputTokens();
    if (limits.tokens() > 0 && tokens >= limits.tokens()) {
      say(
          running,
          "\n\n*Stopped: this turn used %d tokens; it may use %d.*"
              .formatted(tokens, limits.tokens()));
      return Finish.completed(FinishReason.MAX_TOKENS, List.of(), List.of());
    }
    BigDecimal most = limits.costUsd();
    if (most != null && usage.costUsd() != null && usage.costUsd().compareTo(most) >= 0) {
      say(
          running,
          "\n\n*Stopped: this turn cost $%s; it may cost $%s.*"
              .formatted(usage.costUsd().toPlainString(), most.toPlainString()));
      return Finish.completed(FinishReason.MAX_COST, List.of(), List.of());
    }
    return null;
  }

  private ModelContext context(RunningTurn running, Provider provider, String ownInstructions) {
    Turn turn = running.turn();
    var budget = new PromptBudget(contextTokens(provider, turn.model()));
    List<Prompt> prompts =
        history.upTo(
            turn.conversationId(), turn.userMessageId(), turn.provider(), budget.characters());
    return new ModelContext(
        running, prompts, connections, tools.specs(), ownInstructions, budget, clock);
  }

  /** 0 when not known. */
  private static int contextTokens(Provider provider, String model) {
    return provider.models().stream()
        .filter(known -> known.id().equals(model) || known.aliases().contains(model))
        .mapToInt(Model::contextTokens)
        .findFirst()
        .orElse(0);
  }

  /** Someone asked for the end, or the time is up, which the answer then says. */
  private Finish stopped(RunningTurn running) {
    Finish ending = running.ending();
    if (ending.reason() == FinishReason.MAX_TIME) {
      say(
          running,
          "\n\n*Stopped: this turn took %d s, the most it may.*"
              .formatted(limits.time().toSeconds()));
    }
    return ending;
  }

  private void say(RunningTurn running, String text) {
    turnLog.queue(running, new TurnEvent.Token(text));
  }

  /** What the model says in one round, on its way into the log. */
  final class Round implements java.util.function.Consumer<ModelEvent> {
    private final RunningTurn running;
    private final int number;
    private final Runnable begun;
    private final StringBuilder text = new StringBuilder();
    private final List<ModelEvent.Thinking> thinking = new ArrayList<>();
    private final List<ModelEvent.ToolCall> toolCalls = new ArrayList<>();

    Round(RunningTurn running, int number, Runnable begun) {
      this.running = running;
      this.number = number;
      this.begun = begun;
    }

    @Override
    public void accept(ModelEvent event) {
      if (running.cancellation().isCancelled()) {
        return;
      }
      if (number == 1 && !hasBegun()) {
        begun.run();
      }
      switch (event) {
        case ModelEvent.Text piece -> {
          text.append(piece.text());
          append(new TurnEvent.Token(piece.text()));
        }
        case ModelEvent.Thinking piece -> {
          thinking.add(piece);
          append(new TurnEvent.Thinking(piece.text(), piece.signature()));
        }
        case ModelEvent.ToolCall call -> {
          ModelEvent.ToolCall unique = unique(call);
          toolCalls.add(unique);
          append(
              new TurnEvent.ToolCall(
                  unique.id(),
                  unique.tool(),
                  ToolRound.arguments(unique),
                  number,
                  Storable.text(unique.signature())));
        }
      }
    }

    private void append(TurnEvent event) {
      try {
        turnLog.append(running, event);
      } catch (ChatdataException e) {
        // The store is gone for too long: the model is not to go on.
        running.stop(Finish.failed(e.problem()));
      }
    }

    /** Some models give no id, or one id to two calls. */
    private ModelEvent.ToolCall unique(ModelEvent.ToolCall call) {
      String id =
          call.id().isBlank()
              ? "call_%d_%d".formatted(number, toolCalls.size() + 1)
              : Storable.text(call.id());
      String free = id;
      for (int n = 2; running.transcript().calls().containsKey(free); n++) {
        free = id + "_" + n;
      }
      return new ModelEvent.ToolCall(
          free, Storable.text(call.tool()), call.arguments(), call.signature());
    }

    boolean hasBegun() {
      return !text.isEmpty() || !thinking.isEmpty() || !toolCalls.isEmpty();
    }

    List<ModelEvent.ToolCall> toolCalls() {
      return toolCalls;
    }

    Prompt.Assistant prompt() {
      return new Prompt.Assistant(text.toString(), thinking, toolCalls);
    }
  }

  /** How it ended, which may be otherwise. */
  private Finish finish(RunningTurn running, Finish finish) {
    while (!running.isLost()) {
      try {
        turnLog.end(running, STORE_PATIENCE);
        finisher.finish(running, finish);
        return finish;
      } catch (ChatdataException e) {
        log.warn("The end of the turn waits for the store");
        LockSupport.parkNanos(FINISH_RETRY.toNanos());
      } catch (Fenced e) {
        running.lose();
      } catch (RuntimeException e) {
        if (running.isBroken()) {
          throw e;
        }
        log.error("The end of the turn was not written", Defect.of(e));
        running.breakOff(finish);
        return finish(running, defect(running));
      }
    }
    return Finish.interrupted();
  }

  private static Finish defect(RunningTurn running) {
    return Finish.failed(
        Problem.of(
            Reason.INTERNAL,
            "Something went wrong; the server's log has it under turn " + running.id()));
  }
}
