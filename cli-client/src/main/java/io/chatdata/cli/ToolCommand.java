package io.chatdata.cli;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import io.chatdata.v1.DataServiceGrpc;
import io.chatdata.v1.QueryResult;
import io.chatdata.v1.TableProfile;
import io.grpc.MethodDescriptor;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A tool of the contract as a command, whose options are the fields of its request. */
@Command
final class ToolCommand extends ServerCommand {
  /** Longer than a statement may take. */
  static final java.time.Duration LIMIT = java.time.Duration.ofSeconds(60);

  private static final int SQL_LIMIT = 1024 * 1024;

  private static final Map<String, String> WORDS =
      Map.of(
          "connection_id", "Connection (default: the server's default).",
          "schema", "Schema; without it the table is looked for in all of them.",
          "name_contains", "Only names that contain this.",
          "page_size", "At most this many.",
          "page_token", "The page that an earlier call named as next.",
          "table", "Name of the table or view.",
          "columns", "Column to profile; can be repeated (default: all).",
          "sql", "One SELECT; - reads it from standard input.",
          "limit", "At most this many rows.",
          "timeout", "At most this long, such as 10s.");

  @Mixin private final OutputOption output = new OutputOption();

  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec command;

  private final MethodDescriptor<?, ?> method;

  private ToolCommand(Shell shell, MethodDescriptor<?, ?> method) {
    super(shell);
    this.method = method;
  }

  /** All seven under their names. */
  static CommandLine all(Shell shell) {
    CommandLine tools = new CommandLine(new Tools());
    List.of(
            DataServiceGrpc.getListConnectionsMethod(),
            DataServiceGrpc.getListSchemasMethod(),
            DataServiceGrpc.getListTablesMethod(),
            DataServiceGrpc.getGetTableInfoMethod(),
            DataServiceGrpc.getSampleRowsMethod(),
            DataServiceGrpc.getProfileTableMethod(),
            DataServiceGrpc.getRunQueryMethod())
        .forEach(method -> tools.addSubcommand(of(shell, method, toolName(method), WHAT)));
    return tools;
  }

  static CommandLine connections(Shell shell) {
    return of(
            shell,
            DataServiceGrpc.getListConnectionsMethod(),
            "connections",
            "Lists the databases that can be asked about.")
        .addSubcommand(new ConnectionCommands.Add(shell))
        .addSubcommand(new ConnectionCommands.Remove(shell));
  }

  static CommandLine sql(Shell shell) {
    return of(
        shell,
        DataServiceGrpc.getRunQueryMethod(),
        "sql",
        "Runs one read-only statement, if the guard lets it, and prints its rows.");
  }

  private static final String WHAT =
      "Calls this tool, by the same code, limits and guard as a model.";

  private static CommandLine of(
      Shell shell, MethodDescriptor<?, ?> method, String name, String description) {
    var tool = new ToolCommand(shell, method);
    CommandLine commandLine = new CommandLine(tool);
    CommandSpec spec = commandLine.getCommandSpec().name(name);
    spec.usageMessage().description(description);
    for (FieldDescriptor field : tool.request().getDescriptorForType().getFields()) {
      String words = WORDS.getOrDefault(field.getName(), "");
      Class<?> type = field.isRepeated() ? List.class : String.class;
      if (field.getName().equals("table") || field.getName().equals("sql")) {
        spec.addPositional(
            PositionalParamSpec.builder()
                .paramLabel(field.getName().toUpperCase(Locale.ROOT))
                .index("0")
                .arity("1")
                .type(type)
                .description(words)
                .build());
      } else {
        spec.addOption(
            OptionSpec.builder(option(field))
                .paramLabel("VALUE")
                .arity("1")
                .type(type)
                .auxiliaryTypes(String.class)
                .description(words)
                .build());
      }
    }
    return commandLine;
  }

  @Override
  protected ExitCode run(ServerLink link) {
    Message.Builder request = request().toBuilder();
    for (FieldDescriptor field : request.getDescriptorForType().getFields()) {
      Object given = given(field);
      if (given instanceof List<?> list) {
        list.forEach(one -> request.addRepeatedField(field, one));
      } else if (given instanceof String text) {
        request.setField(field, value(field, text));
      }
    }
    Message answer = link.call(method, request.build(), LIMIT);
    if (answer instanceof QueryResult result) {
      QueryResult whole = DataCalls.whole(link, result);
      output.print(shell, whole);
      shell.err().println(ToolWords.rows(whole) + ", " + Words.time(whole.getElapsed()));
    } else {
      output.print(shell, answer, Grid.listed(answer));
      if (answer instanceof TableProfile profile) {
        shell.err().println(ToolWords.sample(profile));
      }
    }
    return ExitCode.OK;
  }

  private Message request() {
    return prototype(method.getRequestMarshaller());
  }

  private static Message prototype(MethodDescriptor.Marshaller<?> marshaller) {
    Object prototype = ((MethodDescriptor.PrototypeMarshaller<?>) marshaller).getMessagePrototype();
    return (Message) Objects.requireNonNull(prototype);
  }

  private Object given(FieldDescriptor field) {
    OptionSpec option = command.findOption(option(field));
    return option != null
        ? option.getValue()
        : command.positionalParameters().stream()
            .filter(one -> one.paramLabel().equalsIgnoreCase(field.getName()))
            .findFirst()
            .orElseThrow()
            .getValue();
  }

  private Object value(FieldDescriptor field, String text) {
    try {
      return switch (field.getJavaType()) {
        case INT -> Integer.parseInt(text);
        case MESSAGE -> duration(text);
        default ->
            field.getName().equals("sql") && text.equals("-")
                ? TextInput.read(command, shell, "-", SQL_LIMIT)
                : text;
      };
    } catch (NumberFormatException e) {
      String kind = field.getJavaType() == FieldDescriptor.JavaType.INT ? "a number" : "seconds";
      throw new ParameterException(
          command.commandLine(),
          "Invalid value for option '%s': '%s' is not %s".formatted(option(field), text, kind),
          e);
    }
  }

  private static Duration duration(String text) {
    String seconds = text.endsWith("s") ? text.substring(0, text.length() - 1) : text;
    return Durations.fromNanos(new BigDecimal(seconds).movePointRight(9).longValue());
  }

  private static String option(FieldDescriptor field) {
    String name = field.getName().equals("connection_id") ? "connection" : field.getName();
    return "--" + (name.equals("columns") ? "column" : name.replace('_', '-'));
  }

  private static String toolName(MethodDescriptor<?, ?> method) {
    return String.valueOf(method.getBareMethodName())
        .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
        .toLowerCase(Locale.ROOT);
  }

  @Command(name = "tools", description = "Calls a tool without a model.")
  static final class Tools {}
}
