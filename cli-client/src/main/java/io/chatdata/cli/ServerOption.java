package io.chatdata.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that names the server. */
final class ServerOption {
  static final String VARIABLE = "CHATDATA_SERVER";
  private static final String DEFAULT = "127.0.0.1:9090";

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec command;

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      description = "gRPC address of the server (default: $CHATDATA_SERVER, else 127.0.0.1:9090).")
  private String option = "";

  /** The address to use. A malformed one is wrong usage. */
  ServerAddress address(Shell shell) {
    String variable = shell.environment().getOrDefault(VARIABLE, "");
    boolean fromVariable = option.isEmpty() && !variable.isEmpty();
    String text = fromVariable ? variable : option.isEmpty() ? DEFAULT : option;
    try {
      return ServerAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          command.commandLine(), (fromVariable ? VARIABLE : "--server") + ": " + e.getMessage());
    }
  }
}
