package io.chatdata.server.planner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What people ask of a shop is answered rightly, asked back for or declined. */
class ShopQuestionsTest {
  /** Of the questions that can be answered so many are; for the others the planner asks back. */
  private static final double LEAST_ANSWERED = 0.85;

  private final List<String> wrong = new ArrayList<>();
  private final List<String> unanswered = new ArrayList<>();
  private int answerable;

  @Test
  void whatIsAnsweredIsRightAndWhatCannotBeAnsweredIsNot() {
    try (TestingPlanner planner = TestingShop.planner()) {
      for (ShopQuestions asked : ShopQuestions.all()) {
        List<List<List<@Nullable String>>> right =
            asked.statements().stream().map(TestingShop::sql).toList();
        asked.wordings().forEach(wording -> ask(planner, wording, asked.declined(), right));
      }
    }
    double answered = 1 - (double) unanswered.size() / answerable;
    String summary =
        "Of %d questions %.1f %% answered, %d wrong"
            .formatted(answerable, 100 * answered, wrong.size());
    System.out.println(summary);
    assertEquals(List.of(), wrong, summary);
    assertTrue(answered >= LEAST_ANSWERED, () -> summary + "\n" + String.join("\n", unanswered));
  }

  private void ask(
      TestingPlanner planner,
      String wording,
      boolean declined,
      List<List<List<@Nullable String>>> right) {
    TestingAnswer answer = planner.ask(wording);
    boolean answered = !answer.isDeclined() && !answer.isAskedBack();
    if (!declined) {
      answerable++;
      if (!answered) {
        unanswered.add(wording);
      }
    }
    if (answered && (declined || !isOneOf(right, answer))) {
      wrong.add(wording + "\n" + answer.text() + "\n" + answer.sql());
    }
  }

  private static boolean isOneOf(List<List<List<@Nullable String>>> right, TestingAnswer answer) {
    for (List<List<@Nullable String>> rows : right) {
      if (answer.hasRows(rows, false)) {
        return true;
      }
    }
    return false;
  }
}
