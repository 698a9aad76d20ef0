package io.chatdata.server.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventStreamTest {
  /**
   * In the table | stands for a line feed, ^ for a carriage return, and events end with a slash.
   */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
          "data: a||",                     a/
          "data:a||data: b||",             a/b/
          "data:  a||",                    " a/"
          "data: a|data: b||",             a~b/
          "data: a^^data: b^^",            a/b/
          "data: a^|^|data: b^|^|",        a/b/
          "﻿data: a||",                    a/
          ": comment|data: a|: more||",    a/
          "event: x|id: 1|data: a||",      a/
          "retry: 5||data: a||",           a/
          "data||data: a||",               a/
          "dataset: no||data: a||",        a/
          "data: a|||||data: b||",         a/b/
          "data: 1|",                      1/
          "data: 1",                       1/
          "data: [DONE]",                  [DONE]/
          "data: {",                       ""
          "||",                            ""
          """)
  void eventsAreReadAsTheStandardSays(String stream, String events) throws IOException {
    String text = stream.replace('|', '\n').replace('^', '\r');

    assertEquals(events.replace('~', '\n'), read(text, 1 << 10));
    assertEquals(events.replace('~', '\n'), read(text, 1));
  }

  @Test
  void whatComesAfterTheLastWantedEventIsNotRead() throws IOException {
    List<String> got = new ArrayList<>();

    EventStream.read(
        bytes("data: a\n\ndata: b\n\ndata: c\n\n", 3),
        () -> {},
        event -> {
          got.add(event);
          return got.size() < 2;
        });

    assertEquals(List.of("a", "b"), got);
  }

  @Test
  void anEventWithoutEndIsGivenUp() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }
        };

    assertThrows(IOException.class, () -> EventStream.read(endless, () -> {}, event -> true));
  }

  private static String read(String text, int step) throws IOException {
    var events = new StringBuilder();
    EventStream.read(
        bytes(text, step),
        () -> {},
        event -> {
          events.append(event).append('/');
          return true;
        });
    return events.toString();
  }

  private static InputStream bytes(String text, int step) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
      @Override
      public synchronized int read(byte[] buffer, int offset, int length) {
        return super.read(buffer, offset, Math.min(step, length));
      }
    };
  }
}
