package io.chatdata.server.llm;

import io.chatdata.server.base.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/**
 * Reads the data of server-sent events (WHATWG HTML, 9.2.6) as they come, however the bytes are cut
 * into pieces. Their names are of no use here: each protocol's data says what it is.
 */
final class EventStream {
  /** The last event of OpenAI's streams. */
  static final String END = "[DONE]";

  /** Most bytes of one event. */
  private static final int MOST_EVENT = 8 << 20;

  /** Most bytes of a stream; a model's longest answer has far less. */
  private static final long MOST_STREAM = 128L << 20;

  private static final int BUFFER = 8 << 10;

  private final Predicate<String> events;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private boolean hasData;
  private boolean firstLine = true;
  private boolean afterCarriageReturn;
  private boolean stopped;

  private EventStream(Predicate<String> events) {
    this.events = events;
  }

  /**
   * Reads to the end, or until told to stop. What stands after the last blank line is an event too
   * if it is whole, for some servers end without one.
   *
   * @param arrived is told of every arrival of bytes
   * @param events gets each event's data; false stops the reading
   * @throws IOException where the connection breaks or there is too much
   */
  static void read(InputStream body, Runnable arrived, Predicate<String> events)
      throws IOException {
    var stream = new EventStream(events);
    byte[] buffer = new byte[BUFFER];
    long total = 0;
    int length = body.read(buffer);
    while (length >= 0) {
      arrived.run();
      total += length;
      if (total > MOST_STREAM) {
        throw new IOException("the stream is over %d MiB".formatted(MOST_STREAM >> 20));
      }
      stream.accept(buffer, length);
      if (stream.stopped) {
        return;
      }
      length = body.read(buffer);
    }
    stream.endLine();
    if (isWhole(stream.data.toString())) {
      stream.dispatch();
    }
  }

  private static boolean isWhole(String event) {
    try {
      return event.equals(END) || !Json.parse(event).isMissingNode();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void accept(byte[] bytes, int length) throws IOException {
    for (int i = 0; i < length && !stopped; i++) {
      byte next = bytes[i];
      boolean secondOfTwo = next == '\n' && afterCarriageReturn;
      afterCarriageReturn = next == '\r';
      if (secondOfTwo) {
        continue;
      }
      if (isEnd(next)) {
        if (line.size() == 0) {
          dispatch();
        } else {
          endLine();
        }
        continue;
      }
      int start = i;
      while (i + 1 < length && !isEnd(bytes[i + 1])) {
        i++;
      }
      if ((long) line.size() + data.length() + i + 1 - start > MOST_EVENT) {
        throw new IOException("an event is over %d MiB".formatted(MOST_EVENT >> 20));
      }
      line.write(bytes, start, i + 1 - start);
    }
  }

  private static boolean isEnd(byte next) {
    return next == '\n' || next == '\r';
  }

  private void endLine() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (firstLine && text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    firstLine = false;
    if (!text.startsWith("data:")) {
      return;
    }
    if (hasData) {
      data.append('\n');
    }
    hasData = true;
    data.append(
        text, text.startsWith("data: ") ? "data: ".length() : "data:".length(), text.length());
  }

  private void dispatch() {
    String event = data.toString();
    data.setLength(0);
    hasData = false;
    if (!event.isBlank() && !stopped) {
      stopped = !events.test(event);
    }
  }
}
