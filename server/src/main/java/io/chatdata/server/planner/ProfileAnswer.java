package io.chatdata.server.planner;

import io.chatdata.server.explorer.TableProfile;
import io.chatdata.server.explorer.ToolOutcome;
import io.chatdata.server.sql.RowsToModel;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells what the columns of a table hold and, where it is asked, what is wrong with them. */
final class ProfileAnswer implements Answerer {
  private static final int MOST_COLUMNS = 40;

  private final Entity entity;
  private final Inspection inspection;
  private final RowsToModel rowsToModel;

  ProfileAnswer(
      Reading.Profile reading,
      Schema schema,
      RowsToModel rowsToModel,
      ZoneId zone,
      LocalDateTime now) {
    this.entity = reading.entity();
    this.inspection = new Inspection(entity, reading.attributes(), schema, zone, now);
    this.rowsToModel = rowsToModel;
  }

  @Override
  public Step next(Outcomes outcomes) {
    List<Call> first = inspection.first(true);
    if (!outcomes.hasAll(first)) {
      return new Step.Calls("I profile %s.".formatted(Markdown.code(entity.name())), first);
    }
    List<Call> second = inspection.second(outcomes);
    if (!outcomes.hasAll(second)) {
      return new Step.Calls("Some columns deserve a closer look.", second);
    }
    ToolOutcome outcome = outcomes.of(inspection.profile()).orElseThrow();
    if (!(outcome instanceof ToolOutcome.Profile(TableProfile profile))) {
      return Failed.answer(outcome);
    }
    StringBuilder text = new StringBuilder();
    text.append(
        "%s has **%s** and %s. I looked at %s."
            .formatted(
                Markdown.code(entity.toString()),
                Figures.count(profile.rowCount(), "row"),
                Figures.count(entity.attributes().size(), "column"),
                Markdown.escape(profile.sample())));
    text.append("\n\n").append(columns(profile));
    text.append("\n\n").append(quality(outcomes));
    inspection.failures(outcomes).forEach(failure -> text.append("\n\n").append(failure));
    text.append("\n\n")
        .append(
            Assumptions.of(
                List.of(
                    "the table is " + Markdown.code(entity.toString()),
                    profile.rowsProfiled() < profile.rowCount()
                        ? "numbers of columns are those of the rows looked at"
                        : "all rows were looked at",
                    "whether an empty value is a mistake is for you to say")));
    return Step.answer(text.toString(), followUps());
  }

  private String columns(TableProfile profile) {
    List<List<String>> cells = new ArrayList<>();
    for (TableProfile.ColumnProfile column :
        profile.columns().stream().limit(MOST_COLUMNS).toList()) {
      double rows = Math.max(1, profile.rowsProfiled());
      cells.add(
          List.of(
              Markdown.code(column.name()),
              column.nullCount() == 0 ? "none" : Figures.percent(column.nullCount() / rows),
              column.distinctCount() < 0 ? "?" : Figures.of(column.distinctCount()),
              typical(column)));
    }
    return Markdown.table(List.of("column", "empty", "different", "values"), cells);
  }

  /** The most frequent value of a category, the range of a number or time. */
  private String typical(TableProfile.ColumnProfile column) {
    if (!Shown.tellsValues(rowsToModel)) {
      return "";
    }
    Optional<Attribute> attribute = entity.attribute(column.name());
    boolean range = attribute.stream().anyMatch(a -> a.isNumber() || a.isTime());
    if (range && column.min() != null && column.max() != null) {
      boolean amount = attribute.stream().noneMatch(Attribute::isIdentifier);
      String type = amount ? column.type() : "";
      return Figures.cell(column.min(), type, amount)
          + " to "
          + Figures.cell(column.max(), type, amount)
          + (column.mean() == null || !amount
              ? ""
              : ", mean " + Figures.number(column.mean()).map(Figures::of).orElse("?"));
    }
    List<String> top =
        column.topValues().stream()
            .filter(value -> value.count() > 1)
            .limit(3)
            .map(value -> Figures.text(value.value()) + " (" + Figures.of(value.count()) + ")")
            .toList();
    return String.join(", ", top);
  }

  private String quality(Outcomes outcomes) {
    List<Inspection.Finding> findings = inspection.findings(outcomes);
    if (findings.isEmpty()) {
      return "**Data quality:** I found nothing suspicious.";
    }
    return "**Data quality:** I found %s:\n\n%s"
        .formatted(
            Figures.count(findings.size(), "issue"),
            Markdown.bullets(findings.stream().map(Inspection.Finding::text).toList()));
  }

  private List<String> followUps() {
    return entity.name().matches("[A-Za-z_][A-Za-z0-9_]*")
        ? List.of(
            "Sample 10 rows from the %s table".formatted(entity.name()),
            "Show me statistics for the %s table".formatted(entity.name()))
        : List.of();
  }
}
