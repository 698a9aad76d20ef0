package io.chatdata.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.logging.LogManager;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The chatdata command. */
@Command(
    name = "chatdata",
    description = "Chat with your data: questions to a chatdata server.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "./chatdata itself adds: " + Main.LAUNCHER_COMMANDS + "."})
public final class Main {
  /** What ./chatdata does without this program. */
  static final String LAUNCHER_COMMANDS =
      "up, down, status, logs, server, gateway, migrate, store, mcp, test, bench";

  private static final List<String> COMMANDS =
      List.of(
          "chat",
          "ask",
          "watch",
          "search",
          "cancel",
          "conversations",
          "sql",
          "tools",
          "connections",
          "models",
          "suggest",
          "guard",
          "doctor",
          "completion",
          "help");

  /** These tell of all others. */
  private static final List<String> OF_ALL = List.of("completion", "help");

  private Main() {}

  /** Runs a command and ends the process with its {@link ExitCode}. */
  public static void main(String[] arguments) {
    // gRPC logs by java.util.logging, and to standard error unless told otherwise.
    LogManager.getLogManager().reset();
    // Netty's native transport costs start-up time and a warning, and one connection gains nothing.
    System.setProperty("io.grpc.netty.shaded.io.netty.transport.noNative", "true");
    System.exit(run(Shell.system(), arguments));
  }

  /** Runs a command and returns its exit code. */
  static int run(Shell shell, String... arguments) {
    try {
      return execute(shell, arguments);
    } catch (OutputClosedException e) {
      return outputClosed(shell, e).code();
    }
  }

  private static int execute(Shell shell, String... arguments) {
    StringWriter help = new StringWriter();
    CommandLine chatdata = new CommandLine(new Main());
    for (String name : needed(arguments)) {
      chatdata.addSubcommand(name, command(name, shell));
    }
    chatdata
        // A question may begin with @.
        .setExpandAtFiles(false)
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setOut(new PrintWriter(help))
        .setErr(new PrintWriter(help));
    chatdata.setParameterExceptionHandler(
        (problem, given) -> {
          wrongUsage(shell.err(), problem);
          return ExitCode.USAGE.code();
        });
    chatdata.setExecutionExceptionHandler(
        (problem, commandLine, parsed) -> {
          if (problem instanceof OutputClosedException closed) {
            throw closed;
          }
          shell.err().println("error: the command failed: " + problem);
          return ExitCode.FAILED.code();
        });
    addCommonHelp(chatdata);
    try {
      chatdata.setDefaultValueProvider(Settings.read(shell.environment()));
    } catch (IllegalArgumentException e) {
      shell.err().println("error: " + e.getMessage());
      return ExitCode.USAGE.code();
    }
    int code = chatdata.execute(arguments);
    shell.out().print(help.toString());
    return code;
  }

  /** Reading what a command takes takes time: only of the one that is given, where it is known. */
  private static List<String> needed(String... arguments) {
    String first = arguments.length == 0 ? "" : arguments[0];
    return COMMANDS.contains(first) && !OF_ALL.contains(first) ? List.of(first) : COMMANDS;
  }

  private static Object command(String name, Shell shell) {
    return switch (name) {
      case "chat" -> new ChatCommand(shell);
      case "ask" -> new AskCommand(shell);
      case "watch" -> new WatchCommand(shell);
      case "search" -> new SearchCommand(shell);
      case "cancel" -> new CancelCommand(shell);
      case "conversations" -> ConversationsCommand.all(shell);
      case "sql" -> ToolCommand.sql(shell);
      case "tools" -> ToolCommand.all(shell);
      case "connections" -> ToolCommand.connections(shell);
      case "models" ->
          new CommandLine(new ModelsCommand(shell)).addSubcommand(new KeyCommand(shell));
      case "suggest" -> new SuggestCommand(shell);
      case "guard" ->
          new CommandLine(new GuardCommand()).addSubcommand(new GuardCommand.Check(shell));
      case "doctor" -> new DoctorCommand(shell);
      case "completion" -> new CompletionCommand(shell);
      case "help" -> new HelpCommand();
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** Gives every command --help, --version and the table of exit codes. */
  private static void addCommonHelp(CommandLine commandLine) {
    CommandSpec spec = commandLine.getCommandSpec();
    if (!(spec.userObject() instanceof HelpCommand)) {
      spec.mixinStandardHelpOptions(true).versionProvider(new Version());
    }
    spec.usageMessage().exitCodeListHeading("%nExit codes:%n").exitCodeList(ExitCode.table());
    commandLine.getSubcommands().values().forEach(Main::addCommonHelp);
  }

  private static void wrongUsage(Screen err, ParameterException problem) {
    CommandLine commandLine = problem.getCommandLine();
    CommandSpec spec = commandLine.getCommandSpec();
    err.println("error: " + words(problem));
    if (problem instanceof UnmatchedArgumentException unmatched) {
      List<String> similar = unmatched.getSuggestions();
      if (!similar.isEmpty()) {
        err.println("Did you mean: " + String.join(", ", similar) + "?");
      }
    }
    if (!spec.subcommands().isEmpty()) {
      err.println("Commands: " + String.join(", ", spec.subcommands().keySet()));
      if (spec.parent() == null) {
        err.println("Of ./chatdata itself: " + LAUNCHER_COMMANDS);
      }
    }
    err.println("See: " + spec.qualifiedName() + " --help");
  }

  private static String words(ParameterException problem) {
    CommandSpec spec = problem.getCommandLine().getCommandSpec();
    boolean group = !spec.subcommands().isEmpty();
    if (group && problem instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().getFirst();
      return (first.startsWith("-") ? "Unknown option '" : "Unknown command '") + first + "'";
    }
    return String.valueOf(problem.getMessage());
  }

  private static ExitCode outputClosed(Shell shell, OutputClosedException closed) {
    if (closed.brokenPipe()) {
      return ExitCode.OUTPUT_CLOSED;
    }
    try {
      shell.err().println("error: the output can't be written: " + closed.getMessage());
    } catch (OutputClosedException alsoClosed) {
      return ExitCode.OUTPUT_CLOSED;
    }
    return ExitCode.FAILED;
  }

  /** Reads the version that the build wrote down. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      try (InputStream file = Main.class.getResourceAsStream("version.txt")) {
        return new String[] {"chatdata " + new String(file.readAllBytes(), UTF_8).strip()};
      }
    }
  }
}
