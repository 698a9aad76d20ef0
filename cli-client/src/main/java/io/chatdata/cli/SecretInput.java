package io.chatdata.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Console;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Takes a password or a key without showing it. */
final class SecretInput {
  private static final int MOST_BYTES = 8 * 1024;

  private SecretInput() {}

  /** What is typed without an echo; empty where there is no terminal to type it on. */
  static Optional<String> ask(String what) {
    return Optional.ofNullable(System.console())
        .filter(Console::isTerminal)
        .map(console -> console.readPassword("%s: ", what))
        .map(String::new);
  }

  /** The first line of standard input. */
  static String line(Shell shell) {
    try {
      return new String(shell.in().readNBytes(MOST_BYTES), UTF_8).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
