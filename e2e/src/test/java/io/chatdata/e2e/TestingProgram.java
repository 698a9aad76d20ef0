package io.chatdata.e2e;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A program that the build made, started the way ./chatdata starts it. */
enum TestingProgram {
  SERVER("server", "io.chatdata.server.Main", TestingProgram.SERVICE),
  GATEWAY("web-gateway", "io.chatdata.gateway.Main", TestingProgram.SERVICE),
  CLIENT(
      "cli-client", "io.chatdata.cli.Main", "--enable-native-access=ALL-UNNAMED -XX:+UseSerialGC");

  private static final String SERVICE =
      "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
          + " -XX:+ExitOnOutOfMemoryError";

  /** The folder that holds the launcher and all modules. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private final String module;
  private final String main;
  private final String flags;

  TestingProgram(String module, String main, String flags) {
    this.module = module;
    this.main = main;
    this.flags = flags;
  }

  /** The module's jar. */
  static Path jar(String module) {
    return ROOT.resolve(module, "target", "chatdata-%s-0.1.0.jar".formatted(module));
  }

  /** It, ready to start in an empty configuration. */
  ProcessBuilder with(Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags.split(" ")));
    // None lives long enough for the optimizing compiler to pay.
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(
        List.of(
            "-XX:+AutoCreateSharedArchive",
            "-XX:SharedArchiveFile=" + ROOT.resolve(module, "target", "classes.jsa"),
            "-Xlog:cds*=off",
            "-Xlog:aot*=off",
            "-cp",
            jar(module) + File.pathSeparator + ROOT.resolve(module, "target", "lib", "*"),
            main));
    command.addAll(List.of(arguments));
    return TestingCommand.of(command, environment);
  }
}
