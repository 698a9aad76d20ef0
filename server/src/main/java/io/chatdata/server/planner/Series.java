package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Numbers in the order of time, one for each bucket.
 *
 * @param labels of the buckets
 * @param values as many
 */
record Series(List<String> labels, List<Double> values) {
  /** A bucket that stands out. */
  record Peak(String label, double value, double typical) {}

  int size() {
    return values.size();
  }

  double mean(int from, int to) {
    return values.subList(from, to).stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  int highest() {
    return values.indexOf(Collections.max(values));
  }

  int lowest() {
    return values.indexOf(Collections.min(values));
  }

  double median() {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /**
   * The buckets that differ from those around them by far more than these differ among themselves,
   * the most striking first.
   *
   * @param around how many buckets on either side they are compared with
   */
  List<Peak> peaks(int around) {
    List<Peak> peaks = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      List<Double> near = new ArrayList<>();
      for (int j = Math.max(0, i - around); j < Math.min(size(), i + around + 1); j++) {
        if (j != i) {
          near.add(values.get(j));
        }
      }
      if (near.size() < around) {
        continue;
      }
      Series others = new Series(List.of(), near);
      double typical = others.median();
      double spread =
          new Series(List.of(), near.stream().map(value -> Math.abs(value - typical)).toList())
              .median();
      double distance = Math.abs(values.get(i) - typical);
      if (typical > 0 && distance > 6 * Math.max(spread, typical * 0.05)) {
        peaks.add(new Peak(labels.get(i), values.get(i), typical));
      }
    }
    peaks.sort(
        Comparator.comparingDouble(
                (Peak peak) -> Math.abs(peak.value() - peak.typical()) / peak.typical())
            .reversed());
    return peaks;
  }

  Series without(int lastBuckets) {
    int size = Math.max(0, size() - lastBuckets);
    return new Series(labels.subList(0, size), values.subList(0, size));
  }
}
