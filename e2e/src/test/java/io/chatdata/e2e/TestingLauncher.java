package io.chatdata.e2e;

import io.chatdata.e2e.TestingCommand.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * ./chatdata in a folder of its own that has all that was built and no sources, so that nothing is
 * ever found to be built anew, with a data folder and free ports.
 */
final class TestingLauncher implements AutoCloseable {
  private static final List<String> MODULES =
      List.of("proto", "migrations", "server", "web-gateway", "cli-client");

  private final Path root = TestingCommand.folder("launcher");
  private final Map<String, String> environment = new HashMap<>();

  TestingLauncher() {
    try {
      Files.copy(TestingProgram.ROOT.resolve("chatdata"), script());
      for (String module : MODULES) {
        Path built = TestingProgram.ROOT.resolve(module, "target");
        Path target = Files.createDirectories(root.resolve(module, "target"));
        Path jar = TestingProgram.jar(module);
        Files.createSymbolicLink(target.resolve(jar.getFileName()), jar);
        Files.createSymbolicLink(target.resolve("lib"), built.resolve("lib"));
        Files.createFile(target.resolve("built"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    environment.put("CHATDATA_HOME", home().toString());
    environment.putAll(TestingCommand.FREE_PORTS);
    environment.put("JAVA_HOME", System.getProperty("java.home"));
  }

  /** The script. */
  Path script() {
    return root.resolve("chatdata");
  }

  /** Its folder. */
  Path root() {
    return root;
  }

  /** The data folder, made by the first start. */
  Path home() {
    return root.resolve("home");
  }

  /** Sets a variable for it. */
  TestingLauncher with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** It, ready to start. */
  ProcessBuilder command(String... arguments) {
    List<String> command = new ArrayList<>(List.of("sh", script().toString()));
    command.addAll(List.of(arguments));
    return TestingCommand.of(command, environment);
  }

  /** Runs it to its end. */
  Ended run(String... arguments) {
    return TestingCommand.run(command(arguments));
  }

  /** The process of the server or the gateway that it started. */
  ProcessHandle process(String program) throws IOException {
    String pid = Files.readString(home().resolve("run", program + ".pid")).strip();
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  /** The process of the embedded database that it started. */
  ProcessHandle postmaster() throws IOException {
    Path file = home().resolve("postgres", "postmaster.pid");
    return ProcessHandle.of(Long.parseLong(Files.readAllLines(file).getFirst().strip()))
        .orElseThrow();
  }

  @Override
  public void close() {
    run("down");
    TestingCommand.delete(root);
  }
}
