package io.chatdata.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
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
 */
record Shell(
    InputStream in,
    Screen out,
    Screen err,
    Map<String, String> environment,
    Consumer<Runnable> onInterrupt,
    IntConsumer leave) {

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
        Runtime.getRuntime()::halt);
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
