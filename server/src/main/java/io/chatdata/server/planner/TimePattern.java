package io.chatdata.server.planner;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a measure does along time. */
final class TimePattern {
  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("MMMM yyyy", Locale.ENGLISH);

  private final Series series;
  private final String name;
  private final LocalDate today;

  /**
   * Looks at a measure by day or month.
   *
   * @param series labels are dates as ISO 8601 writes them
   * @param name what is measured
   */
  TimePattern(Series series, String name, LocalDate today) {
    this.series = series;
    this.name = name;
    this.today = today;
  }

  /** Trend, season and outliers of whole months. */
  List<String> months() {
    List<String> findings = new ArrayList<>();
    Series whole = wholeMonths();
    if (whole.size() < 2) {
      if (series.size() > 0) {
        findings.add("All of it lies within %s.".formatted(month(series.labels().getLast())));
      }
      return findings;
    }
    findings.add(trend(whole));
    int best = whole.highest();
    int worst = whole.lowest();
    findings.add(
        "**Best and weakest month:** %s was highest in **%s** (%s) and lowest in **%s** (%s)."
            .formatted(
                name,
                month(whole.labels().get(best)),
                number(whole.values().get(best)),
                month(whole.labels().get(worst)),
                number(whole.values().get(worst))));
    if (whole.size() >= 24) {
      season(whole).ifPresent(findings::add);
    }
    return findings;
  }

  /** The rhythm of the week, and days that stand out. */
  List<String> days() {
    List<String> findings = new ArrayList<>();
    Map<DayOfWeek, List<Double>> byDay = new EnumMap<>(DayOfWeek.class);
    List<Double> values = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      LocalDate day = LocalDate.parse(series.labels().get(i).substring(0, 10));
      if (day.isBefore(today)) {
        byDay
            .computeIfAbsent(day.getDayOfWeek(), d -> new ArrayList<>())
            .add(series.values().get(i));
        labels.add(series.labels().get(i));
        values.add(series.values().get(i));
      }
    }
    if (byDay.size() == 7) {
      findings.add(week(byDay));
    } else if (!byDay.isEmpty() && values.size() > 20) {
      findings.add(
          "**Week:** there is nothing on %s."
              .formatted(
                  Markdown.and(
                      java.util.stream.Stream.of(DayOfWeek.values())
                          .filter(day -> !byDay.containsKey(day))
                          .map(day -> plural(day))
                          .toList())));
    }
    List<Series.Peak> peaks = new Series(labels, values).peaks(14);
    if (!peaks.isEmpty()) {
      List<String> shown =
          peaks.stream()
              .limit(5)
              .map(
                  peak ->
                      "%s (%s, around it %s)"
                          .formatted(
                              Figures.date(LocalDate.parse(peak.label().substring(0, 10))),
                              number(peak.value()),
                              number(peak.typical())))
              .toList();
      findings.add(
          "**Days that stand out:** %s%s."
              .formatted(
                  Markdown.and(shown),
                  peaks.size() > 5 ? ", and " + (peaks.size() - 5) + " more" : ""));
    }
    return findings;
  }

  /** Without the present month, which is not over, and the first, which may not be whole. */
  private Series wholeMonths() {
    String present = today.withDayOfMonth(1).toString();
    List<String> labels = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      String label = series.labels().get(i).substring(0, 10);
      if (label.compareTo(present) < 0) {
        labels.add(label);
        values.add(series.values().get(i));
      }
    }
    return new Series(labels, values);
  }

  private String trend(Series whole) {
    int span = whole.size() >= 24 ? 12 : whole.size() / 2;
    int size = whole.size();
    double late = whole.mean(size - span, size);
    double before = whole.mean(size - 2 * span, size - span);
    double change = before == 0 ? 0 : (late - before) / before;
    String direction =
        Math.abs(change) < 0.03 ? "is about level" : change > 0 ? "is growing" : "is shrinking";
    return "**Trend:** %s %s: %s a month over the last %d whole months, %s over the %d before (%s%s)."
        .formatted(
            name,
            direction,
            number(late),
            span,
            number(before),
            span,
            change >= 0 ? "+" : "−",
            Figures.percent(Math.abs(change)));
  }

  /** The calendar months that are high or low in each year. */
  private static java.util.Optional<String> season(Series whole) {
    Map<Integer, List<Double>> byMonth = new java.util.TreeMap<>();
    int from = whole.size() % 12 == 0 ? 0 : whole.size() % 12;
    for (int year = from; year + 12 <= whole.size(); year += 12) {
      double mean = whole.mean(year, year + 12);
      for (int i = year; i < year + 12 && mean > 0; i++) {
        int month = Integer.parseInt(whole.labels().get(i).substring(5, 7));
        byMonth.computeIfAbsent(month, m -> new ArrayList<>()).add(whole.values().get(i) / mean);
      }
    }
    if (byMonth.size() < 12) {
      return java.util.Optional.empty();
    }
    Comparator<Map.Entry<Integer, List<Double>>> byMean =
        Comparator.comparingDouble(
            e -> new Series(List.of(), e.getValue()).mean(0, e.getValue().size()));
    var high = java.util.Collections.max(byMonth.entrySet(), byMean);
    var low = java.util.Collections.min(byMonth.entrySet(), byMean);
    double above = new Series(List.of(), high.getValue()).mean(0, high.getValue().size()) - 1;
    double below = 1 - new Series(List.of(), low.getValue()).mean(0, low.getValue().size());
    boolean clear = high.getValue().stream().allMatch(v -> v > 1.05) && above > 0.1;
    return clear
        ? java.util.Optional.of(
            "**Season:** %s is the strongest month of the year, %s above its average; %s the weakest, %s below."
                .formatted(
                    name(high.getKey()),
                    Figures.percent(above),
                    name(low.getKey()),
                    Figures.percent(below)))
        : java.util.Optional.empty();
  }

  private static String name(int month) {
    return java.time.Month.of(month).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
  }

  private String week(Map<DayOfWeek, List<Double>> byDay) {
    Map<DayOfWeek, Double> means = new EnumMap<>(DayOfWeek.class);
    byDay.forEach((day, v) -> means.put(day, new Series(List.of(), v).mean(0, v.size())));
    DayOfWeek best =
        java.util.Collections.max(means.entrySet(), Map.Entry.comparingByValue()).getKey();
    DayOfWeek worst =
        java.util.Collections.min(means.entrySet(), Map.Entry.comparingByValue()).getKey();
    double high = means.getOrDefault(best, 0.0);
    double low = means.getOrDefault(worst, 0.0);
    if (high <= 0 || (high - low) / high < 0.08) {
      return "**Week:** the days of the week differ little, from %s to %s a day."
          .formatted(number(low), number(high));
    }
    return "**Week:** %s are strongest (%s a day on average), %s weakest (%s)."
        .formatted(plural(best), number(high), plural(worst), number(low));
  }

  private static String plural(DayOfWeek day) {
    return day.getDisplayName(TextStyle.FULL, Locale.ENGLISH) + "s";
  }

  private static String month(String date) {
    return MONTH.format(LocalDate.parse(date.substring(0, 10)));
  }

  private static String number(double value) {
    return Figures.of(
        java.math.BigDecimal.valueOf(value)
            .setScale(Math.abs(value) < 100 ? 2 : 0, java.math.RoundingMode.HALF_UP)
            .stripTrailingZeros()
            .max(java.math.BigDecimal.valueOf(-Double.MAX_VALUE)));
  }
}
