package io.chatdata.server.planner;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.Year;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads dates, months, quarters and years that are named: 5 March 2025, Q3, the first half of 2024.
 */
final class DateReader {
  private static final Map<String, Month> MONTHS = months();
  private static final Map<String, DayOfWeek> DAYS =
      Stream.of(DayOfWeek.values())
          .collect(Collectors.toMap(day -> day.name().toLowerCase(Locale.ROOT), day -> day));
  private static final Pattern QUARTER = Pattern.compile("q([1-4])");
  private static final Pattern HALF = Pattern.compile("h([12])");
  private static final Pattern DAY_OF_MONTH = Pattern.compile("(\\d{1,2})(st|nd|rd|th)?");

  private static final Phrase CALENDAR_YEAR = Phrase.of("calendar? year");

  private final List<Token> tokens;
  private final LocalDate today;

  DateReader(List<Token> tokens, LocalDate today) {
    this.tokens = tokens;
    this.today = today;
  }

  /**
   * The period whose name starts at a position.
   *
   * @param introduced a preposition stands before it, so that a bare May is a month
   */
  Optional<PeriodReader.Period> at(int position, boolean introduced) {
    if (position >= tokens.size()) {
      return Optional.empty();
    }
    try {
      return iso(position)
          .or(() -> dayThenMonth(position))
          .or(() -> month(position, introduced))
          .or(() -> quarter(position))
          .or(() -> half(position))
          .or(() -> year(position));
    } catch (DateTimeException e) {
      // A date that does not exist, such as 30 February, is no date.
      return Optional.empty();
    }
  }

  /** The last Monday, Tuesday … before today. */
  Optional<PeriodReader.Period> lastWeekday(String name, int end) {
    DayOfWeek day = DAYS.get(name);
    if (day == null) {
      return Optional.empty();
    }
    LocalDate date = today.with(TemporalAdjusters.previous(day));
    return Optional.of(PeriodReader.Period.days(date, date.plusDays(1), end));
  }

  private Optional<PeriodReader.Period> iso(int position) {
    Token token = tokens.get(position);
    if (token.kind() != Token.Kind.DATE) {
      return Optional.empty();
    }
    String[] parts = token.text().split("-", -1);
    int year = Integer.parseInt(parts[0]);
    int month = Integer.parseInt(parts[1]);
    LocalDate date = LocalDate.of(year, month, parts.length > 2 ? Integer.parseInt(parts[2]) : 1);
    return Optional.of(
        PeriodReader.Period.days(
            date, parts.length > 2 ? date.plusDays(1) : date.plusMonths(1), position + 1));
  }

  /** 5 March 2025, the 5th of March. */
  private Optional<PeriodReader.Period> dayThenMonth(int position) {
    Integer day = dayOfMonth(position);
    int at = is(position + 1, "of") ? position + 2 : position + 1;
    Month month = monthAt(at);
    return day == null || month == null ? Optional.empty() : Optional.of(date(month, day, at + 1));
  }

  private Optional<PeriodReader.Period> month(int position, boolean introduced) {
    int start = is(position, "month") && is(position + 1, "of") ? position + 2 : position;
    Month month = monthAt(start);
    if (month == null) {
      return Optional.empty();
    }
    Integer day = dayOfMonth(start + 1);
    if (day != null) {
      return Optional.of(date(month, day, start + 2));
    }
    Named year = yearAfter(start + 1);
    boolean isWord = tokens.get(start).is("may") || tokens.get(start).is("march");
    boolean capitalized = tokens.get(start).isCapitalized() && start > 0;
    if (isWord && !introduced && year == null && !capitalized) {
      return Optional.empty();
    }
    if (year != null) {
      LocalDate first = LocalDate.of(year.value(), month, 1);
      return Optional.of(PeriodReader.Period.days(first, first.plusMonths(1), year.end()));
    }
    LocalDate first = LocalDate.of(today.getYear(), month, 1);
    LocalDate latest = first.isAfter(today) ? first.minusYears(1) : first;
    return Optional.of(PeriodReader.Period.days(latest, latest.plusMonths(1), start + 1).guessed());
  }

  private PeriodReader.Period date(Month month, int day, int end) {
    int comma = is(end, ",") && yearNumber(end + 1) != null ? end + 1 : end;
    Named year = yearAfter(comma);
    if (year != null) {
      LocalDate date = LocalDate.of(year.value(), month, day);
      return PeriodReader.Period.days(date, date.plusDays(1), year.end());
    }
    LocalDate date = LocalDate.of(today.getYear(), month, day);
    LocalDate latest = date.isAfter(today) ? LocalDate.of(today.getYear() - 1, month, day) : date;
    return PeriodReader.Period.days(latest, latest.plusDays(1), end).guessed();
  }

  private Optional<PeriodReader.Period> quarter(int position) {
    Matcher matcher = QUARTER.matcher(tokens.get(position).lower());
    Optional<Integer> ordinal =
        is(position + 1, "quarter") ? NumberWords.ordinal(tokens.get(position)) : Optional.empty();
    if (!matcher.matches() && ordinal.isEmpty()) {
      return Optional.empty();
    }
    int quarter = ordinal.orElseGet(() -> Integer.parseInt(matcher.group(1)));
    return Optional.of(part((quarter - 1) * 3 + 1, 3, position + (ordinal.isPresent() ? 2 : 1)));
  }

  private Optional<PeriodReader.Period> half(int position) {
    Matcher matcher = HALF.matcher(tokens.get(position).lower());
    Optional<Integer> ordinal =
        is(position + 1, "half")
            ? NumberWords.ordinal(tokens.get(position)).filter(n -> n <= 2)
            : Optional.empty();
    if (!matcher.matches() && ordinal.isEmpty()) {
      return Optional.empty();
    }
    int half = ordinal.orElseGet(() -> Integer.parseInt(matcher.group(1)));
    return Optional.of(part((half - 1) * 6 + 1, 6, position + (ordinal.isPresent() ? 2 : 1)));
  }

  /** Some months of a year; of the latest in which they have begun where none is named. */
  private PeriodReader.Period part(int firstMonth, int months, int end) {
    Named year = yearAfter(end);
    if (year != null) {
      LocalDate first = LocalDate.of(year.value(), firstMonth, 1);
      return PeriodReader.Period.days(first, first.plusMonths(months), year.end());
    }
    LocalDate first = LocalDate.of(today.getYear(), firstMonth, 1);
    LocalDate latest = first.isAfter(today) ? first.minusYears(1) : first;
    return PeriodReader.Period.days(latest, latest.plusMonths(months), end).guessed();
  }

  private Optional<PeriodReader.Period> year(int position) {
    int start = CALENDAR_YEAR.match(tokens, position);
    int at = start < 0 ? position : start;
    Integer year = yearNumber(at);
    if (year == null) {
      return Optional.empty();
    }
    LocalDate first = LocalDate.of(year, 1, 1);
    return Optional.of(PeriodReader.Period.days(first, first.plusYears(1), at + 1));
  }

  private record Named(int value, int end) {}

  /** The year that follows a month or quarter: 2025, of 2025, last year, of this year. */
  private @Nullable Named yearAfter(int position) {
    int at =
        is(position, "of") || is(position, "in") || is(position, ",") ? position + 1 : position;
    Integer year = yearNumber(at);
    if (year != null) {
      return new Named(year, at + 1);
    }
    if (is(at + 1, "year")) {
      if (is(at, "last") || is(at, "previous")) {
        return new Named(today.getYear() - 1, at + 2);
      }
      if (is(at, "this")) {
        return new Named(today.getYear(), at + 2);
      }
    }
    return null;
  }

  private @Nullable Integer yearNumber(int position) {
    if (position >= tokens.size()) {
      return null;
    }
    Token token = tokens.get(position);
    return token.isNumber() && token.text().matches("(19|20)\\d\\d")
        ? (Integer) Year.parse(token.text()).getValue()
        : null;
  }

  private @Nullable Integer dayOfMonth(int position) {
    if (position >= tokens.size()) {
      return null;
    }
    Matcher matcher = DAY_OF_MONTH.matcher(tokens.get(position).lower());
    if (!matcher.matches() || tokens.get(position).kind() == Token.Kind.QUOTED) {
      return null;
    }
    int day = Integer.parseInt(matcher.group(1));
    return day >= 1 && day <= 31 ? (Integer) day : null;
  }

  private @Nullable Month monthAt(int position) {
    return position < tokens.size() && tokens.get(position).isWord()
        ? MONTHS.get(tokens.get(position).lower())
        : null;
  }

  private boolean is(int position, String word) {
    return position < tokens.size() && tokens.get(position).is(word);
  }

  private static Map<String, Month> months() {
    Map<String, Month> months = new java.util.HashMap<>();
    for (Month month : Month.values()) {
      String name = month.name().toLowerCase(Locale.ROOT);
      months.put(name, month);
      months.put(name.substring(0, 3), month);
    }
    months.put("sept", Month.SEPTEMBER);
    return Map.copyOf(months);
  }
}
