package io.chatdata.server.planner;

import io.chatdata.server.explorer.Words;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the name of a period that is told from today: last month, the past 30 days, 3 weeks ago.
 */
final class PeriodReader {
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "hour", ChronoUnit.HOURS,
          "day", ChronoUnit.DAYS,
          "week", ChronoUnit.WEEKS,
          "month", ChronoUnit.MONTHS,
          "year", ChronoUnit.YEARS);
  private static final Set<String> LAST = Set.of("last", "previous", "prior", "preceding");
  private static final Set<String> ROLLING =
      Set.of("last", "previous", "prior", "preceding", "past", "recent", "trailing");
  private static final Map<String, String> TO_DATE =
      Map.of("ytd", "year", "qtd", "quarter", "mtd", "month", "wtd", "week");

  private static final Phrase DAY_BEFORE_YESTERDAY = Phrase.of("day before yesterday");

  private final List<Token> tokens;
  private final LocalDateTime now;
  private final DateReader dates;

  PeriodReader(List<Token> tokens, LocalDateTime now) {
    this.tokens = tokens;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
    this.dates = new DateReader(tokens, this.now.toLocalDate());
  }

  /**
   * A period, half-open.
   *
   * @param isYearGuessed the question named no year
   * @param end where its words end
   */
  record Period(
      LocalDateTime from, LocalDateTime to, Window.Kind kind, boolean isYearGuessed, int end) {
    static Period days(LocalDate from, LocalDate to, int end) {
      return new Period(from.atStartOfDay(), to.atStartOfDay(), Window.Kind.CALENDAR, false, end);
    }

    Period guessed() {
      return new Period(from, to, kind, true, end);
    }
  }

  /**
   * The period whose words start at a position.
   *
   * @param introduced a preposition stands before it, so that a bare May or 2025 is a time
   */
  Optional<Period> at(int position, boolean introduced) {
    if (position >= tokens.size()) {
      return Optional.empty();
    }
    int start = is(position, "the") ? position + 1 : position;
    return relative(start)
        .or(() -> ago(start))
        .or(() -> toDate(start))
        .or(() -> dates.at(start, introduced || start > position));
  }

  /** A length that lies behind: of "30 days", the time from 30 days ago to now. */
  Optional<Period> length(int position) {
    return counted(position, position);
  }

  private Optional<Period> relative(int position) {
    if (position >= tokens.size()) {
      return Optional.empty();
    }
    LocalDate today = now.toLocalDate();
    Token first = tokens.get(position);
    if (DAY_BEFORE_YESTERDAY.match(tokens, position) > 0) {
      return day(today.minusDays(2), position + 3);
    }
    switch (first.lower()) {
      case "today" -> {
        return day(today, position + 1);
      }
      case "yesterday" -> {
        return day(today.minusDays(1), position + 1);
      }
      case "tomorrow" -> {
        return day(today.plusDays(1), position + 1);
      }
      default -> {}
    }
    if (ROLLING.contains(first.lower())) {
      Optional<Period> rolling = counted(position + 1, position);
      if (rolling.isPresent()) {
        return rolling;
      }
    }
    if (position + 1 >= tokens.size()) {
      return Optional.empty();
    }
    String unit = Words.singular(tokens.get(position + 1).lower());
    int end = position + 2;
    if (first.is("this") || first.is("current")) {
      return calendar(unit, 0, end);
    }
    if (LAST.contains(first.lower())) {
      return calendar(unit, -1, end).or(() -> dates.lastWeekday(unit, end));
    }
    if (first.is("next")) {
      return calendar(unit, 1, end);
    }
    if (first.is("past") && (UNITS.containsKey(unit) || unit.equals("quarter"))) {
      return Optional.of(back(1, unit, end));
    }
    if (is(position + 1, "before") && is(position + 2, "last")) {
      return calendar(Words.singular(first.lower()), -2, position + 3);
    }
    return Optional.empty();
  }

  /** A number of units up to now, such as 30 days. */
  private Optional<Period> counted(int position, int start) {
    Optional<NumberWords.Found> number = NumberWords.at(tokens, position);
    if (number.isEmpty() || number.get().end() >= tokens.size()) {
      return Optional.empty();
    }
    String unit = Words.singular(tokens.get(number.get().end()).lower());
    boolean known = UNITS.containsKey(unit) || unit.equals("quarter");
    boolean agoFollows = is(number.get().end() + 1, "ago") && position == start;
    return known
            && !agoFollows
            && number.get().whole().filter(n -> n > 0 && n <= 10_000).isPresent()
        ? number.get().whole().map(n -> back(n, unit, number.get().end() + 1))
        : Optional.empty();
  }

  /** Three days ago is that day, two months ago is that month. */
  private Optional<Period> ago(int position) {
    boolean article = is(position, "a") || is(position, "an");
    Optional<NumberWords.Found> number =
        NumberWords.at(tokens, position)
            .or(
                () ->
                    article
                        ? Optional.of(new NumberWords.Found(java.math.BigDecimal.ONE, position + 1))
                        : Optional.empty());
    if (number.isEmpty()
        || number.get().whole().filter(n -> n > 0 && n <= 10_000).isEmpty()
        || !is(number.get().end() + 1, "ago")) {
      return Optional.empty();
    }
    String unit = Words.singular(tokens.get(number.get().end()).lower());
    return calendar(unit, -number.get().value().intValueExact(), number.get().end() + 2);
  }

  private Optional<Period> toDate(int position) {
    if (position >= tokens.size()) {
      return Optional.empty();
    }
    String word = tokens.get(position).lower();
    String unit = TO_DATE.getOrDefault(word, word);
    int end = position + 1;
    if (!TO_DATE.containsKey(word)) {
      if (!is(position + 1, "to") || !is(position + 2, "date")) {
        return Optional.empty();
      }
      end = position + 3;
    }
    return calendar(unit, 0, end);
  }

  /** The calendar's unit so many units from the present one. */
  private Optional<Period> calendar(String unit, int offset, int end) {
    LocalDate today = now.toLocalDate();
    return switch (unit) {
      case "day" -> day(today.plusDays(offset), end);
      case "week" -> {
        LocalDate monday = today.minusDays(today.getDayOfWeek().getValue() - 1L).plusWeeks(offset);
        yield Optional.of(Period.days(monday, monday.plusWeeks(1), end));
      }
      case "month" -> {
        LocalDate first = today.withDayOfMonth(1).plusMonths(offset);
        yield Optional.of(Period.days(first, first.plusMonths(1), end));
      }
      case "quarter" -> {
        LocalDate first =
            today.withDayOfMonth(1).withMonth((today.getMonthValue() - 1) / 3 * 3 + 1);
        LocalDate start = first.plusMonths(3L * offset);
        yield Optional.of(Period.days(start, start.plusMonths(3), end));
      }
      case "year" -> {
        LocalDate first = today.withDayOfYear(1).plusYears(offset);
        yield Optional.of(Period.days(first, first.plusYears(1), end));
      }
      default -> Optional.empty();
    };
  }

  private Period back(int count, String unit, int end) {
    LocalDateTime from =
        unit.equals("quarter")
            ? now.minusMonths(3L * count)
            : now.minus(count, UNITS.getOrDefault(unit, ChronoUnit.DAYS));
    return new Period(from, now, Window.Kind.ROLLING, false, end);
  }

  private static Optional<Period> day(LocalDate day, int end) {
    return Optional.of(Period.days(day, day.plusDays(1), end));
  }

  private boolean is(int position, String word) {
    return position < tokens.size() && tokens.get(position).is(word);
  }
}
