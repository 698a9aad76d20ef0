package io.chatdata.server.planner;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.explorer.ToolOutcome;
import io.chatdata.server.llm.ModelEvent;
import io.chatdata.server.sql.QueryResult;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the planner answered to a message.
 *
 * @param text all that it said
 * @param last what it said after the last calls
 * @param calls in their order
 * @param outcomes as many
 */
record TestingAnswer(
    String text,
    String last,
    List<ModelEvent.ToolCall> calls,
    List<ToolOutcome> outcomes,
    List<String> followUps,
    List<String> choices) {
  /** True where it says that it could not read the question. */
  boolean isDeclined() {
    return text.contains("I couldn't read that for certain");
  }

  /** True where it asks back. */
  boolean isAskedBack() {
    return text.contains("Which do you mean?") || text.contains("Which one do you mean?");
  }

  /** Names of the tools that were called, in their order. */
  List<String> tools() {
    return calls.stream().map(ModelEvent.ToolCall::tool).toList();
  }

  /** The last paragraph, which tells what was taken for granted. */
  String assumptions() {
    return plain(last.substring(last.lastIndexOf("\n\n") + 2));
  }

  /** What was told, without markup. */
  String told() {
    return plain(last);
  }

  void assertTold(String... texts) {
    for (String text : texts) {
      assertTrue(told().contains(text), () -> text + "\nis not in:\n" + told());
    }
  }

  void assertAssumes(String... texts) {
    assertTrue(assumptions().startsWith("Assumptions: "), this::told);
    for (String text : texts) {
      assertTrue(assumptions().contains(text), () -> text + "\nis not in:\n" + assumptions());
    }
  }

  /** The rows, without their headers, of the tables that were told. */
  List<List<List<String>>> tables() {
    List<List<List<String>>> tables = new ArrayList<>();
    for (String paragraph : last.split("\n\n", -1)) {
      if (paragraph.startsWith("| ")) {
        tables.add(
            paragraph
                .lines()
                .skip(2)
                .map(line -> line.substring(2, line.length() - 2).split(" \\| ", -1))
                .map(cells -> Stream.of(cells).map(TestingAnswer::plain).toList())
                .toList());
      }
    }
    return tables;
  }

  /** The bullets of the list that was told. */
  List<String> bullets() {
    return last.lines()
        .filter(line -> line.startsWith("- "))
        .map(line -> plain(line.substring(2)))
        .toList();
  }

  private static String plain(String markdown) {
    return markdown.replaceAll("(?<!\\\\)(`|\\*\\*)", "").replaceAll("\\\\(.)", "$1").strip();
  }

  /** The result of the last query that was run. */
  QueryResult result() {
    for (int i = outcomes.size() - 1; i >= 0; i--) {
      if (outcomes.get(i) instanceof ToolOutcome.Query(var stored)) {
        return stored.result();
      }
    }
    throw new AssertionError("No query was answered:\n" + text + "\n" + outcomes);
  }

  /** The statement of the last query that was called for. */
  String sql() {
    for (int i = calls.size() - 1; i >= 0; i--) {
      if (calls.get(i).tool().equals("run_query")) {
        return calls.get(i).arguments();
      }
    }
    return "";
  }

  /** The results of all queries but those that look values up. */
  List<QueryResult> results() {
    List<QueryResult> results = new ArrayList<>();
    for (ToolOutcome outcome : outcomes) {
      if (outcome instanceof ToolOutcome.Query(var stored)
          && stored.result().columns().stream().noneMatch(c -> c.name().equals("rows_found"))) {
        results.add(stored.result());
      }
    }
    return results;
  }

  /**
   * True where the answer has the rows that are expected. Of more than a result can hold, it has
   * the first, and a second result tells how many there are.
   */
  boolean hasRows(List<List<@Nullable String>> expected, boolean ordered) {
    List<QueryResult> results = results();
    if (results.isEmpty()) {
      return false;
    }
    QueryResult first = results.getFirst();
    if (!first.truncated()) {
      return hasRows(first, expected, ordered);
    }
    Set<String> keys = new HashSet<>();
    expected.forEach(row -> keys.add(normal(row.getFirst())));
    return results.size() == 2
        && normal(results.get(1).rows().getFirst().getFirst())
            .equals(String.valueOf(expected.size()))
        && first.rows().stream().allMatch(row -> keys.contains(normal(row.getFirst())));
  }

  /**
   * True where a result has exactly the rows that are expected: as many, and each of the expected
   * ones has a row of its own with all its values.
   *
   * @param ordered in the same order, too
   */
  static boolean hasRows(
      QueryResult result, List<List<@Nullable String>> expected, boolean ordered) {
    List<List<String>> rows = new ArrayList<>();
    for (List<@Nullable Object> row : result.rows()) {
      rows.add(row.stream().map(TestingAnswer::normal).toList());
    }
    List<List<String>> wanted = new ArrayList<>();
    for (List<@Nullable String> row : expected) {
      wanted.add(row.stream().map(TestingAnswer::normal).toList());
    }
    if (rows.size() != wanted.size()) {
      return false;
    }
    if (ordered) {
      return IntStream.range(0, rows.size()).allMatch(i -> holds(rows.get(i), wanted.get(i)));
    }
    int[] owner = new int[rows.size()];
    Arrays.fill(owner, -1);
    return IntStream.range(0, wanted.size())
        .allMatch(i -> findsRow(i, rows, wanted, owner, new boolean[rows.size()]));
  }

  private static boolean holds(List<String> row, List<String> wanted) {
    List<String> values = new ArrayList<>(row);
    return wanted.stream().allMatch(values::remove);
  }

  /**
   * A row that is free, or whose owner finds another one: a key may also be another row's value.
   */
  private static boolean findsRow(
      int wanted, List<List<String>> rows, List<List<String>> all, int[] owner, boolean[] tried) {
    for (int row = 0; row < rows.size(); row++) {
      if (!tried[row] && holds(rows.get(row), all.get(wanted))) {
        tried[row] = true;
        if (owner[row] < 0 || findsRow(owner[row], rows, all, owner, tried)) {
          owner[row] = wanted;
          return true;
        }
      }
    }
    return false;
  }

  /** A value so that the database's text and the contract's form of it are equal. */
  static String normal(@Nullable Object value) {
    if (value == null) {
      return "∅";
    }
    String text = String.valueOf(value).strip();
    try {
      return new BigDecimal(text)
          .setScale(2, RoundingMode.HALF_UP)
          .stripTrailingZeros()
          .toPlainString();
    } catch (NumberFormatException e) {
      String plain = text.replace('T', ' ');
      if (!plain.matches("\\d{4}-\\d{2}-\\d{2} \\d{2}:.*")) {
        return plain;
      }
      return plain.matches(".{10} 00:00:00.*")
          ? plain.substring(0, 10)
          : plain.replaceFirst("Z$", "+00").replaceFirst("([+-]\\d{2}):00$", "$1");
    }
  }
}
