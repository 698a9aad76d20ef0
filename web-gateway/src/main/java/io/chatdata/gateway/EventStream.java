package io.chatdata.gateway;

import io.chatdata.v1.ChatEvent;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The events of a turn, as one rpc streams them. At most {@link #WINDOW} of them wait here: no more
 * are asked for until the reader has taken some, so a slow reader costs the server its cursor and
 * nobody memory.
 */
final class EventStream implements AutoCloseable {
  /** How many events may wait for the reader. */
  static final int WINDOW = 32;

  private final ClientCall<?, ChatEvent> call;
  private final Runnable onClose;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<ChatEvent> waiting = new ArrayList<>(WINDOW);
  private @Nullable StatusRuntimeException end;
  private boolean nudged;

  /** How many events were taken and not yet asked for anew; the reader's own. */
  private int taken;

  private EventStream(ClientCall<?, ChatEvent> call, Runnable onClose) {
    this.call = call;
    this.onClose = onClose;
  }

  /** Starts an rpc; the calling thread is the reader. */
  static <Q> EventStream open(
      Channel channel, MethodDescriptor<Q, ChatEvent> rpc, Q request, Runnable onClose) {
    ClientCall<Q, ChatEvent> call = channel.newCall(rpc, CallOptions.DEFAULT);
    var stream = new EventStream(call, onClose);
    call.start(stream.new Listener(), new Metadata());
    call.request(WINDOW);
    call.sendMessage(request);
    call.halfClose();
    return stream;
  }

  /**
   * Moves all events that are there into a list. Waits until there is one, the stream ends or
   * {@link #nudge()} is called.
   *
   * @return whether more may come
   */
  boolean take(List<ChatEvent> into) throws InterruptedException {
    boolean more;
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty() && end == null && !nudged) {
        changed.await();
      }
      nudged = false;
      taken += waiting.size();
      into.addAll(waiting);
      waiting.clear();
      more = end == null;
    } finally {
      lock.unlock();
    }
    // Each time wakes the transport's thread, so it is not done for each event.
    if (taken >= WINDOW / 2 && more) {
      call.request(taken);
      taken = 0;
    }
    return more;
  }

  /** What the stream ended with; null when it ended well or has not ended. */
  @Nullable StatusRuntimeException failure() {
    lock.lock();
    try {
      return end == null || end.getStatus().isOk() ? null : end;
    } finally {
      lock.unlock();
    }
  }

  /** Makes {@link #take} return, if only with nothing. */
  void nudge() {
    lock.lock();
    try {
      nudged = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the stream at once with this status; the turn goes on. */
  void end(Status status) {
    ended(status.asRuntimeException());
    call.cancel(status.getDescription(), null);
  }

  /** Ends the rpc if it hasn't ended; the turn goes on. */
  @Override
  public void close() {
    end(Status.CANCELLED.withDescription("The reader went away"));
    onClose.run();
  }

  private void ended(StatusRuntimeException status) {
    lock.lock();
    try {
      if (end == null) {
        end = status;
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Called on the transport's thread; must not block. */
  private final class Listener extends ClientCall.Listener<ChatEvent> {
    @Override
    public void onMessage(ChatEvent event) {
      lock.lock();
      try {
        waiting.add(event);
        changed.signal();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      ended(status.asRuntimeException(trailers));
    }
  }
}
