package io.chatdata.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class GridTextTest {
  private static final Grid SALES =
      new Grid(
          List.of("city", "total"),
          List.of(false, true),
          List.of(row("Zürich", "12.50"), row("東京", null), row("a, \"b\"\nc | d", "")));

  @Test
  void aTableIsAlignedByWhatATerminalShows() {
    assertEquals(
        """
        city          total
        ────────────  ─────
        Zürich        12.50
        東京           NULL
        a, "b"⏎c | d
        """,
        GridText.table(SALES, 0));
  }

  @Test
  void theWidestColumnsAreCutToTheWidth() {
    Grid wide =
        new Grid(
            List.of("id", "text", "other"),
            List.of(true, false, false),
            List.of(row("1", "x".repeat(300), "東".repeat(100))));
    for (int width : List.of(80, 200)) {
      List<String> lines = GridText.table(wide, width).lines().toList();
      String row = lines.get(2);
      assertEquals(width, GridText.width(lines.get(1)));
      assertTrue(GridText.width(row) <= width, row);
      assertTrue(row.startsWith(" 1  xxxx") && row.contains("…"), row);
    }
    assertTrue(GridText.table(wide, 8).contains("xxx…"));
  }

  @Test
  void columnsThatHaveNoRoomAreCounted() {
    Grid wide =
        new Grid(
            Collections.nCopies(20, "a long head"),
            Collections.nCopies(20, false),
            List.of(Collections.nCopies(20, "a long cell")));

    List<String> lines = GridText.table(wide, 80).lines().toList();

    assertEquals(80, GridText.width(lines.get(1)));
    assertEquals("… and 7 more columns", lines.getLast());
    assertEquals("… and 19 more columns", GridText.table(wide, 3).lines().toList().getLast());
  }

  @Test
  void csvKeepsEveryValueAndTellsNullFromEmpty() {
    assertEquals(
        "city,total\nZürich,12.50\n東京,\n\"a, \"\"b\"\"\nc | d\",\"\"\n", GridText.csv(SALES));
  }

  @Test
  void markdownEscapesWhatWouldEndACell() {
    assertEquals(
        """
        | city | total |
        | --- | ---: |
        | Zürich | 12.50 |
        | 東京 | NULL |
        | a, "b"⏎c \\| d |  |
        """,
        GridText.markdown(SALES));
  }

  @Test
  void nothingOfACellMovesTheCursor() {
    Grid hostile =
        new Grid(List.of("\u001b[2Jx"), List.of(false), List.of(row("\u202e\u001b]0;t\u0007")));
    assertEquals("␛[2Jx\n───────\n\ufffd␛]0;t␇\n", GridText.table(hostile, 0));
  }

  private static List<@Nullable String> row(@Nullable String... cells) {
    return Arrays.asList(cells);
  }
}
