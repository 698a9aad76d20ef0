package io.chatdata.server.explorer;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Ranges of equal width over a column's values, and SQL that says in which of them, counted from 1,
 * a value lies. Ranges of integers begin at integers, those of times at whole seconds or days.
 *
 * @param bucket SQL
 * @param bounds one more than there are ranges
 */
record Histogram(String bucket, List<Object> bounds) {
  private static final int MAX_BINS = 20;
  private static final long MICROS = 1_000_000;
  private static final Set<String> INTEGERS = Set.of("smallint", "integer", "bigint");

  /** Of a column between its smallest and largest value; empty where one of them is no such. */
  static Optional<Histogram> of(ColumnFacts facts, ZoneId zone) {
    Object least = facts.min();
    Object most = facts.max();
    if (least == null || most == null || !facts.plan().hasHistogram()) {
      return Optional.empty();
    }
    ColumnPlan plan = facts.plan();
    String min = least.toString();
    String max = most.toString();
    try {
      if (INTEGERS.contains(plan.column().type())) {
        return Optional.of(integers(plan, new BigInteger(min), new BigInteger(max)));
      }
      if (plan.kind() == ColumnPlan.Kind.NUMBER) {
        return numbers(plan, Double.parseDouble(min), Double.parseDouble(max));
      }
      return Optional.of(
          min.contains("T")
              ? times(plan, min, max, zone)
              : dates(plan, LocalDate.parse(min), LocalDate.parse(max)));
    } catch (NumberFormatException | DateTimeException e) {
      // Money, infinity, a year before Christ or after 9999.
      return Optional.empty();
    }
  }

  /** The ranges with their counts, which come by their numbers. */
  List<TableProfile.Bin> withCounts(Map<Long, Long> counts) {
    List<TableProfile.Bin> bins = new ArrayList<>();
    for (int i = 0; i + 1 < bounds.size(); i++) {
      long count = counts.getOrDefault(i + 1L, 0L);
      bins.add(new TableProfile.Bin(bounds.get(i), bounds.get(i + 1), count));
    }
    return bins;
  }

  private static Histogram integers(ColumnPlan plan, BigInteger min, BigInteger max) {
    BigInteger values = max.subtract(min).add(BigInteger.ONE);
    BigInteger width = divideUp(values, BigInteger.valueOf(MAX_BINS));
    int bins = divideUp(values, width).intValueExact();
    boolean asText = plan.column().type().equals("bigint");
    List<Object> bounds = new ArrayList<>();
    for (int i = 0; i <= bins; i++) {
      BigInteger bound = min.add(width.multiply(BigInteger.valueOf(i)));
      bounds.add(asText ? bound.toString() : small(bound));
    }
    BigInteger end = min.add(width.multiply(BigInteger.valueOf(bins)));
    return new Histogram(
        "width_bucket(%s::numeric, (%s)::numeric, (%s)::numeric, %d)"
            .formatted(plan.name(), min, end, bins),
        bounds);
  }

  private static Object small(BigInteger bound) {
    return bound.bitLength() < Integer.SIZE ? (Object) bound.intValue() : bound.doubleValue();
  }

  private static BigInteger divideUp(BigInteger value, BigInteger by) {
    return value.add(by).subtract(BigInteger.ONE).divide(by);
  }

  /** The last range has its upper bound. */
  private static Optional<Histogram> numbers(ColumnPlan plan, double min, double max) {
    double width = (max - min) / MAX_BINS;
    if (!Double.isFinite(min) || !Double.isFinite(width)) {
      return Optional.empty();
    }
    if (min == max) {
      return Optional.of(new Histogram("1", List.of(min, max)));
    }
    List<Object> bounds = new ArrayList<>();
    for (int i = 0; i < MAX_BINS; i++) {
      bounds.add(min + width * i);
    }
    bounds.add(max);
    return Optional.of(
        new Histogram(
            "least(width_bucket(%1$s::float8, (%2$s)::float8, (%3$s)::float8, %4$d), %4$d)"
                .formatted(plan.name(), min, max, MAX_BINS),
            bounds));
  }

  private static Histogram dates(ColumnPlan plan, LocalDate min, LocalDate max) {
    long days = ChronoUnit.DAYS.between(min, max) + 1;
    long width = Math.ceilDiv(days, MAX_BINS);
    List<Object> bounds = new ArrayList<>();
    for (long i = 0; i <= Math.ceilDiv(days, width); i++) {
      bounds.add(min.plusDays(i * width).toString());
    }
    return new Histogram("(%s - DATE '%s') / %d + 1".formatted(plan.name(), min, width), bounds);
  }

  /** Bounds are whole seconds, but for values that are all within a minute. */
  private static Histogram times(ColumnPlan plan, String min, String max, ZoneId zone) {
    long low = micros(min);
    long unit = micros(max) - low > 60 * MICROS ? MICROS : 1;
    long start = Math.floorDiv(low, unit) * unit;
    long length = micros(max) - start + 1;
    long width = Math.ceilDiv(Math.ceilDiv(length, MAX_BINS), unit) * unit;
    int bins = (int) Math.ceilDiv(length, width);
    boolean zoned = parse(min) instanceof OffsetDateTime;
    List<Object> bounds = new ArrayList<>();
    for (int i = 0; i <= bins; i++) {
      bounds.add(text(start + i * width, zoned, zone));
    }
    return new Histogram(
        "width_bucket(extract(epoch FROM %s)::float8, (%s)::float8, (%s)::float8, %d)"
            .formatted(plan.name(), seconds(start), seconds(start + bins * width), bins),
        bounds);
  }

  private static long micros(String text) {
    Instant instant =
        switch (parse(text)) {
          case OffsetDateTime zoned -> zoned.toInstant();
          case TemporalAccessor local -> LocalDateTime.from(local).toInstant(ZoneOffset.UTC);
        };
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), MICROS), instant.getNano() / 1000);
  }

  private static TemporalAccessor parse(String text) {
    return DateTimeFormatter.ISO_DATE_TIME.parseBest(
        text, OffsetDateTime::from, LocalDateTime::from);
  }

  private static String text(long micros, boolean zoned, ZoneId zone) {
    Instant instant = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    return zoned
        ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(OffsetDateTime.ofInstant(instant, zone))
        : DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
            LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
  }

  private static String seconds(long micros) {
    return BigDecimal.valueOf(micros, 6).toPlainString();
  }
}
