package io.chatdata.server.planner;

import io.chatdata.server.explorer.Words;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes values of results for people. */
final class Figures {
  static final String NONE = "(none)";

  private static final int MOST_CHARACTERS = 60;
  private static final DecimalFormatSymbols SYMBOLS =
      DecimalFormatSymbols.getInstance(Locale.ENGLISH);

  private Figures() {}

  /** The value as a number; empty where it is none. */
  static Optional<BigDecimal> number(@Nullable Object value) {
    return switch (value) {
      case Integer number -> Optional.of(BigDecimal.valueOf(number));
      case Long number -> Optional.of(BigDecimal.valueOf(number));
      case Double number when Double.isFinite(number) -> Optional.of(BigDecimal.valueOf(number));
      case BigDecimal number -> Optional.of(number);
      case String text -> parse(text);
      case null, default -> Optional.empty();
    };
  }

  private static Optional<BigDecimal> parse(String text) {
    try {
      return text.isEmpty() || text.length() > 60
          ? Optional.empty()
          : Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** With separators, and with two to four decimals where it has any. */
  static String of(BigDecimal number) {
    BigDecimal shown = number;
    if (number.scale() > 2) {
      BigDecimal absolute = number.abs();
      int places = absolute.compareTo(BigDecimal.ONE) < 0 ? 4 : 2;
      shown = number.setScale(places, RoundingMode.HALF_UP);
    }
    boolean whole = shown.stripTrailingZeros().scale() <= 0;
    String pattern = whole && number.scale() <= 0 ? "#,##0" : whole ? "#,##0.00" : "#,##0.00##";
    return new DecimalFormat(pattern, SYMBOLS).format(shown);
  }

  static String of(long number) {
    return of(BigDecimal.valueOf(number));
  }

  /** A share in percent. */
  static String percent(double share) {
    BigDecimal percent = BigDecimal.valueOf(share).movePointRight(2);
    if (share > 0 && share < 0.001) {
      return "under 0.1 %";
    }
    int places = share < 0.1 ? 1 : 0;
    return percent.setScale(places, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString()
        + " %";
  }

  /** Any value in one line, so that no markup in it has an effect. */
  static String text(@Nullable Object value) {
    return switch (value) {
      case null -> NONE;
      case Boolean yes -> yes ? "yes" : "no";
      case String text when text.isBlank() -> "(blank)";
      case Object other -> Markdown.escape(cut(String.valueOf(other)));
    };
  }

  /** A value of a column: numbers with separators where they are amounts, all else as it is. */
  static String cell(@Nullable Object value, String type, boolean amount) {
    boolean numeric =
        List.of("int2", "int4", "int8", "numeric", "float4", "float8", "money").contains(type)
            || List.of("smallint", "integer", "bigint", "real", "double precision").contains(type)
            || type.startsWith("numeric");
    return numeric && amount
        ? number(value).map(Figures::of).orElseGet(() -> text(value))
        : text(value);
  }

  /** The bucket of a time unit: October 2026, Q4 2026, week of 5 October 2026. */
  static String bucket(@Nullable Object value, TimeUnit unit) {
    if (value == null) {
      return NONE;
    }
    String text = String.valueOf(value);
    try {
      return switch (unit) {
        case MONTH -> format("MMMM yyyy", text);
        case QUARTER -> format("'Q'q yyyy", text);
        case WEEK -> "week of " + format("d MMMM yyyy", text);
        case DAY -> format("d MMMM yyyy", text);
        case HOUR -> text.substring(0, Math.min(16, text.length())).replace('T', ' ');
        case YEAR, WEEKDAY, MONTH_OF_YEAR -> text.strip();
        case HOUR_OF_DAY -> text + ":00";
      };
    } catch (DateTimeParseException e) {
      return text(text);
    }
  }

  private static String format(String pattern, String date) {
    LocalDate day = LocalDate.parse(date.substring(0, Math.min(10, date.length())));
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(day);
  }

  static String date(LocalDate day) {
    return DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH).format(day);
  }

  private static String cut(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() <= MOST_CHARACTERS
        ? line
        : line.substring(
                0,
                line.offsetByCodePoints(
                    0, Math.min(MOST_CHARACTERS - 1, line.codePointCount(0, line.length()))))
            + "…";
  }

  /** "1 order", "2 orders". */
  static String count(long number, String singular) {
    return of(number) + " " + (number == 1 ? singular : Words.plural(singular));
  }
}
