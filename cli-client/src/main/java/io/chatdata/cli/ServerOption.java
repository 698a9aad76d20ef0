package io.chatdata.cli;

import io.chatdata.client.Servers;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say where the server is and how to speak to it. */
final class ServerOption {
  static final String VARIABLE = "CHATDATA_SERVER";
  private static final String DEFAULT = "127.0.0.1:9090";

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec command;

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT,...",
      description =
          "gRPC address of the server, or of several of one store: HOST:PORT with commas between,"
              + " or dns:///NAME:PORT (default: $CHATDATA_SERVER, else 127.0.0.1:9090).")
  private String option = "";

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description =
          "Token of the server (default: $CHATDATA_TOKEN, which others can't see in the list of"
              + " processes).")
  private String token = "";

  @Option(
      names = "--tls",
      description = "Speak TLS (default: $CHATDATA_SERVER_TLS, which is true or false).")
  private boolean tls;

  @Option(
      names = "--ca-file",
      paramLabel = "PEM",
      description =
          "What signed the server's certificate, where Java doesn't trust it anyway (default:"
              + " $CHATDATA_SERVER_CA).")
  private String ca = "";

  /** What to use. What is malformed is wrong usage. */
  ServerAccess access(Shell shell) {
    String file = ca.isEmpty() ? shell.environment().getOrDefault("CHATDATA_SERVER_CA", "") : ca;
    boolean withTls = tls || "true".equals(shell.environment().get("CHATDATA_SERVER_TLS"));
    if (!file.isEmpty() && !Files.isReadable(Path.of(file))) {
      throw new ParameterException(
          command.commandLine(), "--ca-file (CHATDATA_SERVER_CA): '" + file + "' can't be read");
    }
    return new ServerAccess(
        servers(shell),
        token.isEmpty() ? shell.environment().getOrDefault("CHATDATA_TOKEN", "") : token,
        withTls,
        file.isEmpty() ? null : Path.of(file));
  }

  private Servers servers(Shell shell) {
    String variable = shell.environment().getOrDefault(VARIABLE, "");
    boolean fromVariable = option.isEmpty() && !variable.isEmpty();
    String text = fromVariable ? variable : option.isEmpty() ? DEFAULT : option;
    try {
      return new Servers(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          command.commandLine(), (fromVariable ? VARIABLE : "--server") + ": " + e.getMessage());
    }
  }
}
