package io.chatdata.server.planner;

import java.util.Locale;

/** What rows can be grouped by along time. */
enum TimeUnit {
  HOUR,
  DAY,
  WEEK,
  MONTH,
  QUARTER,
  YEAR,
  /** Monday to Sunday, over all weeks. */
  WEEKDAY,
  /** January to December, over all years. */
  MONTH_OF_YEAR,
  /** 0 to 23, over all days. */
  HOUR_OF_DAY;

  /** True where it numbers the parts of a larger cycle instead of going on. */
  boolean isCyclic() {
    return this == WEEKDAY || this == HOUR_OF_DAY || this == MONTH_OF_YEAR;
  }

  /** For people, such as day of the week. */
  String spoken() {
    return switch (this) {
      case WEEKDAY -> "day of the week";
      case HOUR_OF_DAY -> "hour of the day";
      case MONTH_OF_YEAR -> "calendar month";
      case HOUR, DAY, WEEK, MONTH, QUARTER, YEAR -> name().toLowerCase(Locale.ROOT);
    };
  }

  /** Name of the column that holds it. */
  String columnName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
