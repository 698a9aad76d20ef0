package io.chatdata.server.turn;

import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.Usage;
import io.chatdata.server.llm.Charge;
import io.chatdata.server.llm.FinishReason;
import io.chatdata.server.llm.Model;
import io.chatdata.server.llm.ModelEvent;
import io.chatdata.server.llm.ModelReply;
import io.chatdata.server.llm.ModelRequest;
import io.chatdata.server.llm.Provider;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A provider that answers as a test tells it, one script a call. */
public final class TestingProvider implements Provider {
  private final Deque<Script> scripts = new ArrayDeque<>();
  private final List<ModelRequest> requests = new ArrayList<>();
  private @Nullable Function<ModelRequest, Script> answers;
  private @Nullable BigDecimal cost;

  /** What one call does. */
  @FunctionalInterface
  public interface Script {
    FinishReason play(Consumer<ModelEvent> events, Cancellation cancellation);
  }

  /** Answers with pieces of text. */
  public static Script says(String... pieces) {
    return (events, cancellation) -> {
      for (String piece : pieces) {
        events.accept(new ModelEvent.Text(piece));
      }
      return FinishReason.STOP;
    };
  }

  /** Calls a tool. */
  public static Script calls(String id, String tool, String arguments) {
    return (events, cancellation) -> {
      events.accept(new ModelEvent.ToolCall(id, tool, arguments, ""));
      return FinishReason.TOOL_CALLS;
    };
  }

  /** Says something and then waits until it is cancelled. */
  public static Script hangsAfter(String text) {
    return (events, cancellation) -> {
      var cancelled = new CountDownLatch(1);
      events.accept(new ModelEvent.Text(text));
      try (var _ = cancellation.onCancel(cancelled::countDown)) {
        await(cancelled);
      }
      return FinishReason.CANCELLED;
    };
  }

  /** Waits for what a test does meanwhile. */
  public static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Answers every call by what it asks, instead of one script after the other. */
  public synchronized void answer(Function<ModelRequest, Script> byRequest) {
    answers = byRequest;
  }

  /** What each call costs from now on, in US dollars. */
  public synchronized void costs(String usd) {
    cost = new BigDecimal(usd);
  }

  /** What the next calls do; scripts that nobody took, as of a turn that ended before, are gone. */
  public synchronized void script(Script... next) {
    scripts.clear();
    scripts.addAll(List.of(next));
  }

  public synchronized List<ModelRequest> requests() {
    return List.copyOf(requests);
  }

  @Override
  public String id() {
    return "testing";
  }

  @Override
  public String name() {
    return "Testing";
  }

  @Override
  public String unavailableReason() {
    return "";
  }

  @Override
  public List<Model> models() {
    return List.of(Model.unknown("model", "Model"));
  }

  @Override
  public String defaultModel() {
    return "model";
  }

  @Override
  public ModelReply ask(
      ModelRequest request, Consumer<ModelEvent> events, Cancellation cancellation) {
    Script script;
    BigDecimal charged;
    synchronized (this) {
      charged = cost;
      if (answers != null) {
        script = answers.apply(request);
      } else {
        requests.add(request);
        script = scripts.removeFirst();
      }
    }
    FinishReason reason = script.play(events, cancellation);
    return new ModelReply(
        reason,
        "",
        new Charge(new Usage(10, 0, 5, 0, charged, false), 0, null),
        List.of(),
        List.of(),
        null,
        null);
  }
}
