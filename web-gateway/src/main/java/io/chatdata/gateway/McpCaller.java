package io.chatdata.gateway;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.protobuf.Message;
import io.chatdata.v1.ChatEvent;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Who waits for the answer to a request of MCP. */
abstract class McpCaller {
  /** What to do when the answer isn't wanted any more. */
  interface Ending {
    /**
     * Must not block.
     *
     * @param cancelled false when the client only went away, and may come back
     */
    void ended(boolean cancelled);
  }

  private final @Nullable JsonElement progressToken;
  private final List<Ending> endings = new ArrayList<>();
  private boolean ended;
  private boolean cancelled;

  McpCaller(McpMessage.Request request) {
    JsonElement token = request.meta().get("progressToken");
    progressToken = McpMessage.isId(token) ? token : null;
  }

  /** Sends a notification, where there is a way to. */
  abstract void send(byte[] notification);

  /** Keeps the way open while there is nothing to send. */
  abstract void idle();

  /** From now on ends when the client goes away. */
  abstract void watch();

  /** Tells how far the work is, where the caller asked for it. */
  void progress(long progress, String message, @Nullable ChatEvent event) {
    if (progressToken == null) {
      return;
    }
    var out = new Utf8Buffer(256);
    out.ascii("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{");
    out.ascii("\"progressToken\":").json(progressToken);
    out.ascii(",\"progress\":").ascii(Long.toString(progress));
    out.ascii(",\"message\":").jsonString(message);
    if (event != null) {
      out.ascii(",\"_meta\":{\"io.chatdata/event\":");
      JsonPrinter.print(event, out);
      out.ascii('}');
    }
    send(out.ascii("}}").toBytes());
  }

  /**
   * Calls an rpc and waits for its answer; it is cancelled when the caller doesn't want that any
   * more.
   *
   * @throws CancellationException then
   * @throws ProblemException with what the call ended with
   */
  <Q extends Message, R extends Message> R call(
      Backend backend, MethodDescriptor<Q, R> rpc, Q request, Duration deadline)
      throws InterruptedException {
    ListenableFuture<R> call = backend.start(rpc, request, deadline);
    onEnd(any -> call.cancel(true));
    try {
      for (long seconds = 0; ; seconds++) {
        try {
          Duration step = seconds == 0 ? Backend.UNWATCHED : Duration.ofSeconds(1);
          return call.get(step.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          if (seconds == 0) {
            watch();
          } else {
            progress(seconds, "It has taken " + seconds + " s so far", null);
            idle();
          }
        }
      }
    } catch (ExecutionException e) {
      throw backend.problem(Objects.requireNonNull(e.getCause())).toException();
    } finally {
      call.cancel(true);
    }
  }

  void onEnd(Ending ending) {
    synchronized (this) {
      if (!ended) {
        endings.add(ending);
        return;
      }
    }
    ending.ended(cancelled);
  }

  /** The answer isn't wanted any more. */
  void end(boolean isCancelled) {
    List<Ending> due;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      cancelled = isCancelled;
      due = List.copyOf(endings);
    }
    due.forEach(ending -> ending.ended(isCancelled));
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  synchronized boolean wasCancelled() {
    return cancelled;
  }

  /** An answer that says what is wrong. */
  static byte[] error(JsonElement id, McpException error) {
    var answer = new JsonObject();
    answer.addProperty("jsonrpc", "2.0");
    answer.add("id", id);
    answer.add("error", error.toJson());
    return new Utf8Buffer(256).json(answer).toBytes();
  }
}
