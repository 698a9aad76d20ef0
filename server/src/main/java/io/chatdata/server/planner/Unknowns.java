package io.chatdata.server.planner;

import io.chatdata.server.explorer.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The words of a question that stand in the way of reading it. */
final class Unknowns {
  /** Words that ask for what can't be computed from rows by counting and adding up. */
  private static final Set<String> BEYOND =
      Set.of(
          "why",
          "predict",
          "forecast",
          "prediction",
          "explain",
          "cause",
          "because",
          "reason",
          "recommend",
          "should",
          "correlate",
          "correlation",
          "causation",
          "cohort",
          "retention",
          "churn",
          "margin",
          "profit",
          "compare",
          "comparison",
          "versus",
          "vs",
          "growth",
          "ratio",
          "regression",
          "cluster",
          "optimize",
          "budget",
          "target",
          "roi",
          "ltv",
          "lifetime",
          "running",
          "cumulative",
          "rolling",
          "moving",
          "variance",
          "deviation",
          "percentile",
          "except",
          "unless",
          "if",
          "would",
          "could",
          "might");

  private Unknowns() {}

  static List<String> of(Sentence sentence, Values values) {
    List<String> unknown = new ArrayList<>();
    for (int i = 0; i < sentence.size(); i++) {
      Token token = sentence.token(i);
      boolean name = token.isWord() || token.kind() == Token.Kind.QUOTED;
      boolean plain =
          Lexicon.FUNCTION.contains(token.lower()) || Lexicon.FILLER.contains(token.lower());
      if (!name || (plain && !BEYOND.contains(token.lower()))) {
        continue;
      }
      boolean linked =
          !sentence.linker().at(i).isEmpty()
              || sentence.linker().isKnown(token)
              || Lexicon.isVerb(token.lower())
              || !sentence.times(i).isEmpty()
              || Cues.WORDS.contains(Words.singular(token.lower()))
              || Cues.WORDS.contains(token.lower())
              || values.find(token.text()).stream().anyMatch(hits -> !hits.isEmpty());
      if (!linked || BEYOND.contains(token.lower())) {
        unknown.add(token.text());
      }
    }
    return unknown.stream().distinct().toList();
  }
}
