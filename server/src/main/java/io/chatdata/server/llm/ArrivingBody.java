package io.chatdata.server.llm;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response as it arrives. Unlike the JDK's own stream it gives all that had arrived
 * before the connection broke.
 */
final class ArrivingBody extends InputStream implements BodySubscriber<InputStream> {
  /** What arrived: bytes, or the end with its reason. */
  private sealed interface Arrival {
    record Bytes(ByteBuffer buffer) implements Arrival {}

    record End(@Nullable Throwable failure) implements Arrival {}
  }

  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private Arrival current = new Arrival.Bytes(ByteBuffer.allocate(0));
  private Flow.@Nullable Subscription subscription;
  private boolean closed;

  @Override
  public CompletionStage<InputStream> getBody() {
    return CompletableFuture.completedStage(this);
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription newSubscription) {
    subscription = newSubscription;
    if (closed) {
      newSubscription.cancel();
    } else {
      newSubscription.request(1);
    }
  }

  private synchronized void askForMore() {
    if (subscription != null && !closed) {
      subscription.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    buffers.forEach(buffer -> arrivals.add(new Arrival.Bytes(buffer)));
  }

  @Override
  public void onError(Throwable failure) {
    arrivals.add(new Arrival.End(failure));
  }

  @Override
  public void onComplete() {
    arrivals.add(new Arrival.End(null));
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    while (true) {
      switch (current) {
        case Arrival.Bytes(ByteBuffer buffer) -> {
          if (buffer.hasRemaining()) {
            int read = Math.min(length, buffer.remaining());
            buffer.get(into, offset, read);
            return read;
          }
          current = next();
        }
        case Arrival.End(Throwable failure) -> {
          if (failure == null) {
            return -1;
          }
          throw new IOException(failure);
        }
      }
    }
  }

  /** More is asked for only when all that came was read. */
  private Arrival next() {
    try {
      if (arrivals.isEmpty()) {
        askForMore();
      }
      return arrivals.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Arrival.End(e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /** Leaves the connection and wakes whoever reads. */
  @Override
  public synchronized void close() {
    closed = true;
    if (subscription != null) {
      subscription.cancel();
    }
    arrivals.add(new Arrival.End(new IOException("closed")));
  }
}
