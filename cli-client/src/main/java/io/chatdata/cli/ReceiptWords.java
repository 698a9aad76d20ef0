package io.chatdata.cli;

import io.chatdata.v1.Receipt;
import io.chatdata.v1.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A receipt as people read it. */
final class ReceiptWords {
  private static final List<String> WALLS =
      List.of("role", "text", "tokens", "syntax", "overloads", "plan", "execution");

  private ReceiptWords() {}

  /**
   * The receipt line by line.
   *
   * @param sql the text that was checked, for the place of the fault
   */
  static List<String> lines(Receipt receipt, String sql) {
    List<String> lines = new ArrayList<>();
    if (receipt.getVerdict() == Verdict.VERDICT_ALLOWED) {
      lines.add("allowed");
    } else {
      String rule = receipt.getRule().isEmpty() ? "" : ", rule " + receipt.getRule();
      lines.add("refused by wall " + wall(receipt.getWall()) + rule);
      lines.add("  " + receipt.getMessage());
      lines.addAll(place(sql, receipt.getPosition()));
    }
    if (!receipt.getCanonicalSql().isEmpty()) {
      add(lines, "statement", receipt.getCanonicalSql());
    }
    if (receipt.getTablesCount() > 0) {
      add(lines, "reads", String.join(", ", receipt.getTablesList()));
    }
    if (receipt.hasPlanCost()) {
      add(lines, "plan cost", String.format(Locale.ROOT, "%,.1f", receipt.getPlanCost()));
    }
    if (!receipt.getSqlstate().isEmpty()) {
      add(lines, "sqlstate", receipt.getSqlstate());
    }
    if (!receipt.getTimeZone().isEmpty()) {
      add(lines, "time zone", receipt.getTimeZone());
    }
    receipt.getWarningsList().forEach(warning -> add(lines, "warning", warning));
    return lines;
  }

  private static String wall(int number) {
    return number >= 0 && number < WALLS.size()
        ? number + " (" + WALLS.get(number) + ")"
        : String.valueOf(number);
  }

  private static void add(List<String> lines, String name, String value) {
    lines.add(String.format(Locale.ROOT, "  %-10s %s", name, value));
  }

  /** The line with the fault and a mark under the character, or nothing when it isn't known. */
  private static List<String> place(String sql, int position) {
    if (position < 1 || position > sql.codePointCount(0, sql.length())) {
      return List.of();
    }
    int offset = sql.offsetByCodePoints(0, position - 1);
    int start = sql.lastIndexOf('\n', offset - 1) + 1;
    int end = sql.indexOf('\n', offset);
    String line = sql.substring(start, end < 0 ? sql.length() : end).stripTrailing();
    String before = sql.substring(start, offset);
    long number = sql.substring(0, start).chars().filter(c -> c == '\n').count() + 1;
    String blanks =
        before.codePoints().mapToObj(c -> c == '\t' ? "\t" : " ").reduce("", String::concat);
    return List.of("  line " + number + ":", "    " + line, "    " + blanks + "^");
  }
}
