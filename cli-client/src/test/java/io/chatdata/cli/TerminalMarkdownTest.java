package io.chatdata.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

final class TerminalMarkdownTest {
  @Test
  void strongTextCodeAndHeadingsHaveTheirStyle() {
    assertEquals(
        "<b>Sales</>\nof <b>2025</> by <c>region</>, 2*3 and a_b\n",
        shown("## Sales\nof **2025** by `region`, 2*3 and a\\_b\n"));
  }

  @Test
  void aBlockOfCodeIsShownAsItIs() {
    assertEquals(
        "<c>select **x**</>\n<c>  | y</>\n\n<b>so</>\n".replace("</>\n<c>", "\n"),
        shown("```sql\nselect **x**\n  | y\n```\n\n**so**\n").replace("</>\n<c>", "\n"));
  }

  @Test
  void aTableIsAlignedOnceItIsWhole() {
    assertEquals(
        """
        Here:
        region    total
        ──────  ───────
        north   1,000.5
        a|b           2

        Done
        """,
        shown(
            """
            Here:
            | region | total |
            | --- | ---: |
            | **north** | 1,000.5 |
            | a\\|b | 2 |

            Done
            """));
  }

  @Test
  void whatOnlyLooksLikeATableStays() {
    assertEquals("| a | b\nc\n", shown("| a | b\nc\n"));
  }

  @Test
  void whatIsNotClosedIsNotLost() {
    assertEquals("a *", shown("a *"));
    assertEquals("<b>a</>\nb", shown("**a\nb"));
    assertEquals("#", shown("#"));
    assertEquals("| x", shown("| x").stripTrailing());
    assertEquals("<c>x</>", shown("`x"));
  }

  /** The same however the text is cut. */
  private static String shown(String markdown) {
    String whole = shown(markdown, markdown.length());
    for (int size = 1; size < 4; size++) {
      assertEquals(whole, shown(markdown, size), "in pieces of " + size);
    }
    return whole;
  }

  private static String shown(String markdown, int size) {
    var bytes = new ByteArrayOutputStream();
    var terminal = new TerminalMarkdown(new Screen(bytes, () -> true, true), () -> 80);
    for (int i = 0; i < markdown.length(); i += size) {
      terminal.print(markdown.substring(i, Math.min(markdown.length(), i + size)));
    }
    terminal.end();
    return bytes
        .toString(UTF_8)
        .replace("\u001b[1m", "<b>")
        .replace("\u001b[36m", "<c>")
        .replace("\u001b[0m", "</>")
        .replace("</><b>", "")
        .replace("</><c>", "")
        .replace("\n</>", "</>\n");
  }
}
