package io.chatdata.cli;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jline.utils.WCWidth;
import org.jspecify.annotations.Nullable;

/** A grid as text. */
final class GridText {
  private static final int LEAST = 4;
  private static final String GAP = "  ";

  private GridText() {}

  /**
   * Aligned columns, the widest of them cut so that a line fits; a last line counts those that have
   * no room even so.
   *
   * @param width of a line in columns of a terminal; 0 for as wide as it needs
   */
  static String table(Grid grid, int width) {
    int[] widths = IntStream.range(0, grid.heads().size()).map(grid::width).toArray();
    if (width > 0) {
      widths = Arrays.copyOf(widths, fitting(widths, width));
      fit(widths, width - GAP.length() * (widths.length - 1));
    }
    StringBuilder text = new StringBuilder();
    line(text, grid, widths, grid.heads());
    text.append(Arrays.stream(widths).mapToObj("─"::repeat).collect(Collectors.joining(GAP)))
        .append('\n');
    for (List<@Nullable String> row : grid.rows()) {
      line(text, grid, widths, row);
    }
    int more = grid.heads().size() - widths.length;
    if (more > 0) {
      text.append("… and ").append(Words.count(more, "more column")).append('\n');
    }
    return text.toString();
  }

  /** How many columns have room when each is as narrow as may be; the first one always has. */
  private static int fitting(int[] widths, int room) {
    int used = 0;
    for (int i = 0; i < widths.length; i++) {
      used += Math.min(widths[i], LEAST) + (i == 0 ? 0 : GAP.length());
      if (i > 0 && used > room) {
        return i;
      }
    }
    return widths.length;
  }

  /** As RFC 4180 says, with line feeds; NULL is empty, an empty text is quoted. */
  static String csv(Grid grid) {
    StringBuilder text = new StringBuilder();
    csvLine(text, grid.heads());
    grid.rows().forEach(row -> csvLine(text, row));
    return text.toString();
  }

  static String markdown(Grid grid) {
    StringBuilder text = new StringBuilder();
    markdownLine(text, grid.heads());
    text.append('|');
    grid.numeric().forEach(number -> text.append(number ? " ---: |" : " --- |"));
    text.append('\n');
    grid.rows().forEach(row -> markdownLine(text, row));
    return text.toString();
  }

  /** Columns that a text takes on a terminal. */
  static int width(String text) {
    return text.codePoints().map(c -> Math.max(0, WCWidth.wcwidth(c))).sum();
  }

  /** A cell on one line. */
  static String shown(@Nullable String cell) {
    return cell == null
        ? "NULL"
        : SafeText.neutral(cell.replace("\n", "⏎").replace("\r", "").replace('\t', ' '));
  }

  private static void fit(int[] widths, int room) {
    while (Arrays.stream(widths).sum() > room) {
      int widest = 0;
      for (int i = 1; i < widths.length; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      if (widths[widest] <= LEAST) {
        return;
      }
      widths[widest]--;
    }
  }

  private static void line(
      StringBuilder text, Grid grid, int[] widths, List<? extends @Nullable String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = cut(shown(cells.get(i)), widths[i]);
      String blanks = " ".repeat(Math.max(0, widths[i] - width(cell)));
      line.append(i == 0 ? "" : GAP).append(grid.numeric().get(i) ? blanks + cell : cell + blanks);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  private static String cut(String text, int width) {
    if (width(text) <= width) {
      return text;
    }
    StringBuilder cut = new StringBuilder();
    int used = 0;
    for (int c : text.codePoints().toArray()) {
      int next = Math.max(0, WCWidth.wcwidth(c));
      if (used + next > width - 1) {
        break;
      }
      used += next;
      cut.appendCodePoint(c);
    }
    return cut.append('…').toString();
  }

  private static void csvLine(StringBuilder text, List<? extends @Nullable String> cells) {
    text.append(
            cells.stream()
                .map(cell -> cell == null ? "" : csv(cell))
                .collect(Collectors.joining(",")))
        .append('\n');
  }

  private static String csv(String cell) {
    boolean quoted =
        cell.isEmpty()
            || cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return quoted ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
  }

  private static void markdownLine(StringBuilder text, List<? extends @Nullable String> cells) {
    text.append(
            cells.stream()
                .map(cell -> shown(cell).replace("\\", "\\\\").replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |")))
        .append('\n');
  }
}
