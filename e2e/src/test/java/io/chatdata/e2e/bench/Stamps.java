package io.chatdata.e2e.bench;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * The tokens of one stream, found in the bytes that a client reads, whatever they are wrapped in,
 * and how long each took since {@link PacedModel} wrote it.
 */
final class Stamps {
  /** Of "~" and the digits. */
  static final int LENGTH = 11;

  private final int most;
  private final long from;
  private final long to;
  private final long start = System.nanoTime();
  private long first;
  private int tokens;
  private int inWindow;
  private int digits = -1;
  private long stamp;
  private int[] micros = new int[64];
  private int timed;

  /**
   * Those that arrive between two times of the nano clock are timed.
   *
   * @param most how many there are: the last event of a turn says them all again
   */
  Stamps(int most, long from, long to) {
    this.most = most;
    this.from = from;
    this.to = to;
  }

  void read(byte[] bytes, int offset, int end) {
    long now = System.nanoTime();
    for (int i = offset; i < end && tokens < most; i++) {
      byte next = bytes[i];
      if (digits <= 0) {
        stamp = 0;
      }
      if (digits < 0) {
        digits = next == '~' ? 0 : -1;
        continue;
      }
      int digit = Character.digit(next, 36);
      if (digit < 0) {
        // A length before the text may be the same byte.
        digits = next == '~' ? 0 : -1;
        continue;
      }
      stamp = stamp * 36 + digit;
      if (++digits == LENGTH - 1) {
        digits = -1;
        token(now);
      }
    }
  }

  private void token(long now) {
    if (tokens++ == 0) {
      first = now;
    }
    if (now < from || now > to) {
      return;
    }
    inWindow++;
    if (stamp > 0) {
      if (timed == micros.length) {
        micros = Arrays.copyOf(micros, timed * 2);
      }
      micros[timed++] = (int) (now / 1000 - stamp);
    }
  }

  int tokens() {
    return tokens;
  }

  int inWindow() {
    return inWindow;
  }

  /** From the request to the first token; not a number where there was none. */
  double firstMillis() {
    return tokens == 0 ? Double.NaN : (first - start) / 1e6;
  }

  /** How long each token in the window took. */
  DoubleStream millis() {
    return Arrays.stream(micros, 0, timed).mapToDouble(one -> one / 1000.0);
  }
}
