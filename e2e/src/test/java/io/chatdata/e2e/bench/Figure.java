package io.chatdata.e2e.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A figure that was measured several times.
 *
 * @param group those of a group can be compared: they have the same unit
 * @param limit what is good enough; null where the figure is only told
 * @param reference what the direct connection had in the same rounds; null where there is none
 * @param note what has to be known beside it
 */
record Figure(
    String group,
    String name,
    String unit,
    double value,
    @Nullable Limit limit,
    @Nullable Double reference,
    String note,
    List<Double> samples) {

  /** Good enough: at most or at least so much. */
  record Limit(Kind kind, double value) {
    enum Kind {
      AT_MOST,
      AT_LEAST
    }

    static Limit atMost(double value) {
      return new Limit(Kind.AT_MOST, value);
    }

    static Limit atLeast(double value) {
      return new Limit(Kind.AT_LEAST, value);
    }
  }

  /** The median of samples. */
  static Figure of(String group, String name, String unit, List<Double> samples) {
    return new Figure(group, name, unit, Times.of(samples).median(), null, null, "", samples);
  }

  /** Something that could not be measured, and why. */
  static Figure missing(String group, String name, String why) {
    return new Figure(group, name, "", Double.NaN, null, null, why, List.of());
  }

  Figure atMost(double most) {
    return with(Limit.atMost(most), reference, note);
  }

  Figure atLeast(double least) {
    return with(Limit.atLeast(least), reference, note);
  }

  /** Beside what the direct connection had. */
  Figure over(double direct) {
    return with(limit, direct, note);
  }

  Figure noting(String text) {
    return with(limit, reference, text);
  }

  private Figure with(@Nullable Limit newLimit, @Nullable Double newReference, String newNote) {
    return new Figure(group, name, unit, value, newLimit, newReference, newNote, samples);
  }

  boolean met() {
    if (limit == null) {
      return true;
    }
    return switch (limit.kind()) {
      case AT_MOST -> value <= limit.value();
      case AT_LEAST -> value >= limit.value();
    };
  }

  /** How many times the direct connection's. */
  @Nullable Double ratio() {
    return reference == null ? null : value / reference;
  }
}
