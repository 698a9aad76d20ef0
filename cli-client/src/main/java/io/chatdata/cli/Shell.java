package io.chatdata.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.Signals;

/**
 * What the command was started with.
 *
 * @param in standard input
 * @param out standard output
 * @param err standard error
 * @param environment the environment variables
 * @param onInterrupt takes the action for Ctrl-C, which runs on a thread of its own
 * @param leave ends the process at once with an exit code
 * @param terminal opens the terminal to read lines from
 */
record Shell(
    InputStream in,
    Screen out,
    Screen err,
    Map<String, String> environment,
    Consumer<Runnable> onInterrupt,
    IntConsumer leave,
    Supplier<Terminal> terminal) {
  private static final int STANDARD_WIDTH = 80;

  /** That of this process. Text is UTF-8 whatever the locale. */
  static Shell system() {
    Map<String, String> environment = System.getenv();
    boolean colors =
        environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "").equals("dumb");
    Terminals terminals = new Terminals();
    return new Shell(
        System.in,
        new Screen(new FileOutputStream(FileDescriptor.out), terminals::out, colors),
        new Screen(new FileOutputStream(FileDescriptor.err), terminals::err, colors),
        environment,
        action -> Signals.register("INT", action),
        Runtime.getRuntime()::halt,
        Shell::systemTerminal);
  }

  /** The same with another Ctrl-C. */
  Shell onInterrupt(Consumer<Runnable> taker) {
    return new Shell(in, out, err, environment, taker, leave, terminal);
  }

  /** The same with all output on standard error. */
  Shell aside() {
    return new Shell(in, err, err, environment, onInterrupt, leave, terminal);
  }

  /** Columns of the terminal. */
  int width() {
    String columns = environment.getOrDefault("COLUMNS", "");
    if (columns.matches("[1-9]\\d{0,3}")) {
      return Integer.parseInt(columns);
    }
    try {
      Process stty = new ProcessBuilder("/bin/sh", "-c", "stty size </dev/tty").start();
      String[] size = new String(stty.getInputStream().readAllBytes(), UTF_8).strip().split(" ", 2);
      int found = size.length == 2 ? Integer.parseInt(size[1]) : 0;
      return found > 0 ? found : STANDARD_WIDTH;
    } catch (IOException | NumberFormatException e) {
      return STANDARD_WIDTH;
    }
  }

  private static Terminal systemTerminal() {
    try {
      return TerminalBuilder.builder().system(true).dumb(false).encoding(UTF_8).build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Which outputs are terminals; asked once, since a process must be started for it. */
  private static final class Terminals {
    private static final int OUT = 1;
    private static final int ERR = 2;
    private int known = -1;

    boolean out() {
      return (find() & OUT) != 0;
    }

    boolean err() {
      return (find() & ERR) != 0;
    }

    // System.console() knows only whether input and output are both terminals.
    private synchronized int find() {
      if (known < 0) {
        String test = "code=0; test -t 1 && code=1; test -t 2 && code=$((code + 2)); exit $code";
        try {
          known = new ProcessBuilder("/bin/sh", "-c", test).inheritIO().start().waitFor();
        } catch (IOException e) {
          known = 0;
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          known = 0;
        }
      }
      return known;
    }
  }
}
