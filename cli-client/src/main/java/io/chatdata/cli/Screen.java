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
  private static final String DIM = "\u001b[2m";
  private static final String BOLD = "\u001b[1m";
  private static final String PLAIN = "\u001b[0m";

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
    write(SafeText.neutral(text), "");
  }

  void println(String line) {
    print(line + "\n");
  }

  /** Writes what matters less, without a line feed in it. */
  void dim(String text) {
    write(SafeText.neutral(text), colors && isTerminal() ? DIM : "");
  }

  /** Writes what a person looks for. */
  void bold(String text) {
    write(SafeText.neutral(text), colors && isTerminal() ? BOLD : "");
  }

  /** Ends the line that was begun. */
  void freshLine() {
    if (!atLineStart) {
      print("\n");
    }
  }

  private void write(String text, String style) {
    if (text.isEmpty()) {
      return;
    }
    try {
      stream.write((style.isEmpty() ? text : style + text + PLAIN).getBytes(UTF_8));
      stream.flush();
    } catch (IOException e) {
      throw new OutputClosedException(e);
    }
    atLineStart = text.endsWith("\n");
  }
}
