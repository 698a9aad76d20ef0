package io.chatdata.server.planner;

import io.chatdata.server.explorer.ToolOutcome;
import io.chatdata.server.sql.QueryResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers a question of the data by one query, at most two. */
final class QueryAnswer implements Answerer {
  private final Query query;
  private final Reader reader;
  private final Compiled compiled;

  QueryAnswer(Query query, Reader reader) {
    this.query = query;
    this.reader = reader;
    this.compiled = QuerySql.compile(query, reader.zone());
  }

  @Override
  public Step next(Outcomes outcomes) {
    Call main = Call.query(compiled.sql());
    Optional<Call> second = everyone();
    List<Call> calls = new ArrayList<>(List.of(main));
    second.ifPresent(calls::add);
    if (!outcomes.hasAll(calls)) {
      return new Step.Calls(intro(), calls);
    }
    ToolOutcome outcome = outcomes.of(main).orElseThrow();
    if (!(outcome instanceof ToolOutcome.Query(var stored))) {
      return failed(outcome);
    }
    QueryResult result = stored.result();
    if (result.truncated() && query.metric() instanceof Metric.Rows) {
      Call count = Call.query(QuerySql.compile(counted(), reader.zone()).sql());
      if (outcomes.of(count).isEmpty()) {
        return new Step.Calls(
            "There are more than I can show; counting all of them.", List.of(count));
      }
      return answer(result, number(outcomes.of(count)), Optional.empty());
    }
    return answer(result, Optional.empty(), number(second.flatMap(outcomes::of)));
  }

  private String intro() {
    return "I look up the %s%s.".formatted(Wording.metric(query), Wording.by(query));
  }

  /** The number of all rows that the query selects. */
  private Query counted() {
    return new Query(
        query.base(),
        new Metric.Count(),
        List.of(),
        query.filters(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  /** For an average per customer: how many customers there are, those with nothing included. */
  private Optional<Call> everyone() {
    boolean all = query.filters().stream().allMatch(filter -> filter instanceof Filter.Within);
    if (all
        && query.metric() instanceof Metric.Averaged
        && query.dimensions().size() == 1
        && query.dimensions().getFirst() instanceof Dimension.ByEntity by) {
      Query count = Query.of(by.entity(), new Metric.Count());
      return Optional.of(Call.query(QuerySql.compile(count, reader.zone()).sql()));
    }
    return Optional.empty();
  }

  private static Optional<Long> number(Optional<ToolOutcome> outcome) {
    if (outcome.isPresent() && outcome.get() instanceof ToolOutcome.Query(var stored)) {
      List<List<@Nullable Object>> rows = stored.result().rows();
      return rows.isEmpty()
          ? Optional.empty()
          : Figures.number(rows.getFirst().getFirst()).map(java.math.BigDecimal::longValue);
    }
    return Optional.empty();
  }

  private Step.Answer failed(ToolOutcome outcome) {
    String what =
        outcome instanceof ToolOutcome.Failure failure
            ? Shown.failure(failure)
            : "The query came to nothing that I can read.";
    return Step.answer(
        what
            + "\n\nI had read your question as: the "
            + Wording.metric(query)
            + Wording.by(query)
            + Wording.when(query.filters())
            + Wording.where(query.filters())
            + ".",
        List.of());
  }

  private Step.Answer answer(QueryResult result, Optional<Long> all, Optional<Long> everyone) {
    Optional<List<List<@Nullable Object>>> rows = Shown.rows(result);
    String text;
    if (rows.isEmpty()) {
      text = Figures.count(result.rows().size(), "row") + ". " + Shown.WITHHELD;
    } else if (query.metric() instanceof Metric.Rows) {
      text = ListText.of(query, result, all);
    } else if (query.dimensions().isEmpty() || query.metric() instanceof Metric.Averaged) {
      text = ScalarText.of(query, compiled, rows.get(), everyone);
    } else {
      text = GroupText.of(query, compiled, result);
    }
    return Step.answer(
        text + "\n\n" + Assumptions.of(query, reader.zone()), FollowUps.of(query, reader));
  }
}
