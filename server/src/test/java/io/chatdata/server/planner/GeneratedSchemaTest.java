package io.chatdata.server.planner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Questions of schemas that nobody has seen before: trades, naming styles, types, zones and rows by
 * chance. To repeat a run, give its seed: {@code -Dchatdata.test.seed=42}.
 */
class GeneratedSchemaTest {
  private static final int SCHEMAS = 3;

  /** Of the questions at least so many are answered; the others are declined or asked back for. */
  private static final double LEAST_ANSWERED = 0.98;

  private final List<String> wrong = new ArrayList<>();
  private final List<String> unanswered = new ArrayList<>();
  private int questions;

  @Test
  void whatIsAnsweredIsRight() {
    long seed = Long.getLong("chatdata.test.seed", new Random().nextInt(1_000_000));
    for (int i = 0; i < SCHEMAS; i++) {
      ask(TestingDomain.ofSeed(seed + i));
    }
    double answered = 1 - (double) unanswered.size() / questions;
    String summary =
        "Seed %d: of %d questions of %d generated schemas %.1f %% answered, %d wrong"
            .formatted(seed, questions, SCHEMAS, 100 * answered, wrong.size());
    System.out.println(summary);
    assertEquals(List.of(), wrong, summary);
    assertTrue(answered >= LEAST_ANSWERED, () -> summary + "\n" + String.join("\n", unanswered));
  }

  private void ask(TestingDomain domain) {
    TestingDatabase database = domain.create();
    try (TestingPlanner planner =
        new TestingPlanner(database, domain.config(database), TestingDomain.NOW)) {
      for (Question question : DomainQuestions.of(domain)) {
        questions++;
        TestingAnswer answer = planner.ask(question.text());
        String where = domain.description + ": " + question.text() + "\n" + answer.text();
        if (answer.isDeclined() || answer.isAskedBack()) {
          unanswered.add(where);
        } else if (!answer.hasRows(database.query(question.sql()), question.ordered())) {
          wrong.add(where + "\n" + answer.sql() + "\ninstead of\n" + question.sql());
        }
      }
      for (Intent intent : Intent.of(domain)) {
        questions++;
        TestingAnswer answer = planner.ask(intent.question());
        String where = domain.description + ": " + intent.question() + "\n" + answer.text();
        if (answer.isDeclined() || answer.isAskedBack()) {
          unanswered.add(where);
        } else if (!intent.isAnsweredBy(answer, database)) {
          wrong.add(where + "\n" + answer.calls());
        }
      }
    }
  }
}
