package io.chatdata.server.planner;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time, half-open, by the clock of the connection's zone.
 *
 * @param from its first moment; null means without a start
 * @param to the first moment after it; null means without an end
 * @param label as the question called it, such as last month
 * @param kind how the words were taken
 */
record Window(@Nullable LocalDateTime from, @Nullable LocalDateTime to, String label, Kind kind) {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH);
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm:ss", Locale.ENGLISH);

  enum Kind {
    /** Whole days, weeks, months, quarters or years of the calendar. */
    CALENDAR,
    /** So many days, months or years up to now. */
    ROLLING,
    /** Since, before or between. */
    OPEN
  }

  static Window days(LocalDate from, LocalDate toExclusive, String label) {
    return new Window(from.atStartOfDay(), toExclusive.atStartOfDay(), label, Kind.CALENDAR);
  }

  Window labelled(String newLabel) {
    return new Window(from, to, newLabel, kind);
  }

  /** The time that both have; its label is this one's. */
  Window and(Window other) {
    LocalDateTime start =
        from == null || (other.from != null && other.from.isAfter(from)) ? other.from : from;
    LocalDateTime end = to == null || (other.to != null && other.to.isBefore(to)) ? other.to : to;
    return new Window(start, end, label, kind);
  }

  /** The first and the last day, or moment, in words. */
  String spoken() {
    if (from != null && to != null) {
      LocalDate first = from.toLocalDate();
      if (isWholeDays()) {
        LocalDate last = to.toLocalDate().minusDays(1);
        return last.equals(first)
            ? DAY.format(first)
            : DAY.format(first) + " to " + DAY.format(last);
      }
      return moment(from) + " to " + moment(to);
    }
    if (from != null) {
      return "from " + moment(from) + " on";
    }
    return to == null ? "all time" : "before " + moment(to);
  }

  boolean isWholeDays() {
    return (from == null || from.toLocalTime().equals(LocalTime.MIDNIGHT))
        && (to == null || to.toLocalTime().equals(LocalTime.MIDNIGHT));
  }

  private static String moment(LocalDateTime time) {
    return time.toLocalTime().equals(LocalTime.MIDNIGHT) ? DAY.format(time) : MOMENT.format(time);
  }
}
