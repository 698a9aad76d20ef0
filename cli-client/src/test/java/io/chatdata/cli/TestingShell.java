package io.chatdata.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** A shell in which a test runs commands, presses Ctrl-C and reads what was printed. */
final class TestingShell {
  private final Captured out = new Captured();
  private final Captured err = new Captured();
  private final Map<String, String> environment = new HashMap<>();
  private final CompletableFuture<Runnable> interrupt = new CompletableFuture<>();
  private final List<Integer> left = new ArrayList<>();
  private InputStream in = InputStream.nullInputStream();
  private Optional<Terminal> terminal = Optional.empty();
  private boolean outIsTerminal;
  private boolean errIsTerminal;

  /** Standard output and standard error are one terminal. */
  TestingShell terminal() {
    outIsTerminal = true;
    errIsTerminal = true;
    return this;
  }

  /** Lines are read from a terminal that shows what is typed on standard output too. */
  TestingShell terminal(InputStream keys) {
    try {
      terminal =
          Optional.of(
              TerminalBuilder.builder()
                  .system(false)
                  .streams(keys, out)
                  .type("dumb")
                  .encoding(UTF_8)
                  .build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return terminal();
  }

  TestingShell errTerminal() {
    errIsTerminal = true;
    return this;
  }

  TestingShell input(byte[] bytes) {
    in = new ByteArrayInputStream(bytes);
    return this;
  }

  TestingShell set(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  int run(String... arguments) {
    return run(out, arguments);
  }

  /** Runs a command whose standard output is this stream. */
  int run(OutputStream standardOutput, String... arguments) {
    boolean colors = !environment.containsKey("NO_COLOR");
    return Main.run(
        new Shell(
            in,
            new Screen(standardOutput, () -> outIsTerminal, colors),
            new Screen(err, () -> errIsTerminal, colors),
            environment,
            interrupt::complete,
            left::add,
            () -> terminal.orElseThrow()),
        arguments);
  }

  /** Runs a command on a thread of its own. */
  CompletableFuture<Integer> start(String... arguments) {
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                exit.complete(run(arguments));
              } catch (RuntimeException e) {
                exit.completeExceptionally(e);
              }
            });
    return exit;
  }

  /** Presses Ctrl-C, as soon as the command wants to hear of it. */
  void pressCtrlC() {
    interrupt.join().run();
  }

  /** Exit codes with which the command left at once. */
  List<Integer> left() {
    return left;
  }

  String out() {
    return out.text();
  }

  String err() {
    return err.text();
  }

  void awaitOut(String part) throws InterruptedException {
    out.await(text -> text.contains(part));
  }

  /** Waits until a line is asked for. */
  void awaitPrompt(String prompt) throws InterruptedException {
    out.await(text -> text.endsWith(prompt));
  }

  void awaitErr(String part) throws InterruptedException {
    err.await(text -> text.contains(part));
  }

  /** Bytes that a test may wait for. */
  private static final class Captured extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int b) {
      bytes.write(b);
      notifyAll();
    }

    @Override
    public synchronized void write(byte[] buffer, int offset, int length) {
      bytes.write(buffer, offset, length);
      notifyAll();
    }

    synchronized String text() {
      return bytes.toString(UTF_8);
    }

    synchronized void await(Predicate<String> condition) throws InterruptedException {
      while (!condition.test(text())) {
        wait();
      }
    }
  }
}
