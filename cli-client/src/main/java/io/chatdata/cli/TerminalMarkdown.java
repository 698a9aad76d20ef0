package io.chatdata.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Shows Markdown on a terminal while it streams: headings and strong text bold, code in colour,
 * tables aligned as soon as they are whole. All else is shown as it is written.
 */
final class TerminalMarkdown {
  /** What may still become the mark of a block at the start of a line. */
  private static final Pattern MARK = Pattern.compile(" {0,3}(?:#{0,6}|`{0,3}|#{1,6} )");

  private static final Pattern HEADING = Pattern.compile("^ {0,3}#{1,6} ");
  private static final Pattern CELLS = Pattern.compile("(?<!\\\\)\\|");
  private static final Pattern RULE = Pattern.compile("\\|?(?: *:?-+:? *\\|?)+ *");

  private enum Block {
    /** The start of a line, of which nothing is shown yet. */
    START,
    TEXT,
    HEADING,
    FENCE_LINE,
    CODE,
    TABLE
  }

  private final Screen screen;
  private final IntSupplier width;
  private final StringBuilder line = new StringBuilder();
  private final List<String> table = new ArrayList<>();
  private final StringBuilder run = new StringBuilder();
  private Screen.Style style = Screen.Style.PLAIN;
  private Block block = Block.START;
  private boolean fenced;
  private boolean strong;
  private boolean code;
  private boolean star;
  private boolean escaped;

  /**
   * @param width columns of the terminal
   */
  TerminalMarkdown(Screen screen, IntSupplier width) {
    this.screen = screen;
    this.width = width;
  }

  /** Shows the next piece, as far as it is clear what it is. */
  void print(String piece) {
    piece.replace("\r\n", "\n").chars().forEach(c -> next((char) c));
    flush();
  }

  /** The text is whole. */
  void end() {
    if (block == Block.TABLE) {
      table.add(line.toString());
      line.setLength(0);
    }
    showTable();
    startOfLine();
    endStar();
    flush();
    block = Block.START;
    fenced = false;
    strong = false;
    code = false;
  }

  private void next(char c) {
    if (block == Block.START) {
      line.append(c);
      if (c == '\n' || !MARK.matcher(line).matches()) {
        decide();
      }
      return;
    }
    if (block == Block.TABLE) {
      if (c == '\n') {
        table.add(line.toString());
        line.setLength(0);
        block = Block.START;
      } else {
        line.append(c);
      }
      return;
    }
    character(c);
  }

  /** What the line is, now that its first characters are there. */
  private void decide() {
    String start = line.toString();
    if (!fenced && start.strip().equals("|")) {
      block = Block.TABLE;
      return;
    }
    showTable();
    if (start.strip().startsWith("```")) {
      fenced = !fenced;
      block = Block.FENCE_LINE;
    } else if (fenced) {
      block = Block.CODE;
    } else if (HEADING.matcher(start).find()) {
      block = Block.HEADING;
      start = HEADING.matcher(start).replaceFirst("");
    } else {
      block = Block.TEXT;
    }
    line.setLength(0);
    start.chars().forEach(c -> character((char) c));
  }

  /** The start of a line that ends with the text. */
  private void startOfLine() {
    if (line.length() > 0) {
      String start = line.toString();
      line.setLength(0);
      block = fenced ? Block.CODE : Block.TEXT;
      start.chars().forEach(c -> character((char) c));
    }
  }

  private void character(char c) {
    switch (block) {
      case FENCE_LINE -> {
        if (c == '\n') {
          block = Block.START;
        }
      }
      case CODE -> show(c, Screen.Style.CODE);
      case TEXT, HEADING, START, TABLE -> inline(c);
    }
    if (c == '\n') {
      endStar();
      strong = false;
      code = false;
      block = Block.START;
    }
  }

  private void inline(char c) {
    if (escaped) {
      escaped = false;
      if ("*`\\_|#".indexOf(c) < 0) {
        show('\\', inlineStyle());
      }
      show(c, inlineStyle());
    } else if (c == '`') {
      endStar();
      code = !code;
    } else if (c == '*' && !code) {
      if (star) {
        star = false;
        strong = !strong;
      } else {
        star = true;
      }
    } else if (c == '\\' && !code) {
      endStar();
      escaped = true;
    } else {
      endStar();
      show(c, inlineStyle());
    }
  }

  private void endStar() {
    if (star) {
      star = false;
      show('*', inlineStyle());
    }
  }

  private Screen.Style inlineStyle() {
    if (code) {
      return Screen.Style.CODE;
    }
    return strong || block == Block.HEADING ? Screen.Style.BOLD : Screen.Style.PLAIN;
  }

  private void show(char c, Screen.Style next) {
    if (next != style) {
      flush();
      style = next;
    }
    run.append(c);
  }

  private void flush() {
    screen.styled(run.toString(), style);
    run.setLength(0);
  }

  private void showTable() {
    if (table.isEmpty()) {
      return;
    }
    flush();
    if (table.size() > 1 && RULE.matcher(table.get(1).strip()).matches()) {
      screen.print(GridText.table(grid(), width.getAsInt()));
    } else {
      table.forEach(screen::println);
    }
    table.clear();
  }

  private Grid grid() {
    List<String> heads = cells(table.getFirst());
    List<String> rules = cells(table.get(1));
    List<Boolean> numeric = new ArrayList<>();
    for (int i = 0; i < heads.size(); i++) {
      numeric.add(i < rules.size() && rules.get(i).endsWith(":") && !rules.get(i).startsWith(":"));
    }
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (String source : table.subList(2, table.size())) {
      List<@Nullable String> row = new ArrayList<>(cells(source));
      while (row.size() < heads.size()) {
        row.add("");
      }
      rows.add(row.subList(0, heads.size()));
    }
    return new Grid(heads, numeric, rows);
  }

  private static List<String> cells(String source) {
    String inner = source.strip().replaceFirst("^\\|", "").replaceFirst("(?<!\\\\)\\|$", "");
    return Arrays.stream(CELLS.split(inner, -1))
        .map(
            cell ->
                cell.strip().replace("**", "").replace("`", "").replaceAll("\\\\([|*`\\\\])", "$1"))
        .toList();
  }
}
