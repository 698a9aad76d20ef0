package io.chatdata.server.sql;

import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Runs a corpus's statements and counts what became of them. */
final class CorpusJudge {
  private static final Set<String> NEVER_RUN = Set.of("must", "policy", "malformed");

  private final Victim victim;
  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<String> escapes = new ArrayList<>();
  private final Map<String, List<String>> refusals = new TreeMap<>();

  CorpusJudge(Victim victim) {
    this.victim = victim;
  }

  /** Lines of tiers that must never run which ran, and lines that left something behind. */
  List<String> escapes() {
    return escapes;
  }

  /** Tries hostile statements as a role, each within so much time. */
  void tryAs(String role, List<Corpus.Line> lines, Duration time) {
    try (Database database = victim.open(role)) {
      database.query(TestingPostgres.request("SELECT 1"));
      for (Corpus.Line line : lines) {
        List<String> before = victim.fingerprint(line.sql());
        String outcome = run(database, line, time);
        count("%s %s: %s".formatted(role, line.tier(), outcome));
        if (NEVER_RUN.contains(line.tier()) && !outcome.startsWith("refused")) {
          escapes.add("%s: %s %s".formatted(role, outcome, line));
        }
        if (!NEVER_RUN.contains(line.tier())) {
          database.query(TestingPostgres.request("SELECT count(*) FROM customers"));
        }
        List<String> after = victim.fingerprint(line.sql());
        if (!after.equals(before)) {
          after.removeAll(before);
          escapes.add("%s: changed %s by %s".formatted(role, after, line));
        }
      }
    }
  }

  /** Runs honest statements as the role that may only read. */
  void run(List<Corpus.Line> lines) {
    try (Database database = victim.open(Victim.READER)) {
      for (Corpus.Line line : lines) {
        count("honest " + line.tier());
        try {
          database.query(TestingPostgres.request(line.sql()));
        } catch (StatementException e) {
          refused(line, e.receipt().rule() + " " + e.getMessage());
        }
      }
    }
  }

  /** Judges honest statements by their text, with a catalog that has all that they name. */
  void judge(List<Corpus.Line> lines) {
    for (Corpus.Line line : lines) {
      count("honest " + line.tier());
      Catalog catalog = TestingCatalog.of();
      try {
        List<Token> tokens = CanonicalSql.read(line.sql()).tokens();
        catalog = TestingCatalog.named(SyntaxParser.parse(Grammar.postgresql(), tokens));
      } catch (RefusedSqlException e) {
        // the guard says why
      }
      if (new Guard().check(line.sql(), catalog) instanceof Verdict.Refused refused) {
        refused(line, refused.rule() + " " + refused.message());
      }
    }
  }

  /** Refused honest statements of the tiers, of all of them. */
  double share(String... tiers) {
    int refused = 0;
    int all = 0;
    for (String tier : tiers) {
      refused += refusals.getOrDefault(tier, List.of()).size();
      all += counts.getOrDefault("honest " + tier, 0);
    }
    return (double) refused / all;
  }

  /** All that was counted and each refusal of an honest statement. */
  String report() {
    StringBuilder report = new StringBuilder();
    counts.forEach((what, n) -> report.append("  %s: %d%n".formatted(what, n)));
    refusals.forEach(
        (tier, lines) -> {
          report.append("  refused %s: %d%n".formatted(tier, lines.size()));
          lines.forEach(line -> report.append("    ").append(line).append(System.lineSeparator()));
        });
    return report.toString();
  }

  private static String run(Database database, Corpus.Line line, Duration time) {
    try {
      database.query(new QueryRequest(line.sql(), 1000, time, null, new Cancellation()));
      return "ran";
    } catch (StatementException e) {
      if (e.reason() == Reason.STATEMENT_REFUSED) {
        return "refused by wall " + e.receipt().wall();
      }
      return e.reason() == Reason.STATEMENT_TIMEOUT ? "stopped" : "failed";
    }
  }

  private void refused(Corpus.Line line, String why) {
    refusals.computeIfAbsent(line.tier(), tier -> new ArrayList<>()).add(line + ": " + why);
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }
}
