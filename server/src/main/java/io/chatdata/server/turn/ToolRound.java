package io.chatdata.server.turn;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import io.chatdata.server.base.Storable;
import io.chatdata.server.explorer.ToolContext;
import io.chatdata.server.explorer.ToolOutcome;
import io.chatdata.server.explorer.ToolReply;
import io.chatdata.server.explorer.Tools;
import io.chatdata.server.llm.ModelEvent;
import io.chatdata.server.llm.Prompt;
import io.chatdata.telemetry.Span;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Runs the tool calls of one round, some at a time, and appends each result as it comes. */
final class ToolRound {
  private static final Logger log = LoggerFactory.getLogger(ToolRound.class);

  private final Tools tools;
  private final TurnLog turnLog;
  private final TurnLimits limits;
  private final Map<String, String> logged = MDC.getCopyOfContextMap();
  private final Span turn = Span.current();

  ToolRound(Tools tools, TurnLog turnLog, TurnLimits limits) {
    this.tools = tools;
    this.turnLog = turnLog;
    this.limits = limits;
  }

  /** The arguments as JSON; a string where the model wrote no JSON object. */
  static JsonNode arguments(ModelEvent.ToolCall call) {
    if (call.arguments().isBlank()) {
      return Json.object();
    }
    try {
      JsonNode parsed = Storable.json(Json.parse(call.arguments()));
      if (parsed.isObject()) {
        return parsed;
      }
    } catch (IllegalArgumentException e) {
      // The tool says what is wrong with it.
    }
    return Json.MAPPER.getNodeFactory().textNode(Storable.text(call.arguments()));
  }

  /** Blocks until all have answered; the model is given the results in the order of its calls. */
  List<Prompt> run(RunningTurn running, List<ModelEvent.ToolCall> calls) {
    var slots = new Semaphore(limits.parallelTools());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Prompt>> results =
          calls.stream()
              .map(call -> threads.submit(() -> turn.call(() -> answer(running, call, slots))))
              .toList();
      return results.stream().map(ToolRound::result).toList();
    }
  }

  private Prompt answer(RunningTurn running, ModelEvent.ToolCall call, Semaphore slots)
      throws InterruptedException {
    slots.acquire();
    MDC.setContextMap(logged);
    try {
      long started = System.nanoTime();
      ToolReply reply =
          Span.child("execute_tool", Span.Kind.INTERNAL, span -> call(running, call, span));
      Duration elapsed = Duration.ofNanos(System.nanoTime() - started);
      if (limits.logShapes()) {
        log.atInfo()
            .addKeyValue("result", ToolShape.of(reply.outcome()))
            .addKeyValue("ms", elapsed.toMillis())
            .log("tool");
      }
      turnLog.append(
          running,
          new TurnEvent.ToolResult(call.id(), elapsed, reply.outcome(), reply.modelOutput()));
      return new Prompt.ToolOutput(call.id(), call.tool(), reply.modelOutput(), reply.outcome());
    } finally {
      slots.release();
    }
  }

  private ToolReply call(RunningTurn running, ModelEvent.ToolCall call, Span span) {
    // What a model takes for a tool may be any text.
    if (tools.specs().stream().anyMatch(known -> known.name().equals(call.tool()))) {
      span.name("execute_tool " + call.tool()).set("gen_ai.tool.name", call.tool());
    }
    span.set("gen_ai.operation.name", "execute_tool")
        .set("gen_ai.tool.type", "function")
        .set("gen_ai.tool.call.id", call.id());
    ToolReply reply =
        tools.call(
            call.tool(),
            arguments(call),
            new ToolContext(running.turn().connectionId(), running.id(), running.cancellation()));
    if (reply.outcome() instanceof ToolOutcome.Failure failure) {
      span.fail(failure.reason().name());
    }
    return reply;
  }

  private static Prompt result(Future<Prompt> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
