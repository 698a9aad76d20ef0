package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The guard's two promises: no hostile statement runs or leaves anything behind, as whatever role,
 * and honest ones pass. With {@code -Dguard.all} on PostgreSQL 15 too, and the greedy ones as all
 * roles.
 */
@Timeout(1800)
class CorpusTest {
  private static final List<String> REAL =
      List.of("analytics", "defog", "llm-bird", "job", "clickbench", "tpch", "tpcds", "crystaldba");

  @Test
  void ownCorpus() {
    CorpusJudge judge = judge(ThrowAwayCluster.embedded(), Corpus.own(), Duration.ofMillis(500));
    assertTrue(share(judge, "idiom") < 0.03, judge::report);
    assertEquals(0, share(judge, "analytics"), judge.report());
  }

  @Test
  void sharedCorpus() {
    Optional<Corpus> corpus = TestingCorpus.shared();
    assumeTrue(
        corpus.isPresent(), "There is no larger corpus in ../shared/corpora beside the checkout");
    shares(judge(ThrowAwayCluster.embedded(), corpus.orElseThrow(), Duration.ofMillis(500)));
  }

  @Test
  @EnabledIfSystemProperty(named = "guard.all", matches = ".*")
  void allCorporaOnPostgresql15() {
    assumeTrue(
        Files.isDirectory(TestingCluster.DEBIAN),
        "There is no PostgreSQL 15 in " + TestingCluster.DEBIAN);
    judge(TestingCluster.installed(TestingCluster.DEBIAN), Corpus.own(), Duration.ofSeconds(3));
    TestingCorpus.shared()
        .ifPresent(
            corpus ->
                shares(
                    judge(
                        TestingCluster.installed(TestingCluster.DEBIAN),
                        corpus,
                        Duration.ofSeconds(3))));
  }

  private static void shares(CorpusJudge judge) {
    assertTrue(share(judge, "idiom") < 0.03, judge::report);
    assertTrue(share(judge, "pgregress") < 0.05, judge::report);
    assertTrue(share(judge, REAL.toArray(String[]::new)) < 0.003, judge::report);
  }

  private static CorpusJudge judge(ThrowAwayCluster cluster, Corpus corpus, Duration time) {
    boolean all = System.getProperty("guard.all") != null;
    try (Victim victim = Victim.in(cluster, corpus.schema())) {
      CorpusJudge judge = GuardReport.judge(victim, corpus, time, all);
      System.out.println(judge.report());
      assertEquals(List.of(), judge.escapes());
      return judge;
    }
  }

  private static double share(CorpusJudge judge, String... tiers) {
    return judge.refused(tiers).share();
  }
}
