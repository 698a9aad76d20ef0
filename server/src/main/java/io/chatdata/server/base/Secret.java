package io.chatdata.server.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A password or key, and where it comes from. Its text form never shows it. */
public sealed interface Secret {
  /**
   * The secret as it is now. A file is read and a command is started each time.
   *
   * @throws ChatdataException where it can't be had, naming the file or command
   */
  String reveal();

  static Secret of(String value) {
    return new Literal(value);
  }

  /** One that a person gave while the server ran, and that was saved. */
  static Secret saved(String value) {
    return new Saved(value);
  }

  static Secret file(Path path) {
    return new FromFile(path);
  }

  static Secret command(List<String> command) {
    return new FromCommand(List.copyOf(command));
  }

  /** A secret that was given as it is. */
  record Literal(String value) implements Secret {
    @Override
    public String reveal() {
      return value;
    }

    @Override
    public String toString() {
      return "***";
    }
  }

  /** A secret that a person gave while the server ran. */
  record Saved(String value) implements Secret {
    @Override
    public String reveal() {
      return value;
    }

    @Override
    public String toString() {
      return "***";
    }
  }

  /** A secret in a file, such as one that a container platform mounts; without its last newline. */
  record FromFile(Path path) implements Secret {
    @Override
    public String reveal() {
      try {
        return Files.readString(path).stripTrailing();
      } catch (IOException e) {
        throw new ChatdataException(
            Problem.of(
                Reason.INVALID_FIELD,
                "The file %s, which should hold a secret, can't be read; check its path and mode"
                    .formatted(path)),
            e);
      }
    }

    @Override
    public String toString() {
      return "*** (from " + path + ")";
    }
  }

  /** A secret that a command prints; it has 10 s. */
  record FromCommand(List<String> command) implements Secret {
    @Override
    public String reveal() {
      try {
        Process process =
            new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        process.getOutputStream().close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw failed("did not end within 10 s", null);
        }
        if (process.exitValue() != 0) {
          throw failed("ended with status " + process.exitValue(), null);
        }
        return new String(
                process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
            .stripTrailing();
      } catch (IOException e) {
        throw failed("can't be started", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failed("was interrupted", e);
      }
    }

    private ChatdataException failed(
        String what, @org.jspecify.annotations.Nullable Throwable cause) {
      var problem =
          Problem.of(
              Reason.INVALID_FIELD,
              "The command '%s', which should print a secret, %s"
                  .formatted(command.getFirst(), what));
      return cause == null ? new ChatdataException(problem) : new ChatdataException(problem, cause);
    }

    @Override
    public String toString() {
      return "*** (from a command)";
    }
  }
}
