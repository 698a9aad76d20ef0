package io.chatdata.cli;

import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.TurnFinished;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "ask",
    description = {
      "Asks a question about the data and prints the answer as it comes.",
      "On a terminal each tool call is a line of its own; into a pipe only the answer goes to"
          + " standard output. Ctrl-C cancels the turn, a second Ctrl-C leaves at once.",
    })
final class AskCommand extends ServerCommand {
  /** The most that a message may have. */
  private static final int QUESTION_LIMIT = 256 * 1024;

  @Mixin private final TurnOptions options = new TurnOptions();

  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec command;

  @Parameters(
      paramLabel = "QUESTION",
      arity = "1..*",
      description = "The question; - reads it from standard input.")
  private List<String> words = List.of();

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

  AskCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode run(ServerLink link) {
    String question = question();
    EventPrinter printer = options.printer(shell);
    Retries retries = new Retries(link, Retries.WAITS, printer::note);
    SendMessageRequest request = request(question, link, retries);
    Cancellation cancellation = new Cancellation(shell, link, Cancellation.GRACE);
    TurnReader reader = new TurnReader(link, retries, "", 0);
    try {
      TurnFinished end =
          reader.read(
              () -> link.chat().sendMessage(request),
              event -> {
                cancellation.turnStarted(event.getTurnId());
                printer.print(event);
              });
      ExitCode exit = TurnOptions.ended(shell, end);
      return cancellation.requested() ? ExitCode.CANCELLED : exit;
    } catch (StatusRuntimeException e) {
      if (!cancellation.requested()) {
        throw e;
      }
      printer.note(
          "The end of the turn was not seen; chatdata watch "
              + reader.turnId()
              + " shows what became of it.");
      return ExitCode.CANCELLED;
    }
  }

  /** The message, safe to send again; its conversation is made first where none is named. */
  private SendMessageRequest request(String question, ServerLink link, Retries retries) {
    SendMessageRequest.Builder message =
        SendMessageRequest.newBuilder()
            .setContent(question)
            .setRequestId(UUID.randomUUID().toString());
    if (!conversation.isEmpty()) {
      return message
          .setConversationId(conversation)
          .setProvider(provider)
          .setModel(model)
          .setConnectionId(connection)
          .build();
    }
    CreateConversationRequest create =
        CreateConversationRequest.newBuilder()
            .setProvider(provider)
            .setModel(model)
            .setConnectionId(connection)
            .setRequestId(UUID.randomUUID().toString())
            .build();
    return message
        .setConversationId(
            retries
                .call(
                    () ->
                        link.chat()
                            .withDeadlineAfter(ServerLink.CALL_LIMIT.toSeconds(), TimeUnit.SECONDS)
                            .createConversation(create))
                .getId())
        .build();
  }

  private String question() {
    String text = String.join(" ", words);
    if (text.equals("-")) {
      text = TextInput.read(command, shell, "-", QUESTION_LIMIT).strip();
    }
    if (text.contains("\ufffd")) {
      throw new ParameterException(
          command.commandLine(),
          "The question came garbled: '"
              + text
              + "'. Set LC_ALL=C.UTF-8, or give it on standard input with -");
    }
    if (text.isBlank()) {
      throw new ParameterException(command.commandLine(), "The question is empty");
    }
    return text;
  }
}
