package io.chatdata.server.sql;

import java.nio.charset.StandardCharsets;

/** What PostgreSQL makes of the letters of a name. */
final class Names {
  /** PostgreSQL cuts longer names, in bytes. */
  private static final int MAX_BYTES = 63;

  private Names() {}

  /** An unquoted name in lower case, as PostgreSQL folds it: ASCII letters alone. */
  static String fold(String name) {
    char[] folded = name.toCharArray();
    for (int i = 0; i < folded.length; i++) {
      if (folded[i] >= 'A' && folded[i] <= 'Z') {
        folded[i] = (char) (folded[i] + ('a' - 'A'));
      }
    }
    return new String(folded);
  }

  /** The name cut to PostgreSQL's length, at a character's end. */
  static String clip(String name) {
    if (name.length() * 3 <= MAX_BYTES) {
      return name;
    }
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= MAX_BYTES) {
      return name;
    }
    int end = MAX_BYTES;
    while ((bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }
}
