package io.chatdata.server.planner;

import io.chatdata.server.explorer.TableProfile;
import io.chatdata.server.explorer.ToolOutcome;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The search for what is wrong with the data of one table. */
final class Inspection {
  /** Larger tables are only sampled. */
  private static final long MOST_ROWS = 5_000_000;

  private static final int MOST_SPELLINGS = 200;
  private static final int MOST_SPELLED = 4;

  private final Entity entity;
  private final Schema schema;
  private final List<Attribute> attributes;
  private final List<Check> checks;

  Inspection(
      Entity entity, List<Attribute> attributes, Schema schema, ZoneId zone, LocalDateTime now) {
    this.entity = entity;
    this.schema = schema;
    this.attributes = attributes.isEmpty() ? entity.attributes() : attributes;
    this.checks = isSmall(entity) ? Checks.of(entity, this.attributes, zone, now) : List.of();
  }

  /**
   * Something that is wrong.
   *
   * @param weight to tell the worst first: 1 and the share of the rows for mistakes
   */
  record Finding(String text, double weight) {}

  Entity entity() {
    return entity;
  }

  /** The calls that can be made at once. */
  List<Call> first(boolean profile) {
    List<Call> calls = new ArrayList<>();
    if (profile) {
      calls.add(profile());
    }
    if (!checks.isEmpty()) {
      calls.add(Call.query(Checks.sql(entity, checks)));
    }
    orphans().forEach(hop -> calls.add(Call.query(OrphanSql.of(hop))));
    totals().ifPresent(calls::add);
    return calls;
  }

  /** The calls that the profile suggests. */
  List<Call> second(Outcomes outcomes) {
    return spelled(outcomes).stream().map(a -> Call.query(spellings(a))).toList();
  }

  Call profile() {
    return Call.profile(
        entity.table(),
        attributes.size() == entity.attributes().size()
            ? List.of()
            : attributes.stream().map(Attribute::name).toList());
  }

  Optional<TableProfile> profiled(Outcomes outcomes) {
    return outcomes.of(profile()).orElse(null) instanceof ToolOutcome.Profile(TableProfile profile)
        ? Optional.of(profile)
        : Optional.empty();
  }

  /** What is wrong, the worst first. */
  List<Finding> findings(Outcomes outcomes) {
    List<Finding> findings = new ArrayList<>();
    if (checks.isEmpty()) {
      profiled(outcomes).ifPresent(profile -> sampled(profile, findings));
    } else {
      counted(outcomes, findings);
    }
    for (Attribute attribute : spelled(outcomes)) {
      spelling(attribute, outcomes, findings);
    }
    for (Hop hop : orphans()) {
      number(outcomes, OrphanSql.of(hop))
          .filter(count -> count > 0)
          .ifPresent(
              count ->
                  findings.add(
                      new Finding(
                          "%s of %s refer to no row of %s"
                              .formatted(
                                  Figures.count(count, "row"),
                                  Markdown.code(
                                      entity.name() + "." + hop.key().columns().getFirst()),
                                  Markdown.code(hop.to().name())),
                          1.5)));
    }
    totals().ifPresent(call -> total(call, outcomes, findings));
    if (entity.table().primaryKey().isEmpty() && !entity.isView()) {
      findings.add(new Finding("the table has no primary key, so a row can be there twice", 0));
    }
    findings.sort((one, other) -> Double.compare(other.weight(), one.weight()));
    return findings;
  }

  /** Why some of it could not be looked at; empty where all was. */
  List<String> failures(Outcomes outcomes) {
    List<String> failures = new ArrayList<>();
    List<Call> calls = new ArrayList<>(first(true));
    calls.addAll(second(outcomes));
    for (Call call : calls) {
      if (outcomes.of(call).orElse(null) instanceof ToolOutcome.Failure failure) {
        failures.add(Markdown.code(entity.name()) + ": " + Shown.failure(failure));
      }
    }
    return failures;
  }

  private void counted(Outcomes outcomes, List<Finding> findings) {
    Optional<List<@Nullable Object>> row = row(outcomes, Checks.sql(entity, checks));
    if (row.isEmpty()) {
      profiled(outcomes).ifPresent(profile -> sampled(profile, findings));
      return;
    }
    List<@Nullable Object> numbers = row.get();
    long rows = whole(numbers.getFirst());
    for (int i = 0; i < checks.size() && rows > 0; i++) {
      long count = whole(numbers.get(i + 1));
      double share = (double) count / rows;
      if (count > 0 && share >= checks.get(i).leastShare()) {
        findings.add(
            new Finding(
                "%s of %s rows (%s) %s"
                    .formatted(
                        Figures.of(count),
                        Figures.of(rows),
                        Figures.percent(share),
                        checks.get(i).finding()),
                checks.get(i).mistake() ? 1 + share : share));
      }
    }
  }

  /**
   * What the profile alone tells, of a table that is too large to count or whose rows are private.
   */
  private static void sampled(TableProfile profile, List<Finding> findings) {
    double rows = profile.rowsProfiled();
    for (TableProfile.ColumnProfile column : profile.columns()) {
      if (rows > 0 && column.nullCount() / rows >= 0.02) {
        findings.add(
            new Finding(
                "%s of the %s rows looked at have no %s"
                    .formatted(
                        Figures.percent(column.nullCount() / rows),
                        Figures.of(profile.rowsProfiled()),
                        Markdown.code(column.name())),
                column.nullCount() / rows));
      }
      if (column.blankCount() > 0) {
        findings.add(
            new Finding(
                "%s of the %s rows looked at have a blank %s"
                    .formatted(
                        Figures.of(column.blankCount()),
                        Figures.of(profile.rowsProfiled()),
                        Markdown.code(column.name())),
                1 + column.blankCount() / rows));
      }
    }
  }

  /** Texts with few different values, which should each have one spelling. */
  private List<Attribute> spelled(Outcomes outcomes) {
    Optional<TableProfile> profile = profiled(outcomes);
    if (profile.isEmpty() || !isSmall(entity)) {
      return List.of();
    }
    return attributes.stream()
        .filter(a -> a.isText() && a.isCategory() && !a.isIdentifier())
        .filter(
            attribute ->
                profile.get().columns().stream()
                    .anyMatch(
                        column ->
                            column.name().equals(attribute.name())
                                && column.distinctCount() > 1
                                && column.distinctCount() <= MOST_SPELLINGS
                                && column.distinctCount() * 2 < profile.get().rowsProfiled()))
        .limit(MOST_SPELLED)
        .toList();
  }

  private String spellings(Attribute attribute) {
    String column = Sql.name(attribute.name());
    String value = "lower(btrim(" + column + "))";
    return """
    SELECT %s AS value, count(DISTINCT %s) AS spellings, count(*) AS rows_affected
    FROM %s
    WHERE btrim(%s) <> ''
    GROUP BY 1
    HAVING count(DISTINCT %s) > 1
    ORDER BY 3 DESC, 1\
    """
        .formatted(value, column, Sql.table(entity.table()), column, column);
  }

  private void spelling(Attribute attribute, Outcomes outcomes, List<Finding> findings) {
    if (outcomes.of(Call.query(spellings(attribute))).orElse(null)
        instanceof ToolOutcome.Query(var stored)) {
      List<List<@Nullable Object>> rows = Shown.rows(stored.result()).orElse(List.of());
      if (!rows.isEmpty()) {
        List<String> examples =
            rows.stream().limit(3).map(row -> "“" + Figures.text(row.getFirst()) + "”").toList();
        findings.add(
            new Finding(
                "%s of %s %s written in more than one way (capitals or blanks), such as %s"
                    .formatted(
                        Figures.count(rows.size(), "value"),
                        Markdown.code(attribute.name()),
                        rows.size() == 1 ? "is" : "are",
                        Markdown.and(examples)),
                1.3));
      }
    }
  }

  /** Keys that no foreign key guards. */
  private List<Hop> orphans() {
    return schema.joins().parents(entity).stream()
        .filter(hop -> !hop.declared() && isSmall(entity) && isSmall(hop.to()))
        .filter(
            hop ->
                attributes.stream().anyMatch(a -> a.name().equals(hop.key().columns().getFirst())))
        .toList();
  }

  /** Whether totals equal the sum of their lines, where the table has both. */
  private Optional<Call> totals() {
    return isSmall(entity) && attributes.size() == entity.attributes().size()
        ? OrphanSql.totals(entity, schema).map(Call::query)
        : Optional.empty();
  }

  private void total(Call call, Outcomes outcomes, List<Finding> findings) {
    Optional<List<@Nullable Object>> row = row(outcomes, call.arguments().path("sql").asText());
    if (row.isPresent()) {
      long all = whole(row.get().get(0));
      long off = whole(row.get().get(1));
      // Where many differ it is rather this formula that doesn't fit.
      if (off > 0 && off * 10 < all) {
        findings.add(
            new Finding(
                "%s of %s rows have a total that differs from the sum of their lines"
                    .formatted(Figures.of(off), Figures.of(all)),
                1.4));
      }
    }
  }

  private static Optional<Long> number(Outcomes outcomes, String sql) {
    return row(outcomes, sql).map(row -> whole(row.getFirst()));
  }

  private static Optional<List<@Nullable Object>> row(Outcomes outcomes, String sql) {
    if (outcomes.of(Call.query(sql)).orElse(null) instanceof ToolOutcome.Query(var stored)) {
      return Shown.rows(stored.result()).filter(rows -> !rows.isEmpty()).map(List::getFirst);
    }
    return Optional.empty();
  }

  private static long whole(@Nullable Object value) {
    return Figures.number(value).orElse(BigDecimal.ZERO).longValue();
  }

  private static boolean isSmall(Entity entity) {
    return entity.table().estimatedRows() <= MOST_ROWS;
  }
}
