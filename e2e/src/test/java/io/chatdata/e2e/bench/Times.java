package io.chatdata.e2e.bench;

import java.util.Collection;
import java.util.stream.DoubleStream;

/** How long each of many took, in milliseconds. */
final class Times {
  private final double[] sorted;

  Times(DoubleStream millis) {
    sorted = millis.sorted().toArray();
  }

  static Times of(Collection<Double> millis) {
    return new Times(millis.stream().mapToDouble(Double::doubleValue));
  }

  /** The smallest that at least this part of them doesn't exceed; not a number where none is. */
  double quantile(double part) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.max(0, (int) Math.ceil(sorted.length * part) - 1)];
  }

  double median() {
    return quantile(0.5);
  }
}
