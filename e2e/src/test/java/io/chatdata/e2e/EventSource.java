package io.chatdata.e2e;

import io.chatdata.v1.ChatEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The events of a turn as a client gets them. */
interface EventSource extends AutoCloseable {
  /** The next event, waited for; null at the end of the stream. */
  @Nullable ChatEvent next() throws IOException;

  /** The events up to the first that is wanted, which has to come. */
  default List<ChatEvent> upTo(Predicate<ChatEvent> wanted) throws IOException {
    List<ChatEvent> events = new ArrayList<>();
    for (ChatEvent event = next(); event != null; event = next()) {
      events.add(event);
      if (wanted.test(event)) {
        return events;
      }
    }
    throw new IOException("the stream ended before the event came: " + events);
  }

  /** The events up to the end of the stream. */
  default List<ChatEvent> rest() throws IOException {
    List<ChatEvent> events = new ArrayList<>();
    for (ChatEvent event = next(); event != null; event = next()) {
      events.add(event);
    }
    return events;
  }

  @Override
  void close() throws IOException;
}
