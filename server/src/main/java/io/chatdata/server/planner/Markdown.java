package io.chatdata.server.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Writes markdown. */
final class Markdown {
  private static final Pattern SPECIAL = Pattern.compile("([\\\\`*_\\[\\]<>|#~!])");

  private Markdown() {}

  /** A text from the data, without effect as markup. */
  static String escape(String text) {
    return SPECIAL.matcher(text.replaceAll("\\p{Cntrl}+", " ")).replaceAll("\\\\$1");
  }

  /** A name from the database, as code. */
  static String code(String name) {
    return "`" + name.replace("`", "'").replaceAll("\\p{Cntrl}+", " ") + "`";
  }

  /**
   * A table.
   *
   * @param headers already safe
   * @param rows already safe, as many values as headers
   */
  static String table(List<String> headers, List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    line(text, headers);
    List<String> rule = new ArrayList<>();
    headers.forEach(header -> rule.add("---"));
    line(text, rule);
    rows.forEach(row -> line(text, row));
    return text.toString().stripTrailing();
  }

  private static void line(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /** A, B and C. */
  static String and(List<String> items) {
    int last = items.size() - 1;
    return last <= 0
        ? String.join("", items)
        : String.join(", ", items.subList(0, last)) + " and " + items.get(last);
  }

  static String bullets(List<String> items) {
    return "- " + String.join("\n- ", items);
  }
}
