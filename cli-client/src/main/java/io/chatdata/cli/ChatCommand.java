package io.chatdata.cli;

import io.chatdata.telemetry.Span;
import io.chatdata.telemetry.Telemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.jline.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

  @Mixin private final Choice choice = new Choice();

  private Supplier<Span> spans = Span::none;

  ChatCommand(Shell shell) {
    super(shell);
  }

  /** Each line that is entered is a trace. */
  @Override
  protected Span begin(Telemetry telemetry, String command) {
    spans = () -> super.begin(telemetry, command);
    return Span.none();
  }

  @Override
  protected ExitCode run(ServerLink link) {
    if (!shell.out().isTerminal()) {
      throw new ParameterException(
          command.commandLine(), "chat needs a terminal; in a script use ask");
    }
    try (Terminal terminal = shell.terminal().get()) {
      var session = new ChatSession(shell, link, terminal, choice, spans);
      if (!choice.conversation.isEmpty()) {
        session.open(choice.conversation);
      }
      session.run();
      return ExitCode.OK;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
