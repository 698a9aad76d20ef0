package io.chatdata.e2e;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs that are started, and what they leave behind. */
public final class TestingCommand {
  private static final long LONGEST_SECONDS = 300;

  /** The variables by which the product takes ports that are free. */
  static final Map<String, String> FREE_PORTS =
      Map.of("CHATDATA_GRPC_PORT", "0", "CHATDATA_METRICS_PORT", "0", "CHATDATA_PORT", "0");

  private TestingCommand() {}

  /**
   * How a program ended.
   *
   * @param out its standard output
   * @param err its standard error
   */
  record Ended(int exit, String out, String err) {
    /** It, where it ended well. */
    Ended succeeded() {
      if (exit != 0) {
        fail("exit %d%n%s%n%s".formatted(exit, out, err));
      }
      return this;
    }

    /** All that it said. */
    String said() {
      return out + err;
    }
  }

  /** Skips the test where a program is not installed. */
  static void needs(String program) {
    boolean found =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    assumeTrue(found, program + " is not installed");
  }

  /** A program that gets nothing of what configures chatdata but these variables. */
  public static ProcessBuilder of(List<String> command, Map<String, String> environment) {
    // There is no chatdata.yaml or .env there.
    var builder = new ProcessBuilder(command).directory(Path.of("target").toFile());
    builder
        .environment()
        .keySet()
        .removeIf(
            name ->
                name.startsWith("CHATDATA_")
                    || name.startsWith("OTEL_")
                    || name.startsWith("DATABASE_URL")
                    || name.contains("_API_KEY")
                    || name.endsWith("_BASE_URL"));
    builder.environment().putAll(environment);
    return builder;
  }

  /** Runs it to its end. */
  static Ended run(ProcessBuilder program) {
    Path output = folder("output");
    Path out = output.resolve("out");
    Path err = output.resolve("err");
    try {
      Process process = program.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      process.getOutputStream().close();
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        fail(
            "%s does not end; it said%n%s%s"
                .formatted(program.command(), Files.readString(out), Files.readString(err)));
      }
      return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      delete(output);
    }
  }

  /** A new folder. */
  static Path folder(String name) {
    try {
      return Files.createTempDirectory(Files.createDirectories(Path.of("target", "run")), name)
          .toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a folder and all in it. */
  public static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
