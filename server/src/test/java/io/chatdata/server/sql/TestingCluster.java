package io.chatdata.server.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Clusters of an installed PostgreSQL. */
final class TestingCluster {
  /** Where Debian puts PostgreSQL 15. */
  static final Path DEBIAN = Path.of("/usr/lib/postgresql/15/bin");

  private TestingCluster() {}

  /** One of an installed PostgreSQL's. */
  static ThrowAwayCluster installed(Path bin) {
    try {
      Path data = Files.createTempDirectory("cluster");
      int port = freePort();
      run(bin, "initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "-D", data.toString());
      StringBuilder options =
          new StringBuilder("-p %d -c unix_socket_directories=".formatted(port));
      ThrowAwayCluster.SETTINGS.forEach(
          (name, value) -> options.append(" -c ").append(name).append('=').append(value));
      String log = data.resolve("log").toString();
      run(bin, "pg_ctl", "-D", data.toString(), "-l", log, "-o", options.toString(), "-w", "start");
      return new ThrowAwayCluster(
          port,
          () -> {
            run(bin, "pg_ctl", "-D", data.toString(), "-m", "fast", "-w", "stop");
            try (var files = Files.walk(data)) {
              for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
              }
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** One of PostgreSQL's programs, which refuse to run as root. */
  static List<String> command(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(program);
    command.addAll(List.of(arguments));
    return command;
  }

  private static void run(Path bin, String program, String... arguments) throws IOException {
    List<String> command = command(bin.resolve(program).toString(), arguments);
    try {
      int exit =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (exit != 0) {
        throw new IOException("%s ended with %d".formatted(command, exit));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
