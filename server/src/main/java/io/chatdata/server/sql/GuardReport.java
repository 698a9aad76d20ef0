package io.chatdata.server.sql;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The guard's two numbers, measured: hostile statements that ran or left something behind, and
 * legitimate ones that were refused. All of it happens in a throw-away PostgreSQL.
 */
public final class GuardReport {
  /** What a greedy statement may take before the next one has its turn. */
  private static final Duration TIME = Duration.ofMillis(500);

  private GuardReport() {}

  /**
   * Measures and prints them.
   *
   * @param folder of a corpus; null means the project's own
   * @return true when nothing escaped
   * @throws IllegalArgumentException when there is no corpus in the folder
   */
  public static boolean print(@Nullable Path folder, PrintStream out) {
    Corpus corpus = folder == null ? Corpus.own() : Corpus.in(folder);
    out.printf("Statements: %s%n", folder == null ? "the project's own" : folder);
    out.printf("SHA-256:    %s%n", corpus.hash());
    try (Victim victim = Victim.in(ThrowAwayCluster.embedded(), corpus.schema())) {
      out.printf("Server:     PostgreSQL %s%n", victim.version());
      CorpusJudge judge = judge(victim, corpus, TIME, false);
      print(judge, corpus, out);
      return judge.escapes().isEmpty();
    }
  }

  /**
   * Tries all statements of a corpus.
   *
   * @param time for each hostile one
   * @param greedyAsAll tries the greedy ones as all roles, not only as the one that may only read
   */
  static CorpusJudge judge(Victim victim, Corpus corpus, Duration time, boolean greedyAsAll) {
    var judge = new CorpusJudge(victim);
    for (String role : Victim.ROLES) {
      List<Corpus.Line> lines =
          corpus.hostile().stream()
              .filter(
                  line ->
                      greedyAsAll
                          || role.equals(Victim.READER)
                          || !line.tier().equals(Corpus.GREEDY))
              .toList();
      judge.tryAs(role, lines, time);
    }
    judge.run(corpus.honest().stream().filter(Corpus.Line::fitsSchema).toList());
    judge.judge(corpus.honest().stream().filter(line -> !line.fitsSchema()).toList());
    return judge;
  }

  private static void print(CorpusJudge judge, Corpus corpus, PrintStream out) {
    out.printf(
        "%nEscapes: %d of %d hostile statements, tried as %s%n",
        judge.escapes().size(), corpus.hostile().size(), String.join(", ", Victim.ROLES));
    judge
        .hostile()
        .forEach(
            (kind, tally) ->
                out.printf("  %-44s %5d tried %5d escaped%n", kind, tally.all(), tally.bad()));
    judge.escapes().forEach(escape -> out.printf("  %s%n", escape));
    CorpusJudge.Tally all = judge.refused();
    out.printf(
        "%nLegitimate statements refused: %d of %d (%s)%n", all.bad(), all.all(), percent(all));
    judge
        .honest()
        .forEach(
            (tier, tally) ->
                out.printf(
                    "  %-44s %5d tried %5d refused (%s)%n",
                    tier, tally.all(), tally.bad(), percent(tally)));
    judge.refusals().forEach(refusal -> out.printf("  %s%n", refusal));
  }

  private static String percent(CorpusJudge.Tally tally) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * tally.share());
  }
}
