package io.chatdata.server.sql;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the guard itself takes for a statement that it hasn't seen and for one whose verdict it
 * knows, over the honest statements of the corpora. Ends with 1 when a median is over its limit.
 */
final class GuardBenchmark {
  private static final int ROUNDS = 30;
  private static final double NEW_LIMIT = 1;
  private static final double KNOWN_LIMIT = 0.02;

  private GuardBenchmark() {}

  public static void main(String[] arguments) {
    List<Corpus.Line> lines =
        Stream.concat(
                Corpus.own().honest().stream(),
                TestingCorpus.shared().stream().flatMap(corpus -> corpus.honest().stream()))
            .filter(line -> !line.tier().equals("pgregress"))
            .toList();
    // each with a catalog in which its tables are
    List<Map.Entry<String, Catalog>> statements =
        lines.stream().map(line -> Map.entry(line.sql(), catalog(line.sql()))).toList();
    double[] fresh = new double[0];
    double[] known = new double[0];
    for (int round = 0; round < ROUNDS; round++) {
      // the last round counts, the others warm up
      fresh = new double[statements.size()];
      known = new double[statements.size()];
      for (int i = 0; i < fresh.length; i++) {
        String sql = statements.get(i).getKey();
        Catalog catalog = statements.get(i).getValue();
        var guard = new Guard();
        guard.check("SELECT 1", catalog);
        fresh[i] = millis(guard, sql, catalog);
        known[i] = millis(guard, sql, catalog);
      }
    }
    System.out.printf("%d statements%n", statements.size());
    boolean held = print("a new statement", fresh, NEW_LIMIT);
    held &= print("a known verdict", known, KNOWN_LIMIT);
    System.exit(held ? 0 : 1);
  }

  private static Catalog catalog(String sql) {
    try {
      return CorpusCatalog.named(
          SyntaxParser.parse(Grammar.postgresql(), CanonicalSql.read(sql).tokens()));
    } catch (RefusedSqlException e) {
      return CorpusCatalog.EMPTY;
    }
  }

  private static double millis(Guard guard, String sql, Catalog catalog) {
    long start = System.nanoTime();
    guard.check(sql, catalog);
    return (System.nanoTime() - start) / 1e6;
  }

  private static boolean print(String what, double[] millis, double limit) {
    Arrays.sort(millis);
    double p50 = millis[millis.length / 2];
    double p99 = millis[millis.length * 99 / 100];
    System.out.printf("%s: p50 %.4f ms (limit %.2f ms), p99 %.4f ms%n", what, p50, limit, p99);
    return p50 <= limit;
  }
}
