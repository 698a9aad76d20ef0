package io.chatdata.server.grpc;

import io.chatdata.log.v1.LogEntry;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.turn.Chunk;
import io.chatdata.server.turn.TurnReader;
import io.chatdata.v1.ChatEvent;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.MDC;

/**
 * Streams a turn to one client on a virtual thread of its own, no faster than the client reads:
 * what it hasn't read yet stays in the store. While a client reads nothing, its stream is a cursor
 * and nothing else; after 30 s of that it is closed.
 */
final class TurnStream {
  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final Status STOPPING =
      Status.UNAVAILABLE.withDescription("This server stops; watch the turn again at another");

  /** For so long a client may pause before what was read for it is let go. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final Duration STUCK = Duration.ofSeconds(30);

  private final ServerCallStreamObserver<ChatEvent> client;
  private final TurnReader reader;
  private final Thread thread = Thread.ofVirtual().name("turn-stream").unstarted(this::stream);
  private final Map<String, String> logged = MDC.getCopyOfContextMap();
  private long cursor;

  private TurnStream(StreamObserver<ChatEvent> client, TurnReader reader, long cursor) {
    this.client = (ServerCallStreamObserver<ChatEvent>) client;
    this.reader = reader;
    this.cursor = cursor;
  }

  /**
   * Starts streaming and returns; to be called before the service method returns.
   *
   * @param reader is closed in the end
   * @param cursor the last sequence that the client has
   */
  static void start(StreamObserver<ChatEvent> client, TurnReader reader, long cursor) {
    var stream = new TurnStream(client, reader, cursor);
    // Readiness must not be waited for in the service method: its callbacks queue behind it.
    stream.client.setOnReadyHandler(() -> LockSupport.unpark(stream.thread));
    stream.client.setOnCancelHandler(() -> LockSupport.unpark(stream.thread));
    stream.client.setOnCloseHandler(() -> {});
    stream.thread.start();
  }

  private void stream() {
    MDC.setContextMap(logged);
    try (reader) {
      while (!reader.isAtEnd(cursor)) {
        if (!awaitReady(STUCK)) {
          throw Problem.of(
                  Reason.OVERLOADED,
                  "The client took no event for %d s; watch the turn again from after_sequence %d"
                      .formatted(STUCK.toSeconds(), cursor))
              .retryAfter(Duration.ofSeconds(1))
              .toException();
        }
        if (client.isCancelled()) {
          return;
        }
        if (reader.isLeaving()) {
          throw STOPPING.asRuntimeException();
        }
        send(reader.next(cursor, WAIT));
      }
      client.onCompleted();
    } catch (RuntimeException e) {
      fail(e);
    } catch (InterruptedException e) {
      fail(STOPPING.asRuntimeException());
    }
  }

  private void fail(RuntimeException failure) {
    if (!client.isCancelled()) {
      client.onError(Errors.exception(failure));
    }
  }

  /** Waits until the client takes events or is gone; false where that takes longer. */
  private boolean awaitReady(Duration wait) {
    long end = System.nanoTime() + wait.toNanos();
    while (!client.isReady() && !client.isCancelled()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      LockSupport.parkNanos(this, left);
    }
    return true;
  }

  /** Sends as many as the client takes; the others are read again later. */
  private void send(List<Chunk> chunks) {
    for (Chunk chunk : chunks) {
      for (LogEntry entry : Chunks.entries(chunk.events())) {
        ChatEvent event = entry.getEvent();
        if (event.getSequence() <= cursor) {
          continue;
        }
        if (!awaitReady(PAUSE) || client.isCancelled()) {
          return;
        }
        client.onNext(event);
        cursor = event.getSequence();
        if (event.hasTurnFinished()) {
          reader.end(cursor);
          return;
        }
      }
    }
  }
}
