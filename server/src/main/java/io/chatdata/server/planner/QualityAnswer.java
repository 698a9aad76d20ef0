package io.chatdata.server.planner;

import io.chatdata.server.explorer.TableProfile;
import io.chatdata.server.sql.Catalog;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Tells what is wrong with the data of some tables, or of the whole database. */
final class QualityAnswer implements Answerer {
  private static final int MOST_TABLES = 8;
  private static final int MOST_FINDINGS = 6;

  private final List<Inspection> inspections;
  private final boolean all;
  private final int tables;
  private final ZoneId zone;

  /**
   * Looks at tables.
   *
   * @param entities empty means all, the largest and most connected first
   * @param now by the clock of the connection's zone
   */
  QualityAnswer(List<Entity> entities, Schema schema, ZoneId zone, LocalDateTime now) {
    this.all = entities.isEmpty();
    this.zone = zone;
    List<Entity> candidates =
        schema.entities().stream()
            .filter(
                entity -> !entity.isView() && entity.table().kind() != Catalog.Kind.FOREIGN_TABLE)
            .sorted(
                Comparator.comparingInt((Entity entity) -> -schema.joins().from(entity).size())
                    .thenComparingLong(entity -> -entity.table().estimatedRows())
                    .thenComparing(Entity::toString))
            .toList();
    this.tables = candidates.size();
    List<Entity> chosen = all ? candidates.stream().limit(MOST_TABLES).toList() : entities;
    this.inspections =
        chosen.stream()
            .map(entity -> new Inspection(entity, List.of(), schema, zone, now))
            .toList();
  }

  @Override
  public Step next(Outcomes outcomes) {
    if (inspections.isEmpty()) {
      return Step.answer("There is no table that I could look at.", List.of());
    }
    List<Call> first = new ArrayList<>();
    inspections.forEach(inspection -> first.addAll(inspection.first(true)));
    if (!outcomes.hasAll(first)) {
      return new Step.Calls(
          "I look at the data of %s.".formatted(Figures.count(inspections.size(), "table")), first);
    }
    List<Call> second = new ArrayList<>();
    inspections.forEach(inspection -> second.addAll(inspection.second(outcomes)));
    if (!outcomes.hasAll(second)) {
      return new Step.Calls("Some columns deserve a closer look.", second);
    }
    return answer(outcomes);
  }

  private Step.Answer answer(Outcomes outcomes) {
    List<String> sections = new ArrayList<>();
    List<String> clean = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    int count = 0;
    for (Inspection inspection : inspections) {
      List<Inspection.Finding> findings = inspection.findings(outcomes);
      failures.addAll(inspection.failures(outcomes));
      String name = Markdown.code(inspection.entity().name());
      count += findings.size();
      if (findings.isEmpty()) {
        clean.add(name);
      } else {
        sections.add("**" + name + "**\n\n" + Markdown.bullets(lines(findings)));
      }
    }
    StringBuilder text = new StringBuilder();
    text.append(
        count == 0
            ? "I found **nothing suspicious** in %s."
                .formatted(Figures.count(inspections.size(), "table"))
            : "Yes, there are some things to know: I found **%s** in %s."
                .formatted(Figures.count(count, "issue"), Figures.count(sections.size(), "table")));
    sections.forEach(section -> text.append("\n\n").append(section));
    if (!clean.isEmpty() && count > 0) {
      text.append("\n\nNothing suspicious in ").append(Markdown.and(clean)).append('.');
    }
    failures.forEach(failure -> text.append("\n\n").append(failure));
    text.append("\n\n").append(Assumptions.of(scope(outcomes)));
    return Step.answer(text.toString(), followUps());
  }

  private static List<String> lines(List<Inspection.Finding> findings) {
    List<String> lines =
        new ArrayList<>(
            findings.stream().limit(MOST_FINDINGS).map(Inspection.Finding::text).toList());
    if (findings.size() > MOST_FINDINGS) {
      List<String> rest =
          findings.stream().skip(MOST_FINDINGS).map(Inspection.Finding::text).toList();
      lines.add("Also: " + String.join("; ", rest));
    }
    return lines;
  }

  private List<String> scope(Outcomes outcomes) {
    List<String> scope = new ArrayList<>();
    List<String> names =
        inspections.stream().map(i -> Markdown.code(i.entity().toString())).toList();
    scope.add(
        all && tables > inspections.size()
            ? "I looked at %d of %d tables, the most connected and largest ones: %s"
                .formatted(inspections.size(), tables, String.join(", ", names))
            : "I looked at " + Markdown.and(names));
    scope.add(
        "at empty, blank and repeated values, impossible numbers and dates (today by %s), spellings, the order of"
                .formatted(zone)
            + " dates, totals and keys without a foreign key");
    for (Inspection inspection : inspections) {
      Optional<TableProfile> profile = inspection.profiled(outcomes);
      profile
          .filter(p -> p.rowsProfiled() < p.rowCount())
          .ifPresent(
              p ->
                  scope.add(
                      "%s was profiled by %s"
                          .formatted(Markdown.code(p.table()), Markdown.escape(p.sample()))));
    }
    scope.add("whether an empty value is a mistake is for you to say");
    return scope;
  }

  private List<String> followUps() {
    return inspections.stream()
        .map(inspection -> inspection.entity().name())
        .filter(name -> name.matches("[A-Za-z_][A-Za-z0-9_]*"))
        .limit(2)
        .map("Profile the %s table"::formatted)
        .toList();
  }
}
