package io.chatdata.server.planner;

import io.chatdata.server.explorer.ToolOutcome;
import io.chatdata.server.sql.Catalog;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Tells the columns, keys and indexes of tables. */
final class StructureAnswer implements Answerer {
  private static final int MOST_COLUMNS = 40;

  private final List<Entity> entities;

  StructureAnswer(List<Entity> entities) {
    this.entities = entities;
  }

  @Override
  public Step next(Outcomes outcomes) {
    List<Call> calls = entities.stream().map(entity -> Call.tableInfo(entity.table())).toList();
    if (!outcomes.hasAll(calls)) {
      return new Step.Calls("I look up the structure.", calls);
    }
    List<String> parts = new ArrayList<>();
    for (Call call : calls) {
      ToolOutcome outcome = outcomes.of(call).orElseThrow();
      parts.add(
          outcome instanceof ToolOutcome.Structure structure
              ? text(structure.table())
              : Failed.text(outcome));
    }
    parts.add(
        Assumptions.of(
            List.of(
                entities.stream()
                    .map(entity -> "the table is " + Markdown.code(entity.toString()))
                    .collect(Collectors.joining("; ")))));
    Entity first = entities.getFirst();
    return Step.answer(
        String.join("\n\n", parts),
        List.of(
            "Sample 10 rows from the %s table".formatted(first.name()),
            "Profile the %s table".formatted(first.name())));
  }

  private static String text(Catalog.Table table) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s has **%s**%s%s."
            .formatted(
                Markdown.code(table.schema() + "." + table.name()),
                Figures.count(table.columns().size(), "column"),
                table.estimatedRows() < 0
                    ? ""
                    : " and about " + Figures.count(table.estimatedRows(), "row"),
                table.comment().isEmpty() ? "" : ": " + Markdown.escape(table.comment())));
    text.append("\n\n").append(columns(table));
    List<String> notes = new ArrayList<>();
    if (!table.primaryKey().isEmpty()) {
      notes.add(
          "Primary key: "
              + String.join(", ", table.primaryKey().stream().map(Markdown::code).toList()));
    }
    table.foreignKeys().forEach(key -> notes.add(key(key) + " (foreign key)"));
    table.referencedBy().forEach(key -> notes.add("Referred to by " + key(key)));
    table.indexes().forEach(index -> notes.add("Index " + Markdown.code(index.definition())));
    table.checks().forEach(check -> notes.add("Check " + Markdown.code(check.definition())));
    if (!notes.isEmpty()) {
      text.append("\n\n").append(Markdown.bullets(notes));
    }
    return text.toString();
  }

  private static String columns(Catalog.Table table) {
    List<List<String>> cells = new ArrayList<>();
    for (Catalog.Column column : table.columns().stream().limit(MOST_COLUMNS).toList()) {
      String labels =
          column.enumLabels().isEmpty()
              ? ""
              : " (" + Markdown.escape(String.join(", ", column.enumLabels())) + ")";
      cells.add(
          List.of(
              Markdown.code(column.name()),
              Markdown.escape(column.type()) + labels,
              column.nullable() ? "yes" : "no",
              Markdown.escape(column.comment())));
    }
    String more =
        table.columns().size() > MOST_COLUMNS
            ? "\n\nThese are the first %d columns; the result above has all."
                .formatted(MOST_COLUMNS)
            : "";
    return Markdown.table(List.of("column", "type", "may be empty", "about"), cells) + more;
  }

  static String key(Catalog.ForeignKey key) {
    return "%s → %s"
        .formatted(
            Markdown.code(key.table() + "." + String.join(", ", key.columns())),
            Markdown.code(
                key.referencedTable() + "." + String.join(", ", key.referencedColumns())));
  }
}
