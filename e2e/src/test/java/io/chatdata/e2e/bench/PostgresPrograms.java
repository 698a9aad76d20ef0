package io.chatdata.e2e.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Programs that come with PostgreSQL, where they are installed. */
final class PostgresPrograms {
  static final String MISSING = "not measured: %s is missing; Debian has it in the package %s";

  /** Where Debian keeps those that it doesn't put into the path. */
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

  private static final Pattern TIME = Pattern.compile("Time: ([\\d.]+) ms.*");
  private static final Pattern FDATASYNC = Pattern.compile("\\s*fdatasync\\s.* ([\\d.]+) usecs/op");

  private PostgresPrograms() {}

  private static Optional<Path> find(String program) throws IOException {
    List<Path> folders = new ArrayList<>();
    for (String folder : System.getenv("PATH").split(":", -1)) {
      folders.add(Path.of(folder));
    }
    if (Files.isDirectory(DEBIAN)) {
      try (Stream<Path> versions = Files.list(DEBIAN)) {
        versions.sorted().forEach(version -> folders.add(version.resolve("bin")));
      }
    }
    return folders.stream()
        .map(folder -> folder.resolve(program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * How long psql waits for a statement each time, in milliseconds, over one connection.
   *
   * @return empty where there is no psql
   */
  static List<Double> psqlMillis(Product.Database database, String sql, int times)
      throws IOException, InterruptedException {
    Optional<Path> psql = find("psql");
    if (psql.isEmpty()) {
      return List.of();
    }
    var program =
        new ProcessBuilder(
            psql.get().toString(),
            "-XAtq",
            "-h",
            "localhost",
            "-p",
            Integer.toString(database.port()),
            "-U",
            "postgres",
            database.name());
    program.environment().put("PGPASSWORD", database.password());
    Process running = program.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var input = running.outputWriter()) {
      input.write("\\timing on\n" + (sql + ";\n").repeat(times));
    }
    List<Double> millis = new ArrayList<>();
    for (String line : running.inputReader().readAllLines()) {
      Matcher time = TIME.matcher(line);
      if (time.matches()) {
        millis.add(Double.parseDouble(time.group(1)));
      }
    }
    if (running.waitFor() != 0 || millis.size() != times) {
      throw new IOException("psql timed %d of %d statements".formatted(millis.size(), times));
    }
    return millis;
  }

  /** How long this disk takes to keep 8 KiB, as PostgreSQL asks for it, in microseconds. */
  static Figure fsync(Path folder) throws IOException {
    String group = "the disk";
    Optional<Path> program = find("pg_test_fsync");
    if (program.isEmpty()) {
      return Figure.missing(
          group, "pg_test_fsync", MISSING.formatted("pg_test_fsync", "postgresql"));
    }
    Path file = Files.createTempFile(folder, "fsync", "");
    Process running =
        new ProcessBuilder(program.get().toString(), "-s", "1", "-f", file.toString())
            .redirectErrorStream(true)
            .start();
    // It goes on with what is not asked for.
    try (BufferedReader lines = running.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher fdatasync = FDATASYNC.matcher(line);
        if (fdatasync.matches()) {
          double micros = Double.parseDouble(fdatasync.group(1));
          return Figure.of(group, "fdatasync of 8 KiB, by pg_test_fsync", "µs", List.of(micros));
        }
      }
      return Figure.missing(group, "pg_test_fsync", "it printed no time of fdatasync");
    } finally {
      running.destroy();
      Files.deleteIfExists(file);
    }
  }
}
