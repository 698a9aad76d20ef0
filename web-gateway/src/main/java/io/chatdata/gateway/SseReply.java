package io.chatdata.gateway;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.ChatEvent.EventCase;
import io.grpc.StatusRuntimeException;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a stream of events as server-sent events. What has come together is written together;
 * where nothing comes, a comment line keeps the connection open.
 */
final class SseReply implements Ticker.Task {
  static final String MEDIA_TYPE = "text/event-stream";

  static final Header NO_CACHE = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-cache");
  static final Header NO_BUFFERING = HeaderValues.createCached("X-Accel-Buffering", "no");
  private static final String HEARTBEAT = ": heartbeat\n\n";

  /** The name of a kind of event that is newer than this gateway. */
  private static final String NEWER = "unknown";

  private static final int FLUSH = 64 * 1024;
  private static final Map<EventCase, String> NAMES = names();

  private final Exchange exchange;
  private final EventStream stream;
  private final Backend backend;
  private final Metrics metrics;
  private final long heartbeatNanos;
  private final Utf8Buffer buffer = new Utf8Buffer(1024);
  private final List<ChatEvent> events = new ArrayList<>(EventStream.WINDOW);
  private volatile long lastWrite = System.nanoTime();
  private volatile boolean clientGone;
  private volatile boolean ended;

  SseReply(
      Exchange exchange, EventStream stream, Backend backend, Metrics metrics, Duration heartbeat) {
    this.exchange = exchange;
    this.stream = stream;
    this.backend = backend;
    this.metrics = metrics;
    this.heartbeatNanos = heartbeat.toNanos();
  }

  /**
   * Streams until the last event, an error or the client's end.
   *
   * @throws ProblemException when there is an error and no event before it
   */
  void run(Ticker ticker) throws InterruptedException {
    Metrics.StreamEnd end = Metrics.StreamEnd.CLIENT_GONE;
    metrics.streamOpened();
    ticker.add(this);
    exchange
        .connection()
        .onGone(
            () -> {
              clientGone = true;
              stream.close();
            });
    try {
      end = relay();
    } catch (ProblemException e) {
      end = Metrics.StreamEnd.ERROR;
      throw e;
    } finally {
      ended = true;
      stream.close();
      metrics.streamClosed(exchange.connection().wasCut() ? Metrics.StreamEnd.STUCK : end);
    }
  }

  private Metrics.StreamEnd relay() throws InterruptedException {
    boolean more = take();
    StatusRuntimeException failure = more ? null : stream.failure();
    if (failure != null && events.isEmpty()) {
      throw backend.problem(failure).toException();
    }
    exchange.setHeader(NO_CACHE);
    exchange.setHeader(NO_BUFFERING);
    OutputStream out = exchange.stream(MEDIA_TYPE);
    while (more) {
      writeEvents(out);
      more = take();
    }
    writeEvents(out);
    failure = stream.failure();
    if (failure != null) {
      buffer.ascii("event: error\ndata: ");
      backend.problem(failure).print(buffer);
      buffer.ascii("\n\n");
      flush(out);
    }
    exchange.end(out);
    return failure == null ? Metrics.StreamEnd.FINISHED : Metrics.StreamEnd.ERROR;
  }

  private boolean take() throws InterruptedException {
    boolean more = stream.take(events);
    if (clientGone) {
      throw new CloseConnectionException("The client closed the connection");
    }
    if (more && events.isEmpty()) {
      buffer.ascii(HEARTBEAT);
    }
    return more;
  }

  private void writeEvents(OutputStream out) {
    for (ChatEvent event : events) {
      print(event);
      if (buffer.size() >= FLUSH) {
        flush(out);
      }
    }
    metrics.eventsSent(events.size());
    events.clear();
    flush(out);
  }

  private void print(ChatEvent event) {
    buffer.ascii("event: ").ascii(NAMES.getOrDefault(event.getEventCase(), NEWER)).ascii("\nid: ");
    buffer.ascii(event.getTurnId()).ascii(':').ascii(Long.toString(event.getSequence()));
    buffer.ascii("\ndata: ");
    JsonPrinter.print(event, buffer);
    buffer.ascii("\n\n");
  }

  private void flush(OutputStream out) {
    if (buffer.size() > 0) {
      exchange.write(out, buffer.array(), buffer.size());
      buffer.clear();
      lastWrite = System.nanoTime();
    }
  }

  /** Asks for a heartbeat when nothing has been written for long enough. */
  @Override
  public boolean tick(long now) {
    if (now - lastWrite > heartbeatNanos) {
      stream.nudge();
    }
    return !ended;
  }

  private static Map<EventCase, String> names() {
    var names = new EnumMap<EventCase, String>(EventCase.class);
    for (FieldDescriptor kind : ChatEvent.getDescriptor().getRealOneofs().getFirst().getFields()) {
      names.put(EventCase.forNumber(kind.getNumber()), kind.getName());
    }
    return names;
  }
}
