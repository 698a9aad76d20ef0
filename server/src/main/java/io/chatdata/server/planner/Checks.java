package io.chatdata.server.planner;

import io.chatdata.server.explorer.Words;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What may be wrong with a table's rows, as its columns' names and types suggest. */
final class Checks {
  /** Columns that are often empty with good reason are only told when a good part is. */
  private static final double EMPTY_SHARE = 0.02;

  private static final int MOST = 40;

  private static final Set<String> AHEAD =
      Set.of(
          "due",
          "expire",
          "expiry",
          "expiration",
          "expires",
          "end",
          "until",
          "valid",
          "to",
          "next",
          "planned",
          "scheduled",
          "schedule",
          "expected",
          "estimated",
          "renewal",
          "deadline",
          "appointment",
          "start",
          "departure",
          "arrival",
          "checkin",
          "checkout",
          "check",
          "target",
          "effective",
          "maturity",
          "event",
          "release",
          "released",
          "delivery",
          "booking",
          "visit");
  private static final Set<String> UNIQUE =
      Set.of(
          "email",
          "mail",
          "username",
          "login",
          "sku",
          "isbn",
          "ean",
          "barcode",
          "ssn",
          "iban",
          "vin",
          "slug");
  private static final Set<String> AMOUNTS =
      Set.of(
          "price",
          "amount",
          "total",
          "quantity",
          "cost",
          "revenue",
          "units",
          "unit",
          "stock",
          "weight",
          "height",
          "length",
          "width",
          "fee",
          "salary",
          "subtotal",
          "count",
          "duration",
          "size",
          "area");
  private static final String PLACEHOLDERS =
      "'n/a', 'na', 'null', 'none', 'nil', 'unknown', 'test', 'tbd', 'todo', '-', '?', 'xxx',"
          + " 'asdf', '000-000-0000', '0000000000', '0000'";

  private final Entity entity;
  private final ZoneId zone;
  private final LocalDateTime now;
  private final List<Check> checks = new ArrayList<>();

  private Checks(Entity entity, ZoneId zone, LocalDateTime now) {
    this.entity = entity;
    this.zone = zone;
    this.now = now;
  }

  /** The checks of a table's own columns. */
  static List<Check> of(Entity entity, List<Attribute> attributes, ZoneId zone, LocalDateTime now) {
    Checks checks = new Checks(entity, zone, now);
    for (Attribute attribute : attributes) {
      checks.column(attribute);
    }
    checks.order(attributes);
    checks.margins(attributes);
    return checks.checks.stream().limit(MOST).toList();
  }

  /** All checks of a table in one statement, after the number of its rows. */
  static String sql(Entity entity, List<Check> checks) {
    StringBuilder sql = new StringBuilder("SELECT count(*) AS rows_checked");
    for (int i = 0; i < checks.size(); i++) {
      sql.append(",\n  ").append(checks.get(i).sql()).append(" AS check_").append(i + 1);
    }
    return sql.append("\nFROM ").append(Sql.table(entity.table())).toString();
  }

  private void column(Attribute attribute) {
    String column = Sql.name(attribute.name());
    String code = Markdown.code(attribute.name());
    if (attribute.column().nullable() && !isOftenEmpty(attribute)) {
      checks.add(
          new Check(
              "have no " + code,
              "count(*) FILTER (WHERE " + column + " IS NULL)",
              attribute.isLabel() ? 0 : EMPTY_SHARE,
              false));
    }
    if (attribute.isText()) {
      text(attribute, column, code);
    } else if (attribute.isTime()) {
      time(attribute, column, code);
    } else if (attribute.isNumber() && !attribute.key() && !attribute.reference()) {
      number(attribute, column, code);
    }
  }

  /** What only some rows come to have, or the comment says may be empty. */
  private static boolean isOftenEmpty(Attribute attribute) {
    String comment = attribute.column().comment().toLowerCase(Locale.ROOT);
    return isEnd(attribute)
        || comment.contains("empty")
        || comment.contains("optional")
        || !(attribute.isCategory()
            || attribute.isNumber()
            || attribute.isTime()
            || attribute.reference()
            || attribute.isFlag());
  }

  private void text(Attribute attribute, String column, String code) {
    checks.add(Check.rows("have a blank " + code, "btrim(" + column + ") = ''"));
    if (!attribute.isCategory() && !attribute.isIdentifier()) {
      return;
    }
    checks.add(
        Check.rows(
            "have blanks before or after their " + code,
            "%s <> btrim(%s) AND btrim(%s) <> ''".formatted(column, column, column)));
    String last = attribute.words().getLast();
    if (!attribute.isEnum() && !attribute.reference() && !attribute.key()) {
      checks.add(
          Check.rows(
              "have a placeholder such as “n/a” or “unknown” as " + code,
              "lower(btrim(%s)) IN (%s)".formatted(column, PLACEHOLDERS)));
    }
    if (last.equals("email") || last.equals("mail") || attribute.words().contains("email")) {
      checks.add(
          Check.rows(
              "have an " + code + " that is no address",
              "btrim(%s) <> '' AND (btrim(%s) NOT LIKE '%%_@_%%._%%' OR btrim(%s) LIKE '%% %%')"
                  .formatted(column, column, column)));
    }
    boolean known = entity.table().primaryKey().contains(attribute.name()) || attribute.reference();
    if (!known && attribute.words().stream().anyMatch(UNIQUE::contains)) {
      String value = "nullif(lower(btrim(" + column + ")), '')";
      checks.add(
          new Check(
              "repeat the %s of another row, capitals and blanks aside".formatted(code),
              "count(" + value + ") - count(DISTINCT " + value + ")",
              0,
              true));
    }
  }

  private void time(Attribute attribute, String column, String code) {
    Set<String> bases = bases(attribute);
    if (bases.stream().noneMatch(AHEAD::contains)) {
      checks.add(
          Check.rows(
              "have a %s in the future".formatted(code),
              column + " > " + Sql.from(now.plusDays(1), attribute, zone)));
    }
    boolean birth = bases.contains("birth") || bases.contains("bear");
    checks.add(
        Check.rows(
            "have a %s before the year 1900".formatted(code),
            column + " < '1900-01-01" + (attribute.isDate() ? "'" : " 00:00:00'")));
    if (birth) {
      checks.add(
          Check.rows(
              "have a %s of more than 120 years ago".formatted(code),
              column
                  + " < "
                  + Sql.from(now.minusYears(120), attribute, zone)
                  + " AND "
                  + column
                  + " >= '1900-01-01'"));
    }
  }

  private void number(Attribute attribute, String column, String code) {
    List<String> words = attribute.words();
    if (words.getLast().equals("age")) {
      checks.add(
          Check.rows(
              "have an impossible " + code + " (below 1 or above 120)",
              column + " < 1 OR " + column + " > 120"));
    } else if (words.contains("price")) {
      checks.add(Check.rows("have a %s of zero or less".formatted(code), column + " <= 0"));
    } else if (words.stream().anyMatch(AMOUNTS::contains)) {
      checks.add(Check.rows("have a negative " + code, column + " < 0"));
    }
    if (words.contains("percent") || words.contains("percentage")) {
      checks.add(
          Check.rows(
              "have a %s outside 0 to 100".formatted(code),
              column + " < 0 OR " + column + " > 100"));
    }
  }

  /** What comes later in a row's life must not lie before its beginning. */
  private void order(List<Attribute> attributes) {
    List<Attribute> starts =
        entity.attributes().stream().filter(Attribute::isTime).filter(Checks::isStart).toList();
    for (Attribute start : starts.stream().limit(2).toList()) {
      for (Attribute end : attributes) {
        if (end.isTime() && isEnd(end) && !end.equals(start) && end.isZoned() == start.isZoned()) {
          checks.add(
              Check.rows(
                  "have a %s before their %s"
                      .formatted(Markdown.code(end.name()), Markdown.code(start.name())),
                  Sql.name(end.name()) + " < " + Sql.name(start.name())));
        }
      }
    }
  }

  /** What a thing is sold for should be more than what it costs. */
  private void margins(List<Attribute> attributes) {
    Optional<Attribute> price = only(entity.attributes(), "price");
    only(attributes, "cost")
        .ifPresent(
            cost ->
                price.ifPresent(
                    sold ->
                        checks.add(
                            Check.rows(
                                "have a %s above their %s"
                                    .formatted(
                                        Markdown.code(cost.name()), Markdown.code(sold.name())),
                                Sql.name(cost.name()) + " > " + Sql.name(sold.name())))));
  }

  /** The one number whose name ends so. */
  private static Optional<Attribute> only(List<Attribute> attributes, String word) {
    List<Attribute> found =
        attributes.stream()
            .filter(attribute -> attribute.isMeasure() && attribute.words().getLast().equals(word))
            .toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  private static boolean isStart(Attribute attribute) {
    return bases(attribute).stream()
        .anyMatch(
            Set.of(
                    "order",
                    "create",
                    "start",
                    "begin",
                    "open",
                    "place",
                    "book",
                    "admit",
                    "hire",
                    "issue",
                    "loan",
                    "borrow",
                    "rent",
                    "depart",
                    "departure",
                    "checkin",
                    "register",
                    "join",
                    "sign",
                    "signup",
                    "pickup",
                    "release",
                    "submit")
                ::contains);
  }

  private static boolean isEnd(Attribute attribute) {
    return bases(attribute).stream()
        .anyMatch(
            Set.of(
                    "ship",
                    "deliver",
                    "end",
                    "close",
                    "finish",
                    "complete",
                    "return",
                    "resolve",
                    "discharge",
                    "arrive",
                    "arrival",
                    "checkout",
                    "login",
                    "update",
                    "cancel",
                    "pay",
                    "terminate",
                    "leave",
                    "due",
                    "expire",
                    "discontinue",
                    "dropoff",
                    "delivery")
                ::contains);
  }

  private static Set<String> bases(Attribute attribute) {
    return attribute.words().stream()
        .flatMap(word -> Words.bases(word).stream())
        .collect(java.util.stream.Collectors.toSet());
  }
}
