package io.chatdata.server.explorer;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was found of a column, while it comes in. */
final class ColumnFacts {
  private final ColumnPlan plan;
  private long present;
  private long distinct;
  private long blank;
  private @Nullable Object min;
  private @Nullable Object max;
  private @Nullable Object mean;
  private TableProfile.@Nullable Lengths lengths;
  private final List<TableProfile.Quantile> quantiles = new ArrayList<>();
  private final List<TableProfile.ValueCount> topValues = new ArrayList<>();
  private List<TableProfile.Bin> histogram = List.of();

  ColumnFacts(ColumnPlan plan) {
    this.plan = plan;
    distinct = plan.hasTopValues() || plan.kind() == ColumnPlan.Kind.DISTINCT ? 0 : -1;
  }

  ColumnPlan plan() {
    return plan;
  }

  @Nullable Object min() {
    return min;
  }

  @Nullable Object max() {
    return max;
  }

  /** Takes the values of {@link ColumnPlan#aggregates}. */
  void aggregates(Iterator<@Nullable Object> values) {
    present = count(values.next());
    if (plan.kind() == ColumnPlan.Kind.DISTINCT) {
      distinct = count(values.next());
    }
    if (plan.hasOrder()) {
      min = shown(values.next());
      max = shown(values.next());
    }
    if (plan.kind() == ColumnPlan.Kind.NUMBER) {
      mean = values.next();
    }
    if (plan.hasQuantiles()) {
      for (double fraction : ColumnPlan.FRACTIONS) {
        Object value = values.next();
        if (value != null) {
          quantiles.add(new TableProfile.Quantile(fraction, value));
        }
      }
    }
    if (plan.kind() == ColumnPlan.Kind.TEXT) {
      Object least = values.next();
      Object most = values.next();
      Object average = values.next();
      blank = count(values.next());
      if (least != null && most != null && average != null) {
        lengths =
            new TableProfile.Lengths(
                count(least), count(most), Double.parseDouble(average.toString()));
      }
    }
  }

  void topValue(@Nullable Object value, long count, long allDistinct) {
    Object shown = shown(value);
    if (shown != null) {
      topValues.add(new TableProfile.ValueCount(shown, count));
    }
    distinct = allDistinct;
  }

  void histogram(List<TableProfile.Bin> bins) {
    histogram = bins;
  }

  TableProfile.ColumnProfile profile(long rows) {
    return new TableProfile.ColumnProfile(
        plan.column().name(),
        plan.column().type(),
        rows - present,
        distinct,
        blank,
        min,
        max,
        mean,
        quantiles,
        topValues,
        lengths,
        histogram);
  }

  /** int8 comes as text. */
  static long count(@Nullable Object value) {
    return value == null ? 0 : Long.parseLong(value.toString());
  }

  private static @Nullable Object shown(@Nullable Object value) {
    return value instanceof String text ? Budget.text(text, ColumnPlan.MAX_TEXT) : value;
  }
}
