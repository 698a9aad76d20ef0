package io.chatdata.server.planner;

import io.chatdata.server.explorer.ToolOutcome;
import io.chatdata.server.sql.QueryResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows some rows of tables. */
final class SampleAnswer implements Answerer {
  private static final int MOST_ROWS = 10;
  private static final int MOST_COLUMNS = 8;

  private final List<Entity> entities;
  private final int rows;

  SampleAnswer(List<Entity> entities, int rows) {
    this.entities = entities;
    this.rows = rows;
  }

  @Override
  public Step next(Outcomes outcomes) {
    List<Call> calls = entities.stream().map(entity -> Call.sample(entity.table(), rows)).toList();
    if (!outcomes.hasAll(calls)) {
      return new Step.Calls("I take a sample.", calls);
    }
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      ToolOutcome outcome = outcomes.of(calls.get(i)).orElseThrow();
      parts.add(
          outcome instanceof ToolOutcome.Sample(var stored)
              ? text(entities.get(i), stored.result())
              : Failed.text(outcome));
    }
    parts.add(
        Assumptions.of(
            List.of(
                "a sample spread over "
                    + Markdown.and(entities.stream().map(e -> Markdown.code(e.toString())).toList())
                    + ", in no particular order")));
    String name = entities.getFirst().name();
    return Step.answer(
        String.join("\n\n", parts),
        List.of(
            "Show me the structure of the %s table".formatted(name),
            "Profile the %s table".formatted(name)));
  }

  private String text(Entity entity, QueryResult result) {
    List<List<@Nullable Object>> found = result.rows();
    if (found.isEmpty()) {
      return "%s has **no rows**.".formatted(Markdown.code(entity.toString()));
    }
    String count =
        found.size() < rows
            ? "%s has only **%s**; these are all."
                .formatted(Markdown.code(entity.toString()), Figures.count(found.size(), "row"))
            : "Here are **%s** of %s."
                .formatted(Figures.count(found.size(), "row"), Markdown.code(entity.toString()));
    if (!Shown.tellsValues(result.receipt().rowsToModel())) {
      return Figures.count(found.size(), "row") + ". " + Shown.WITHHELD;
    }
    int columns = Math.min(MOST_COLUMNS, result.columns().size());
    List<String> headers =
        result.columns().stream().limit(columns).map(c -> Markdown.escape(c.name())).toList();
    List<List<String>> cells =
        found.stream()
            .limit(MOST_ROWS)
            .map(row -> row.stream().limit(columns).map(Figures::text).toList())
            .toList();
    boolean cut = found.size() > MOST_ROWS || result.columns().size() > columns;
    return count
        + "\n\n"
        + Markdown.table(headers, cells)
        + (cut ? "\n\nThe result above has all rows and columns." : "");
  }
}
