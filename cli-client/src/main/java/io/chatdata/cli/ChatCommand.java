package io.chatdata.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jline.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "chat",
    description = {
      "A conversation in the terminal: a question a line, or commands that begin with /.",
      "Ctrl-C stops the turn, a second Ctrl-C or Ctrl-D leaves. A line that ends with \\ goes on on"
          + " the next. /help lists the commands.",
    })
final class ChatCommand extends ServerCommand {
  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec command;

  @Option(
      names = "--conversation",
      paramLabel = "ID",
      description = "Go on in this conversation; without it a new one begins.")
  private String conversation = "";

  @Option(names = "--provider", paramLabel = "ID", description = "Provider of the model.")
  private String provider = "";

  @Option(names = "--model", paramLabel = "ID", description = "Model that answers.")
  private String model = "";

  @Option(
      names = "--connection",
      paramLabel = "ID",
      description = "Connection whose data is asked about.")
  private String connection = "";

  ChatCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode run(ServerLink link) {
    if (!shell.out().isTerminal()) {
      throw new ParameterException(
          command.commandLine(), "chat needs a terminal; in a script use ask");
    }
    try (Terminal terminal = shell.terminal().get()) {
      var session = new ChatSession(shell, link, terminal, provider, model, connection);
      if (!conversation.isEmpty()) {
        session.open(conversation);
      }
      session.run();
      return ExitCode.OK;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
