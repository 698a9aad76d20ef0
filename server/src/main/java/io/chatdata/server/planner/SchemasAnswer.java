package io.chatdata.server.planner;

import io.chatdata.server.explorer.ToolOutcome;
import java.util.List;
import java.util.Optional;

/** Tells which schemas there are. */
final class SchemasAnswer implements Answerer {
  @Override
  public Step next(Outcomes outcomes) {
    Call call = Call.listSchemas();
    Optional<ToolOutcome> outcome = outcomes.of(call);
    if (outcome.isEmpty()) {
      return new Step.Calls("I look up the schemas.", List.of(call));
    }
    if (!(outcome.get() instanceof ToolOutcome.Schemas(String connectionId, var schemas))) {
      return Failed.answer(outcome.get());
    }
    if (schemas.isEmpty()) {
      return Step.answer(
          "There is no schema that I can read in " + Markdown.code(connectionId) + ".", List.of());
    }
    List<String> lines =
        schemas.stream()
            .map(
                schema ->
                    Markdown.code(schema.name())
                        + ": "
                        + Figures.count(schema.tableCount(), "table")
                        + (schema.comment().isEmpty()
                            ? ""
                            : ", " + Markdown.escape(schema.comment())))
            .toList();
    String text =
        "There %s **%s**:\n\n%s\n\n%s"
            .formatted(
                schemas.size() == 1 ? "is" : "are",
                Figures.count(schemas.size(), "schema"),
                Markdown.bullets(lines),
                Assumptions.of(
                    List.of(
                        "connection " + Markdown.code(connectionId),
                        "views count as tables",
                        "the system's own schemas are left out")));
    return Step.answer(text, List.of("What tables are available?"));
  }
}
