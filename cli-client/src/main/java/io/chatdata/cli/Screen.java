package io.chatdata.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;

/**
 * Standard output or standard error. All text passes {@link SafeText}; ANSI codes are its own and
 * go to a terminal only, each write ending in the plain style.
 */
final class Screen {
  private static final String PLAIN = "\u001b[0m";

  /** How text looks on a terminal. */
  enum Style {
    PLAIN(""),
    DIM("\u001b[2m"),
    BOLD("\u001b[1m"),
    CODE("\u001b[36m");

    private final String code;

    Style(String code) {
      this.code = code;
    }
  }

  private final OutputStream stream;
  private final BooleanSupplier terminal;
  private final boolean colors;
  private boolean atLineStart = true;

  /**
   * @param colors whether a terminal may get ANSI codes
   */
  Screen(OutputStream stream, BooleanSupplier terminal, boolean colors) {
    this.stream = stream;
    this.terminal = terminal;
    this.colors = colors;
  }

  boolean isTerminal() {
    return terminal.getAsBoolean();
  }

  /** Writes and flushes. */
  void print(String text) {
    styled(text, Style.PLAIN);
  }

  void println(String line) {
    print(line + "\n");
  }

  /** Writes what matters less, without a line feed in it. */
  void dim(String text) {
    styled(text, Style.DIM);
  }

  /** Writes what a person looks for. */
  void bold(String text) {
    styled(text, Style.BOLD);
  }

  /** Whether styles can be seen. */
  boolean hasStyles() {
    return colors && isTerminal();
  }

  /** Ends the line that was begun. */
  void freshLine() {
    if (!atLineStart) {
      print("\n");
    }
  }

  /** Writes and flushes. */
  void styled(String given, Style style) {
    if (given.isEmpty()) {
      return;
    }
    String text = SafeText.neutral(given);
    boolean plain = style == Style.PLAIN || !hasStyles();
    try {
      stream.write((plain ? text : style.code + text + PLAIN).getBytes(UTF_8));
      stream.flush();
    } catch (IOException e) {
      throw new OutputClosedException(e);
    }
    atLineStart = text.endsWith("\n");
  }
}
