package io.chatdata.cli;

import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.QueryResult;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.ToolResult;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
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

  @Mixin private final Choice choice = new Choice();

  @Option(
      names = "--output",
      paramLabel = "FORM",
      description =
          "Print the rows of the last result on standard output instead of the answer, as table,"
              + " csv, json or markdown.")
  private OutputOption.@Nullable Form output;

  @Option(
      names = "--context",
      paramLabel = "FILE",
      description = "Give the text of this file along with the question; - reads standard input.")
  private String context = "";

  AskCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode run(ServerLink link) {
    String question = question();
    if (output != null && options.json()) {
      throw new ParameterException(
          command.commandLine(), "--json prints all events; it can't go with --output");
    }
    EventPrinter printer = options.printer(output == null ? shell : shell.aside());
    Retries retries = new Retries(link, Retries.WAITS, printer::note);
    SendMessageRequest request = request(question, link, retries);
    AtomicReference<QueryResult> last = new AtomicReference<>();
    ExitCode exit =
        Asking.ask(shell, link, retries, request, printer, event -> remember(event, last));
    return output == null || exit != ExitCode.OK ? exit : printResult(link, last.get(), output);
  }

  private static void remember(ChatEvent event, AtomicReference<QueryResult> last) {
    ToolResult result = event.getToolResult();
    if (result.hasRunQuery()) {
      last.set(result.getRunQuery());
    } else if (result.hasSampleRows()) {
      last.set(result.getSampleRows());
    }
  }

  private ExitCode printResult(
      ServerLink link, @Nullable QueryResult result, OutputOption.Form form) {
    if (result == null) {
      shell.err().println("error: the answer has no result to print");
      return ExitCode.FAILED;
    }
    OutputOption.print(shell, DataCalls.whole(link, result), form);
    return ExitCode.OK;
  }

  /** The message, safe to send again; its conversation is made first where none is named. */
  private SendMessageRequest request(String question, ServerLink link, Retries retries) {
    SendMessageRequest.Builder message =
        SendMessageRequest.newBuilder()
            .setContent(question)
            .setRequestId(UUID.randomUUID().toString());
    if (choice.conversation.isEmpty()) {
      return message.setConversationId(choice.begin(link, retries)).build();
    }
    return message
        .setConversationId(choice.conversation)
        .setProvider(choice.provider)
        .setModel(choice.model)
        .setConnectionId(choice.connection)
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
    return context.isEmpty()
        ? text
        : text + "\n\n" + TextInput.read(command, shell, context, QUESTION_LIMIT - text.length());
  }
}
