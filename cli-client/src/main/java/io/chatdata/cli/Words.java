package io.chatdata.cli;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
final class Words {
  private Words() {}

  /** Such as "1 row" or "1,000 rows". */
  static String count(long count, String thing) {
    return String.format(Locale.ROOT, "%,d %s%s", count, thing, count == 1 ? "" : "s");
  }

  /** Such as "8 ms" or "1.3 s". */
  static String time(Duration duration) {
    long millis = Durations.toMillis(duration);
    return millis < 1000 ? millis + " ms" : String.format(Locale.ROOT, "%,.1f s", millis / 1000.0);
  }

  /** Whole seconds, rounded up. */
  static long seconds(Duration duration) {
    return (Durations.toMillis(duration) + 999) / 1000;
  }
}
