package io.chatdata.e2e.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Processes, each with those that it started, and what they use. */
record Processes(List<Long> pids) {
  Processes {
    pids = List.copyOf(pids);
  }

  Processes and(Processes others) {
    return new Processes(Stream.concat(pids.stream(), others.pids.stream()).toList());
  }

  private List<ProcessHandle> all() {
    return pids.stream()
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
        .toList();
  }

  /** Processor time so far; the kernel counts it in hundredths of a second. */
  double cpuSeconds() {
    return all().stream()
            .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
            .mapToLong(Duration::toMillis)
            .sum()
        / 1000.0;
  }

  int count() {
    return all().size();
  }

  /** What they have in memory; what several share is shared out among them. */
  double megabytes() throws IOException {
    long kilobytes = 0;
    for (ProcessHandle process : all()) {
      kilobytes += number(Path.of("/proc/%d/smaps_rollup".formatted(process.pid())), "Pss:");
    }
    return kilobytes / 1024.0;
  }

  long threads() throws IOException {
    return number(Path.of("/proc/%d/status".formatted(pids.getFirst())), "Threads:");
  }

  long files() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/%d/fd".formatted(pids.getFirst())))) {
      return files.count();
    }
  }

  /** The number of a line of a file of the kernel's. */
  private static long number(Path file, String name) throws IOException {
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith(name)) {
          return Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (NoSuchFileException e) {
      // It has just ended.
    }
    return 0;
  }

  /** Bytes of all objects in a JVM that are reachable. */
  long liveBytes() throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process histogram =
        new ProcessBuilder(jcmd, pids.getFirst().toString(), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    List<String> lines = histogram.inputReader().readAllLines();
    if (histogram.waitFor() != 0 || !lines.getLast().startsWith("Total")) {
      throw new IOException("jcmd said " + lines);
    }
    return Long.parseLong(lines.getLast().strip().split("\\s+", -1)[2]);
  }
}
