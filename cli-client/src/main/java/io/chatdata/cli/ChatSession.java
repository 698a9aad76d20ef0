package io.chatdata.cli;

import io.chatdata.telemetry.Span;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.Message;
import io.chatdata.v1.MessageRole;
import io.chatdata.v1.QueryResult;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.ToolCall;
import io.chatdata.v1.ToolResult;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** A conversation in the terminal, from the first line to the last. */
final class ChatSession {
  private static final int PREVIEW_ROWS = 10;
  private static final int INDENT = 4;

  private final Shell shell;
  private final ServerLink link;
  private final Terminal terminal;
  private final LineReader lines;
  private final SlashCommands commands;
  private final Map<String, ToolCall> calls = new LinkedHashMap<>();
  private final Map<String, ToolResult> results = new LinkedHashMap<>();
  private final Choice choice;
  private final Supplier<Span> spans;
  private String parent = "";
  private boolean left;

  /** Ctrl-C came while neither a line was read nor a turn ran. */
  private volatile boolean interruptedBetween;

  /**
   * @param choice whose conversation is not opened yet
   * @param spans begins one for a line that is entered
   */
  ChatSession(
      Shell shell, ServerLink link, Terminal terminal, Choice choice, Supplier<Span> spans) {
    // While a turn runs, Ctrl-C is the terminal's to tell.
    this.shell =
        shell.onInterrupt(action -> terminal.handle(Terminal.Signal.INT, _ -> action.run()));
    this.link = link;
    this.terminal = terminal;
    this.choice = choice;
    this.spans = spans;
    this.commands = new SlashCommands(this);
    var parser = new DefaultParser();
    parser.setQuoteChars(new char[0]);
    parser.setEofOnEscapedNewLine(true);
    LineReaderBuilder reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .parser(parser)
            .completer(new NameCompleter(link, commands.names(), () -> choice.connection))
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "… ")
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
    String home = shell.environment().getOrDefault("HOME", "");
    if (!home.isEmpty()) {
      reader.variable(LineReader.HISTORY_FILE, Path.of(home, ".chatdata_history"));
    }
    this.lines = reader.build();
  }

  /** Reads lines until the person leaves. */
  void run() {
    shell.out().dim("  /help lists the commands; Ctrl-D leaves.");
    shell.out().print("\n");
    boolean interrupted = false;
    while (!left) {
      try {
        terminal.handle(Terminal.Signal.INT, _ -> interruptedBetween = true);
        if (interruptedBetween) {
          interruptedBetween = false;
          throw new UserInterruptException("");
        }
        String line = lines.readLine("\n› ").replace("\\\n", "\n").strip();
        interrupted = false;
        if (!line.isEmpty()) {
          spans.get().over(span -> take(line, span));
        }
      } catch (UserInterruptException e) {
        left = interrupted;
        interrupted = true;
        if (!left) {
          shell.out().dim("  Ctrl-C again or Ctrl-D leaves.");
          shell.out().print("\n");
        }
      } catch (EndOfFileException e) {
        left = true;
      }
    }
  }

  private Span take(String line, Span span) {
    try {
      if (line.startsWith("/")) {
        commands.run(line);
      } else {
        send(message().setContent(line));
      }
    } catch (StatusRuntimeException e) {
      span.fail(Failure.report(shell.err(), link.servers(), e).name());
    }
    return span;
  }

  /** Asks, in a new conversation where none is open. */
  private void send(SendMessageRequest.Builder message) {
    calls.clear();
    results.clear();
    // Ctrl-C may close the link of the turn.
    try (ServerLink turn = link.again()) {
      EventPrinter printer = new TextPrinter(shell, false, true);
      Retries retries = new Retries(turn, Retries.WAITS, printer::note);
      if (choice.conversation.isEmpty()) {
        choice.conversation = choice.begin(turn, retries);
      }
      Asking.ask(
          shell,
          turn,
          retries,
          message
              .setConversationId(choice.conversation)
              .setProvider(choice.provider)
              .setModel(choice.model)
              .setConnectionId(choice.connection)
              .setRequestId(UUID.randomUUID().toString())
              .build(),
          printer,
          this::seen);
      parent = "";
    }
  }

  private SendMessageRequest.Builder message() {
    return SendMessageRequest.newBuilder().setParentMessageId(parent);
  }

  private void seen(ChatEvent event) {
    if (event.hasToolCall()) {
      calls.put(event.getToolCall().getToolCallId(), event.getToolCall());
    } else if (event.hasToolResult()) {
      ToolResult result = event.getToolResult();
      results.put(result.getToolCallId(), result);
      if (result.hasRunQuery() && result.getRunQuery().getRowCount() > 1) {
        rows(result.getRunQuery(), PREVIEW_ROWS);
      }
    }
  }

  private void rows(QueryResult result, int most) {
    Grid grid = Grid.of(result);
    List<List<@Nullable String>> first = grid.rows().subList(0, Math.min(most, grid.rows().size()));
    shell
        .out()
        .print(
            GridText.table(new Grid(grid.heads(), grid.numeric(), first), shell.width() - INDENT)
                .indent(INDENT)
                .replaceAll("(?m) +$", ""));
    if (result.getRowCount() > first.size()) {
      shell.out().dim("    … of " + Words.count(result.getRowCount(), "row") + "; /show has more");
      shell.out().print("\n");
    }
  }

  /** Shows all of a tool call of the last turn. */
  void show(int number) {
    if (number < 1 || number > calls.size()) {
      say(
          calls.isEmpty()
              ? "The last turn called no tool."
              : "There is no call %d; the last turn has 1 to %d.".formatted(number, calls.size()));
      return;
    }
    ToolCall call = List.copyOf(calls.values()).get(number - 1);
    shell.out().println(call.getTool());
    call.getArguments()
        .getFieldsMap()
        .forEach((name, value) -> shell.out().println("  " + name + ": " + Grid.text(value)));
    ToolResult result = results.getOrDefault(call.getToolCallId(), ToolResult.getDefaultInstance());
    switch (result.getOutcomeCase()) {
      case RUN_QUERY -> result(result.getRunQuery());
      case SAMPLE_ROWS -> result(result.getSampleRows());
      case ERROR -> shell.out().println(result.getError().getMessage());
      case OUTCOME_NOT_SET -> say("It has not ended.");
      default -> listed(result);
    }
  }

  /** What a tool lists as a table; a chart has no list. */
  private void listed(ToolResult result) {
    int number = result.getOutcomeCase().getNumber();
    var outcome =
        (com.google.protobuf.Message)
            result.getField(ToolResult.getDescriptor().findFieldByNumber(number));
    Grid grid = Grid.of(Grid.listed(outcome));
    shell
        .out()
        .print(
            grid.heads().isEmpty()
                ? OutputOption.json(outcome) + "\n"
                : GridText.table(grid, shell.width()));
  }

  private void result(QueryResult preview) {
    QueryResult whole = DataCalls.whole(link, preview);
    rows(whole, Integer.MAX_VALUE);
    ReceiptWords.lines(whole.getReceipt(), whole.getSql()).forEach(shell.out()::println);
  }

  /** How many tools the last turn called. */
  int callCount() {
    return calls.size();
  }

  /** The next question begins another conversation. */
  void begin() {
    choice.conversation = "";
    parent = "";
    calls.clear();
    say("The next question begins a new conversation.");
  }

  /** Goes on in a conversation. */
  void open(String id) {
    Conversation opened = ConversationsCommand.get(link, id);
    choice.conversation = opened.getId();
    parent = "";
    calls.clear();
    say(opened.getTitle().isEmpty() ? "An untitled conversation." : opened.getTitle());
    List<Message> messages = messages();
    messages.stream()
        .skip(Math.max(0, messages.size() - 2L))
        .forEach(message -> shell.out().println(message.getContent()));
  }

  /** Answers the last question again. */
  void rerun() {
    String answer = Transcript.lastAnswer(messages());
    if (answer.isEmpty()) {
      say("There is no answer to give again yet.");
    } else {
      send(SendMessageRequest.newBuilder().setRegenerateMessageId(answer));
    }
  }

  /** Lists the questions, or goes back to before one of them. */
  void branch(int number) {
    List<Message> questions =
        messages().stream()
            .filter(message -> message.getRole() == MessageRole.MESSAGE_ROLE_USER)
            .toList();
    if (number < 1 || number > questions.size()) {
      for (int i = 0; i < questions.size(); i++) {
        shell
            .out()
            .println(
                "  %d %s".formatted(i + 1, SafeText.oneLine(questions.get(i).getContent(), 100)));
      }
      say(
          questions.isEmpty()
              ? "Nothing was asked yet."
              : "/branch N goes back to before question N; what you ask then takes its place.");
      return;
    }
    Message question = questions.get(number - 1);
    parent = question.getParentMessageId().isEmpty() ? "root" : question.getParentMessageId();
    say("The next question takes the place of: " + SafeText.oneLine(question.getContent(), 100));
  }

  private List<Message> messages() {
    return choice.conversation.isEmpty()
        ? List.of()
        : Transcript.messages(link, choice.conversation);
  }

  /** As of now; without an open conversation it has no id. */
  Conversation conversation() {
    return choice.conversation.isEmpty()
        ? Conversation.getDefaultInstance()
        : ConversationsCommand.get(link, choice.conversation);
  }

  String transcript() {
    return Transcript.markdown(conversation(), messages());
  }

  ServerLink link() {
    return link;
  }

  Shell shell() {
    return shell;
  }

  void use(String newProvider, String newModel) {
    choice.provider = newProvider;
    choice.model = newModel;
  }

  void useConnection(String id) {
    choice.connection = id;
  }

  String connection() {
    return choice.connection;
  }

  void leave() {
    left = true;
  }

  /** A line beside the conversation. */
  void say(String sentence) {
    shell.out().freshLine();
    shell.out().dim("  " + SafeText.oneLine(sentence, 500));
    shell.out().print("\n");
  }
}
