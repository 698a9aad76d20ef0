package io.chatdata.server.grpc;

import io.chatdata.log.v1.LogEntry;
import io.chatdata.server.turn.Chunk;
import io.chatdata.server.turn.TurnReader;
import io.chatdata.v1.ChatEvent;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Streams a turn to one client on a virtual thread of its own, no faster than the client reads:
 * what it hasn't read yet stays in the store.
 */
final class TurnStream {
  private static final Duration WAIT = Duration.ofSeconds(1);

  private final ServerCallStreamObserver<ChatEvent> client;
  private final TurnReader reader;
  private final BooleanSupplier ended;
  private final Thread thread = Thread.ofVirtual().name("turn-stream").unstarted(this::stream);
  private long cursor;

  private TurnStream(
      StreamObserver<ChatEvent> client, TurnReader reader, long cursor, BooleanSupplier ended) {
    this.client = (ServerCallStreamObserver<ChatEvent>) client;
    this.reader = reader;
    this.cursor = cursor;
    this.ended = ended;
  }

  /**
   * Starts streaming and returns; to be called before the service method returns.
   *
   * @param reader is closed in the end
   * @param cursor the last sequence that the client has
   * @param ended asked when there is no news: true when the turn has no further events
   */
  static void start(
      StreamObserver<ChatEvent> client, TurnReader reader, long cursor, BooleanSupplier ended) {
    var stream = new TurnStream(client, reader, cursor, ended);
    // Readiness must not be waited for in the service method: its callbacks queue behind it.
    stream.client.setOnReadyHandler(() -> LockSupport.unpark(stream.thread));
    stream.client.setOnCancelHandler(() -> LockSupport.unpark(stream.thread));
    stream.client.setOnCloseHandler(() -> {});
    stream.thread.start();
  }

  private void stream() {
    try (reader) {
      while (!client.isCancelled()) {
        List<Chunk> chunks = reader.next(WAIT);
        for (Chunk chunk : chunks) {
          if (send(chunk)) {
            client.onCompleted();
            return;
          }
        }
        if (chunks.isEmpty() && ended.getAsBoolean()) {
          client.onCompleted();
          return;
        }
      }
    } catch (RuntimeException e) {
      fail(e);
    } catch (InterruptedException e) {
      fail(Status.UNAVAILABLE.withDescription("The server stops").asRuntimeException());
    }
  }

  private void fail(RuntimeException failure) {
    if (!client.isCancelled()) {
      client.onError(Errors.exception(failure));
    }
  }

  /** True when the last event was among them. */
  private boolean send(Chunk chunk) {
    for (LogEntry entry : Chunks.entries(chunk.events())) {
      ChatEvent event = entry.getEvent();
      if (event.getSequence() <= cursor) {
        continue;
      }
      while (!client.isReady() && !client.isCancelled()) {
        LockSupport.park(this);
      }
      if (client.isCancelled()) {
        return false;
      }
      client.onNext(event);
      cursor = event.getSequence();
      if (event.hasTurnFinished()) {
        return true;
      }
    }
    return false;
  }
}
