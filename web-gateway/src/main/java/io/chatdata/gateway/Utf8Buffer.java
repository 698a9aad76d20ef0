package io.chatdata.gateway;

import com.google.gson.JsonElement;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of UTF-8 text. Not safe for use by several threads. */
final class Utf8Buffer {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };
  private static final int KEPT = 16 * 1024;

  private byte[] bytes;
  private int size;

  Utf8Buffer(int capacity) {
    bytes = new byte[capacity];
  }

  int size() {
    return size;
  }

  /**
   * The array that holds the text: its first {@link #size()} bytes. Valid until the next change.
   */
  byte[] array() {
    return bytes;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  /** Empties it, and gives back the memory that one large text took. */
  void clear() {
    size = 0;
    if (bytes.length > KEPT) {
      bytes = new byte[KEPT];
    }
  }

  Utf8Buffer ascii(char c) {
    reserve(1);
    bytes[size++] = (byte) c;
    return this;
  }

  Utf8Buffer ascii(String text) {
    int length = text.length();
    reserve(length);
    for (int i = 0; i < length; i++) {
      bytes[size + i] = (byte) text.charAt(i);
    }
    size += length;
    return this;
  }

  Utf8Buffer raw(byte[] more) {
    reserve(more.length);
    System.arraycopy(more, 0, bytes, size, more.length);
    size += more.length;
    return this;
  }

  /** Makes room at once for so many bytes more. */
  void room(int more) {
    reserve(more);
  }

  /** Takes back the last byte if it is this one. */
  void dropLast(char c) {
    if (size > 0 && bytes[size - 1] == c) {
      size--;
    }
  }

  /** Adds a JSON string with its quotes. A lone surrogate becomes U+FFFD. */
  Utf8Buffer jsonString(String text) {
    int length = text.length();
    // A UTF-16 unit takes at most three bytes of UTF-8, an escape six; those are reserved as
    // needed.
    reserve(length * 3 + 2);
    bytes[size++] = '"';
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
        bytes[size++] = (byte) c;
      } else if (c < 0x80) {
        escape(c);
        reserve((length - i) * 3 + 1);
      } else if (c < 0x800) {
        bytes[size++] = (byte) (0xc0 | c >> 6);
        more(c);
      } else if (!Character.isSurrogate(c)) {
        threeBytes(c);
      } else if (i + 1 < length && Character.isSurrogatePair(c, text.charAt(i + 1))) {
        int point = Character.toCodePoint(c, text.charAt(++i));
        bytes[size++] = (byte) (0xf0 | point >> 18);
        more(point >> 12);
        more(point >> 6);
        more(point);
      } else {
        threeBytes('\ufffd');
      }
    }
    bytes[size++] = '"';
    return this;
  }

  /** Adds a byte that is not the first of its character: its low six bits count. */
  private void more(int bits) {
    bytes[size++] = (byte) (0x80 | (bits & 0x3f));
  }

  private void threeBytes(char c) {
    bytes[size++] = (byte) (0xe0 | c >> 12);
    more(c >> 6);
    more(c);
  }

  private void escape(char c) {
    reserve(6);
    bytes[size++] = '\\';
    switch (c) {
      case '"', '\\' -> bytes[size++] = (byte) c;
      case '\n' -> bytes[size++] = 'n';
      case '\r' -> bytes[size++] = 'r';
      case '\t' -> bytes[size++] = 't';
      default -> {
        bytes[size++] = 'u';
        bytes[size++] = '0';
        bytes[size++] = '0';
        bytes[size++] = HEX[c >> 4];
        bytes[size++] = HEX[c & 0xf];
      }
    }
  }

  /**
   * Adds once more, as a JSON string, what it has from one place up to another: JSON on one line.
   */
  Utf8Buffer quoted(int start, int end) {
    ascii('"');
    int from = start;
    for (int i = start; i < end; i++) {
      if (isEscaped(bytes[i])) {
        again(from, i).ascii('\\');
        from = i;
      }
    }
    return again(from, end).ascii('"');
  }

  private Utf8Buffer again(int from, int to) {
    reserve(to - from);
    System.arraycopy(bytes, from, bytes, size, to - from);
    size += to - from;
    return this;
  }

  private static boolean isEscaped(byte b) {
    return b == '"' || b == '\\';
  }

  /** Adds what a parser gave, as JSON again. */
  Utf8Buffer json(JsonElement element) {
    return raw(element.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
