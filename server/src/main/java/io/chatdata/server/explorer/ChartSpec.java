package io.chatdata.server.explorer;

import java.util.List;
import java.util.UUID;

/**
 * How to draw a stored result.
 *
 * @param resultId the result
 * @param x column on the x axis; for a pie that of its slices
 * @param y columns on the y axis; none only for a histogram
 * @param series column whose values make a series each; empty for one series a column of y
 * @param title empty for none
 */
public record ChartSpec(
    UUID resultId,
    Mark mark,
    String x,
    List<String> y,
    String series,
    Aggregate aggregate,
    String title) {
  public ChartSpec {
    y = List.copyOf(y);
  }

  /** Shapes. */
  public enum Mark {
    LINE,
    BAR,
    AREA,
    POINT,
    PIE,
    HISTOGRAM
  }

  /** How values with the same x are put together. */
  public enum Aggregate {
    NONE,
    SUM,
    MEAN,
    COUNT,
    MIN,
    MAX
  }
}
