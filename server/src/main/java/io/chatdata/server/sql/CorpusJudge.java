package io.chatdata.server.sql;

import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** Runs a corpus's statements and counts what became of them. */
final class CorpusJudge {
  private static final Set<String> NEVER_RUN = Set.of("must", "policy", "malformed");

  /** For honest statements, however busy the machine is. */
  private static final Duration REPLY = Duration.ofSeconds(30);

  private static final Corpus.Line AFTERWARDS =
      new Corpus.Line("", "", "", "SELECT count(*) FROM customers");

  private final Victim victim;
  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<String> escapes = new ArrayList<>();
  private final Map<String, Tally> hostile = new TreeMap<>();
  private final Map<String, Tally> honest = new TreeMap<>();
  private final Map<String, List<String>> refusals = new TreeMap<>();

  /** So many of so many. */
  record Tally(int bad, int all) {
    static final Tally NONE = new Tally(0, 0);

    Tally plus(Tally other) {
      return new Tally(bad + other.bad, all + other.all);
    }

    double share() {
      return (double) bad / Math.max(1, all);
    }
  }

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
      database.query(request("SELECT 1"));
      for (Corpus.Line line : lines) {
        int known = escapes.size();
        List<String> before = victim.fingerprint(line.sql());
        String outcome = run(database, line, time);
        count("%s %s: %s".formatted(role, line.tier(), outcome));
        if (NEVER_RUN.contains(line.tier()) && !outcome.startsWith("refused")) {
          escapes.add("%s: %s %s".formatted(role, outcome, line));
        }
        if (!NEVER_RUN.contains(line.tier())) {
          // whatever it took, the next one must find the database well
          String next = run(database, AFTERWARDS, REPLY);
          if (!next.equals("ran")) {
            escapes.add("%s: the next statement %s after %s".formatted(role, next, line));
          }
        }
        List<String> after = settled(line, before);
        if (!after.equals(before)) {
          after.removeAll(before);
          escapes.add("%s: changed %s by %s".formatted(role, after, line));
        }
        int escaped = escapes.size() > known ? 1 : 0;
        hostile.merge(line.tier() + ", " + line.category(), new Tally(escaped, 1), Tally::plus);
      }
    }
  }

  /**
   * The fingerprint afterwards. PostgreSQL builds and writes a single value without looking up, so
   * that a statement which takes much may end after its caller was let go, but within the most that
   * any statement has.
   */
  private List<String> settled(Corpus.Line line, List<String> before) {
    long end = System.nanoTime() + QueryRequest.MAX_TIME.toNanos();
    List<String> after = victim.fingerprint(line.sql());
    while (!after.equals(before)
        && !NEVER_RUN.contains(line.tier())
        && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(100_000_000);
      after = victim.fingerprint(line.sql());
    }
    return after;
  }

  /** Runs honest statements as the role that may only read. */
  void run(List<Corpus.Line> lines) {
    try (Database database = victim.open(Victim.READER)) {
      for (Corpus.Line line : lines) {
        honest.merge(line.tier(), new Tally(0, 1), Tally::plus);
        try {
          database.query(request(line.sql()));
        } catch (StatementException e) {
          refused(line, e.receipt().rule() + " " + e.getMessage());
        }
      }
    }
  }

  /** Judges honest statements by their text, with a catalog that has all that they name. */
  void judge(List<Corpus.Line> lines) {
    for (Corpus.Line line : lines) {
      honest.merge(line.tier(), new Tally(0, 1), Tally::plus);
      Catalog catalog = CorpusCatalog.EMPTY;
      try {
        List<Token> tokens = CanonicalSql.read(line.sql()).tokens();
        catalog = CorpusCatalog.named(SyntaxParser.parse(Grammar.postgresql(), tokens));
      } catch (RefusedSqlException e) {
        // the guard says why
      }
      if (new Guard().check(line.sql(), catalog) instanceof Verdict.Refused refused) {
        refused(line, refused.rule() + " " + refused.message());
      }
    }
  }

  /** Tried hostile statements and those that escaped, by tier and category. */
  Map<String, Tally> hostile() {
    return hostile;
  }

  /** Tried honest statements and those that were refused, by tier. */
  Map<String, Tally> honest() {
    return honest;
  }

  /** Each refusal of an honest statement. */
  List<String> refusals() {
    return refusals.values().stream().flatMap(List::stream).toList();
  }

  /** Refused honest statements of the tiers, or of all where none are named. */
  Tally refused(String... tiers) {
    List<String> wanted = List.of(tiers);
    Tally sum = Tally.NONE;
    for (Map.Entry<String, Tally> tier : honest.entrySet()) {
      if (wanted.isEmpty() || wanted.contains(tier.getKey())) {
        sum = sum.plus(tier.getValue());
      }
    }
    return sum;
  }

  /** All that was counted and each refusal of an honest statement. */
  String report() {
    StringBuilder report = new StringBuilder();
    honest.forEach(
        (tier, tally) -> report.append("  honest %s: %d%n".formatted(tier, tally.all())));
    counts.forEach((what, n) -> report.append("  %s: %d%n".formatted(what, n)));
    refusals.forEach(
        (tier, lines) -> {
          report.append("  refused %s: %d%n".formatted(tier, lines.size()));
          lines.forEach(line -> report.append("    ").append(line).append(System.lineSeparator()));
        });
    return report.toString();
  }

  private static QueryRequest request(String sql) {
    return new QueryRequest(sql, 1000, REPLY, null, new Cancellation());
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
    honest.merge(line.tier(), new Tally(1, 0), Tally::plus);
    refusals.computeIfAbsent(line.tier(), tier -> new ArrayList<>()).add(line + ": " + why);
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }
}
