package io.chatdata.e2e.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/**
 * {@link PacedModel} in a process of its own, so that its time is not ours. It ends with this JVM.
 */
final class ModelProcess {
  private final Process process;
  private final URI baseUrl;

  ModelProcess() throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                PacedModel.class.getName(),
                "0")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    baseUrl = URI.create("http://127.0.0.1:%s/v1".formatted(process.inputReader().readLine()));
  }

  URI baseUrl() {
    return baseUrl;
  }
}
