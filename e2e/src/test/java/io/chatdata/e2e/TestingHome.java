package io.chatdata.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A data folder with the embedded database and the demo shop, made once for the JVMs of a run. */
final class TestingHome {
  private static final Path RUN = Path.of("target", "run").toAbsolutePath();
  private static final Path MADE = RUN.resolve("home");

  private TestingHome() {}

  /** Fills a new data folder with a copy of it. */
  static synchronized void copyTo(Path home) {
    try {
      Files.createDirectories(RUN);
      try (FileChannel file =
              FileChannel.open(
                  RUN.resolve("home.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var _ = file.lock()) {
        if (!Files.exists(MADE)) {
          Files.move(TestingProduct.stoppedHome(), MADE);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var _ =
        TestingCommand.run(new ProcessBuilder("cp", "-a", MADE + "/.", home.toString()))
            .succeeded();
  }
}
