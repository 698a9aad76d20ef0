package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.chatdata.server.base.Cancellation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Mutated statements of the corpora. {@code -Dguard.mutants} says how many, 20,000 unless given;
 * another {@code -Dguard.seed} makes others.
 */
@Timeout(3600)
class MutationTest {
  private static final int MUTANTS = Integer.getInteger("guard.mutants", 20_000);
  private static final long SEED = Long.getLong("guard.seed", 1);

  private final List<Corpus.Line> hostile = new ArrayList<>(Corpus.own().hostile());
  private final List<Corpus.Line> honest = new ArrayList<>(Corpus.own().honest());

  MutationTest() {
    TestingCorpus.shared()
        .ifPresent(
            shared -> {
              hostile.addAll(shared.hostile());
              honest.addAll(shared.honest());
            });
    System.out.printf("Mutations with -Dguard.seed=%d -Dguard.mutants=%d%n", SEED, MUTANTS);
  }

  /** Comments, the case of keywords and names, and white space mean nothing. */
  @Test
  void spellingNeverChangesAVerdict() {
    var mutator = new Mutator(SEED);
    List<Corpus.Line> lines = Stream.concat(hostile.stream(), honest.stream()).toList();
    for (int i = 0; i < MUTANTS / 4; i++) {
      Corpus.Line line = mutator.any(lines);
      String mutant = mutator.respelled(line.sql());
      assertEquals(verdict(line.sql()), verdict(mutant), () -> line + "\n" + mutant);
    }
  }

  private static String verdict(String sql) {
    return switch (new Guard().check(sql, TestingGuard.SHOP)) {
      case Verdict.Allowed allowed -> allowed.canonicalSql();
      case Verdict.Refused refused -> refused.rule() + refused.canonicalSql();
    };
  }

  /** Whatever of a hostile statement's mutants is let through does no harm. */
  @Test
  void noMutantOfAHostileStatementDoesHarm() {
    var mutator = new Mutator(SEED);
    Corpus own = Corpus.own();
    try (Victim victim = Victim.in(ThrowAwayCluster.embedded(), own.schema());
        Database database = victim.open("super")) {
      Catalog catalog = database.catalog();
      List<Corpus.Line> statements =
          hostile.stream().filter(line -> !line.tier().equals("resource")).toList();
      Set<String> passed = new LinkedHashSet<>();
      var guard = new Guard();
      for (int i = 0; i < MUTANTS; i++) {
        String mutant =
            mutator.mutated(mutator.any(statements).sql(), mutator.any(statements).sql());
        if (guard.check(mutant, catalog) instanceof Verdict.Allowed allowed
            && passed.add(allowed.canonicalSql())) {
          List<String> before = victim.fingerprint(mutant);
          run(database, mutant);
          List<String> after = victim.fingerprint(mutant);
          assertEquals(before, after, mutant);
        }
      }
      System.out.printf("%d mutants, %d let through and harmless%n", MUTANTS, passed.size());
    }
  }

  private static void run(Database database, String sql) {
    try {
      QueryResult result =
          database.query(
              new QueryRequest(sql, 1000, Duration.ofSeconds(2), null, new Cancellation()));
      assertEquals(false, result.rows().toString().contains("nobody may read this"), sql);
    } catch (StatementException e) {
      // refused by the last walls, or PostgreSQL has no such thing
    }
  }
}
