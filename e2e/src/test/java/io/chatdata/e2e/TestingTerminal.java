package io.chatdata.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * A terminal in which a program runs, by tmux: what is typed goes in as from a keyboard, and what
 * is read is what a person would see.
 */
final class TestingTerminal implements AutoCloseable {
  private static final long LONGEST_SECONDS = 60;

  private final Path folder = TestingCommand.folder("terminal");
  private final String socket = folder.resolve("tmux").toString();
  private final Path exit = folder.resolve("exit");
  private final ProcessBuilder program;

  /**
   * @param columns of the screen, which has 40 rows
   */
  TestingTerminal(ProcessBuilder program, int columns) {
    this.program = program;
    Path settings = folder.resolve("tmux.conf");
    try {
      Files.writeString(
          settings, "set -g remain-on-exit on\nset -g status off\nset -g history-limit 10000\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> start =
        new ArrayList<>(
            List.of("-f", settings.toString(), "new-session", "-d", "-x", "" + columns));
    start.addAll(List.of("-y", "40", "--"));
    // tmux itself may lose the status of what ends. Ctrl-C is for the program, not for the shell.
    start.addAll(
        List.of("sh", "-c", "trap : INT; \"$@\"; echo $? > \"$0.new\"; mv \"$0.new\" \"$0\""));
    start.add(exit.toString());
    start.addAll(program.command());
    tmux(start.toArray(String[]::new));
  }

  /** A folder of the program's own, which is deleted at the end. */
  Path folder() {
    return folder;
  }

  /** Types a text, and Enter. */
  TestingTerminal enter(String text) {
    return type(text).press("Enter");
  }

  TestingTerminal type(String text) {
    tmux("send-keys", "-l", "--", text);
    return this;
  }

  /** Presses keys, by tmux's names for them. */
  TestingTerminal press(String... keys) {
    for (String key : keys) {
      tmux("send-keys", key);
    }
    return this;
  }

  /** All that stands there, with what has scrolled away, without blanks at the ends of lines. */
  String screen() {
    return capture("-S", "-");
  }

  /** The same with its colours. */
  String colours() {
    return capture("-S", "-", "-e");
  }

  /** The same with those lines joined that the terminal itself has broken. */
  String unbroken() {
    return capture("-S", "-", "-J");
  }

  private String capture(String... options) {
    List<String> arguments = new ArrayList<>(List.of("capture-pane", "-p"));
    arguments.addAll(List.of(options));
    return tmux(arguments.toArray(String[]::new)).replaceAll("(?m) +$", "").stripTrailing();
  }

  /** Waits until a text stands there. */
  String await(String text) {
    return await(text, screen -> screen.contains(text));
  }

  /** Waits until the last line there is this. */
  String awaitLast(String line) {
    return await("the last line " + line, screen -> screen.endsWith("\n" + line));
  }

  private String await(String what, Predicate<String> wanted) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
    String screen = screen();
    while (!wanted.test(screen)) {
      if (System.nanoTime() > end) {
        fail("there is no %s in%n%s".formatted(what, screen));
      }
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
      screen = screen();
    }
    return screen;
  }

  /** Waits for the program's end; its exit status. */
  int exit() {
    await("end", _ -> Files.exists(exit));
    try {
      return Integer.parseInt(Files.readString(exit).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Presses a key, and again after each second in which the program did not end: the kernel makes
   * one of two Ctrl-C where the program got no time between them.
   */
  int exit(String key) {
    press(key);
    var pressed = new AtomicLong(System.nanoTime());
    await(
        "end",
        _ -> {
          boolean ended = Files.exists(exit);
          if (!ended && System.nanoTime() - pressed.get() > TimeUnit.SECONDS.toNanos(1)) {
            press(key);
            pressed.set(System.nanoTime());
          }
          return ended;
        });
    return exit();
  }

  private String tmux(String... arguments) {
    List<String> command = new ArrayList<>(List.of("tmux", "-u", "-S", socket));
    command.addAll(List.of(arguments));
    try {
      var builder = new ProcessBuilder(command).directory(program.directory());
      builder.environment().clear();
      builder.environment().putAll(program.environment());
      builder.environment().put("HOME", folder.toString());
      builder.environment().remove("TMUX");
      Process process = builder.redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        fail("%s: %s".formatted(command, said));
      }
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    tmux("kill-server");
    TestingCommand.delete(folder);
  }
}
