package io.chatdata.server.planner;

import io.chatdata.server.explorer.ToolOutcome;
import io.chatdata.server.sql.Catalog;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Tells how tables refer to one another. */
final class RelationsAnswer implements Answerer {
  private static final int MOST_TABLES = 8;

  private final List<Entity> entities;
  private final Joins joins;

  RelationsAnswer(List<Entity> entities, Schema schema) {
    this.joins = schema.joins();
    this.entities =
        entities.isEmpty()
            ? schema.entities().stream()
                .filter(entity -> !schema.joins().from(entity).isEmpty())
                .limit(MOST_TABLES)
                .toList()
            : entities;
  }

  @Override
  public Step next(Outcomes outcomes) {
    if (entities.isEmpty()) {
      return Step.answer("No table refers to another one by a foreign key.", List.of());
    }
    List<Call> calls = entities.stream().map(entity -> Call.tableInfo(entity.table())).toList();
    if (!outcomes.hasAll(calls)) {
      return new Step.Calls("I look up the foreign keys.", calls);
    }
    Set<String> keys = new LinkedHashSet<>();
    for (Call call : calls) {
      if (outcomes.of(call).orElseThrow() instanceof ToolOutcome.Structure structure) {
        for (Catalog.ForeignKey key : structure.table().foreignKeys()) {
          keys.add(StructureAnswer.key(key));
        }
        for (Catalog.ForeignKey key : structure.table().referencedBy()) {
          keys.add(StructureAnswer.key(key));
        }
      }
    }
    StringBuilder text = new StringBuilder();
    if (entities.size() == 2) {
      text.append(path(entities.get(0), entities.get(1))).append("\n\n");
    }
    text.append(
        keys.isEmpty()
            ? "There is no foreign key at these tables."
            : "Foreign keys:\n\n" + Markdown.bullets(List.copyOf(keys)));
    text.append("\n\n")
        .append(
            Assumptions.of(
                List.of(
                    "related means connected by foreign keys of "
                        + Markdown.and(
                            entities.stream().map(e -> Markdown.code(e.toString())).toList()))));
    return Step.answer(
        text.toString(),
        List.of("Show me the structure of the %s table".formatted(entities.getFirst().name())));
  }

  private String path(Entity one, Entity other) {
    List<List<Hop>> paths = joins.any(one, other);
    if (paths.isEmpty()) {
      paths = joins.any(other, one);
    }
    if (paths.isEmpty()) {
      return "%s and %s are **not connected** by foreign keys."
          .formatted(Markdown.code(one.name()), Markdown.code(other.name()));
    }
    List<String> steps = new ArrayList<>();
    for (Hop hop : paths.getFirst()) {
      steps.add(
          Markdown.code(hop.child().name() + "." + String.join(", ", hop.key().columns()))
              + " refers to "
              + Markdown.code(hop.parent().name())
              + (hop.declared() ? "" : " (by its name; no foreign key says so)"));
    }
    return "%s and %s are connected: %s."
        .formatted(Markdown.code(one.name()), Markdown.code(other.name()), Markdown.and(steps));
  }
}
