package io.chatdata.server.planner;

import io.chatdata.server.explorer.ToolOutcome;
import io.chatdata.server.sql.QueryResult;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs a statement that the person wrote. */
final class StatementAnswer implements Answerer {
  private static final int MOST_ROWS = 10;
  private static final int MOST_COLUMNS = 8;

  private final String sql;

  StatementAnswer(String sql) {
    this.sql = sql;
  }

  @Override
  public Step next(Outcomes outcomes) {
    Call call = Call.query(sql);
    Optional<ToolOutcome> outcome = outcomes.of(call);
    if (outcome.isEmpty()) {
      return new Step.Calls("I run your statement as it is.", List.of(call));
    }
    if (!(outcome.get() instanceof ToolOutcome.Query(var stored))) {
      return Failed.answer(outcome.get());
    }
    QueryResult result = stored.result();
    Optional<List<List<@Nullable Object>>> rows = Shown.rows(result);
    String text =
        rows.map(found -> text(result, found))
            .orElse(Figures.count(result.rows().size(), "row") + ". " + Shown.WITHHELD);
    return Step.answer(
        text + "\n\n" + Assumptions.of(List.of("your message is a statement in SQL")), List.of());
  }

  private static String text(QueryResult result, List<List<@Nullable Object>> rows) {
    if (rows.isEmpty()) {
      return "The statement returned **no rows**.";
    }
    List<String> headers =
        result.columns().stream()
            .limit(MOST_COLUMNS)
            .map(column -> Markdown.escape(column.name()))
            .toList();
    List<List<String>> cells =
        rows.stream()
            .limit(MOST_ROWS)
            .map(row -> row.stream().limit(MOST_COLUMNS).map(Figures::text).toList())
            .toList();
    return "The statement returned **%s**%s.\n\n%s"
        .formatted(
            Figures.count(rows.size(), "row"),
            result.truncated() ? " and there are more" : "",
            Markdown.table(headers, cells));
  }
}
