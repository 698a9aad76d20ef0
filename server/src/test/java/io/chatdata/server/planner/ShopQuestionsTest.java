package io.chatdata.server.planner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What people ask of a shop. The file {@code shop-questions.sql} has wordings as comments, below
 * them a statement with the right answer, or several where more than one reading is right.
 */
class ShopQuestionsTest {
  /** Of the questions that can be answered so many are; for the others the planner asks back. */
  private static final double LEAST_ANSWERED = 0.85;

  /** What can't be answered by counting and adding up rows, or not without guessing. */
  private static final String DECLINE = "-- decline";

  private final List<String> wrong = new ArrayList<>();
  private final List<String> unanswered = new ArrayList<>();
  private int answerable;

  @Test
  void whatIsAnsweredIsRightAndWhatCannotBeAnsweredIsNot() {
    try (TestingPlanner planner = TestingShop.planner()) {
      for (String block : file().split("\n\n+", -1)) {
        List<String> wordings =
            block
                .lines()
                .filter(line -> line.startsWith("-- ") && !line.equals(DECLINE))
                .map(line -> line.substring(3))
                .toList();
        boolean declined = block.lines().anyMatch(DECLINE::equals);
        List<List<List<@Nullable String>>> right = rows(block);
        wordings.forEach(wording -> ask(planner, wording, declined, right));
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

  private static List<List<List<@Nullable String>>> rows(String block) {
    String statements =
        String.join("\n", block.lines().filter(line -> !line.startsWith("--")).toList());
    List<List<List<@Nullable String>>> rows = new ArrayList<>();
    for (String statement : statements.split(";", -1)) {
      if (!statement.isBlank()) {
        rows.add(TestingShop.sql(statement));
      }
    }
    return rows;
  }

  private static String file() {
    try (InputStream file = ShopQuestionsTest.class.getResourceAsStream("shop-questions.sql")) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
