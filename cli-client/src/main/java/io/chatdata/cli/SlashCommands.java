package io.chatdata.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chatdata.v1.Conversation;
import io.chatdata.v1.ListConnectionsRequest;
import io.chatdata.v1.ListConversationsRequest;
import io.chatdata.v1.ListModelsRequest;
import io.chatdata.v1.Model;
import io.chatdata.v1.Provider;
import io.chatdata.v1.QueryResult;
import io.chatdata.v1.RunQueryRequest;
import io.chatdata.v1.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What a line of a chat that begins with / does. */
final class SlashCommands {
  private static final int LISTED = 20;

  private final ChatSession session;
  private final Shell shell;

  /** Their names, what they take and what they do. */
  private enum Name {
    NEW("", "begins a new conversation"),
    LIST("", "lists the last conversations"),
    OPEN("ID", "goes on in a conversation"),
    TITLE("TEXT", "gives it a title"),
    MODEL("[[PROVIDER/]MODEL]", "changes the model, or lists them"),
    CONNECTION("[ID]", "changes the database, or lists them"),
    SQL("STATEMENT", "runs a read-only statement"),
    SHOW("[N]", "shows a tool call of the last turn whole"),
    RERUN("", "answers the last question again"),
    BRANCH("[N]", "goes back to before question N, or lists them"),
    EXPORT("FILE", "writes it as Markdown into a new file"),
    COST("", "tokens and cost so far"),
    HELP("", "this"),
    QUIT("", "leaves");

    private final String argument;
    private final String words;

    Name(String argument, String words) {
      this.argument = argument;
      this.words = words;
    }

    boolean needsArgument() {
      return !argument.isEmpty() && !argument.startsWith("[");
    }

    String slash() {
      return "/" + name().toLowerCase(Locale.ROOT);
    }
  }

  SlashCommands(ChatSession session) {
    this.session = session;
    this.shell = session.shell();
  }

  List<String> names() {
    return List.of(Name.values()).stream().map(Name::slash).toList();
  }

  void run(String line) {
    String[] parts = line.split("\\s+", 2);
    String argument = parts.length > 1 ? parts[1].strip() : "";
    for (Name name : Name.values()) {
      if (name.slash().equals(parts[0])) {
        if (argument.isEmpty() && name.needsArgument()) {
          session.say("%s needs %s: it %s.".formatted(name.slash(), name.argument, name.words));
        } else {
          run(name, argument);
        }
        return;
      }
    }
    session.say("There is no command %s; /help lists them.".formatted(parts[0]));
  }

  private void run(Name name, String argument) {
    switch (name) {
      case NEW -> session.begin();
      case LIST -> list();
      case OPEN -> session.open(argument);
      case TITLE -> title(argument);
      case MODEL -> model(argument);
      case CONNECTION -> connection(argument);
      case SQL -> sql(argument);
      case SHOW -> session.show(number(argument, session.callCount()));
      case RERUN -> session.rerun();
      case BRANCH -> session.branch(number(argument, 0));
      case EXPORT -> export(argument);
      case COST -> cost(session.conversation().getUsage());
      case HELP -> help();
      case QUIT -> session.leave();
    }
  }

  private static int number(String text, int standard) {
    if (text.isEmpty()) {
      return standard;
    }
    return text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
  }

  private void help() {
    for (Name name : Name.values()) {
      shell.out().println("  %-28s %s".formatted(name.slash() + " " + name.argument, name.words));
    }
    shell.out().println("  %-28s %s".formatted("Ctrl-C", "stops the turn"));
    shell.out().println("  %-28s %s".formatted("Tab", "completes commands, tables and columns"));
    shell.out().println("  %-28s %s".formatted("\\ at the end of a line", "goes on on the next"));
  }

  private void list() {
    var page =
        ConversationsCommand.list(
            session.link(), ListConversationsRequest.newBuilder().setPageSize(LISTED).build());
    for (Conversation one : page.getConversationsList()) {
      shell.out().println("  %s  %s".formatted(one.getId(), SafeText.oneLine(one.getTitle(), 60)));
    }
  }

  private void title(String text) {
    String id = session.conversation().getId();
    if (id.isEmpty()) {
      session.say("The conversation begins with its first question; it has no title before.");
    } else {
      session.say(ConversationsCommand.rename(session.link(), id, text).getTitle());
    }
  }

  private void model(String wanted) {
    List<Provider> providers =
        session.link().chat().listModels(ListModelsRequest.getDefaultInstance()).getProvidersList();
    if (!wanted.isEmpty()) {
      use(wanted, providers);
      return;
    }
    for (Provider provider : providers) {
      if (!provider.getAvailable()) {
        session.say(provider.getId() + ": " + provider.getUnavailableReason());
      }
      provider.getModelsList().stream()
          .filter(model -> provider.getAvailable() && !model.getRetired())
          .forEach(model -> shell.out().println("  " + provider.getId() + "/" + model.getId()));
    }
  }

  /** A model's id may have a slash itself, and need not be among those that are known. */
  private void use(String wanted, List<Provider> providers) {
    for (Provider provider : providers) {
      if (wanted.startsWith(provider.getId() + "/")) {
        choose(provider.getId(), wanted.substring(provider.getId().length() + 1));
        return;
      }
      for (Model model : provider.getModelsList()) {
        if (model.getId().equals(wanted) || model.getAliasesList().contains(wanted)) {
          choose(provider.getId(), wanted);
          return;
        }
      }
    }
    session.say(
        "No provider is known to have the model %s; name it as PROVIDER/%s. /model lists them."
            .formatted(wanted, wanted));
  }

  private void choose(String provider, String model) {
    session.use(provider, model);
    session.say("From the next question on %s/%s answers.".formatted(provider, model));
  }

  private void connection(String id) {
    var connections =
        session
            .link()
            .data()
            .listConnections(ListConnectionsRequest.getDefaultInstance())
            .getConnectionsList();
    if (id.isEmpty()) {
      connections.forEach(
          one -> shell.out().println("  %s  %s".formatted(one.getId(), one.getName())));
    } else if (connections.stream().anyMatch(one -> one.getId().equals(id))) {
      session.useConnection(id);
      session.say("From the next question on %s is asked about.".formatted(id));
    } else {
      session.say("There is no connection %s; /connection lists them.".formatted(id));
    }
  }

  private void sql(String statement) {
    QueryResult result =
        DataCalls.whole(
            session.link(),
            session
                .link()
                .data()
                .withDeadlineAfter(ToolCommand.LIMIT.toSeconds(), TimeUnit.SECONDS)
                .runQuery(
                    RunQueryRequest.newBuilder()
                        .setConnectionId(session.connection())
                        .setSql(statement)
                        .build()));
    shell.out().print(GridText.table(Grid.of(result), shell.width()));
    session.say(ToolWords.rows(result) + ", " + Words.time(result.getElapsed()));
  }

  private void export(String file) {
    try {
      Files.writeString(Path.of(file), session.transcript(), UTF_8, StandardOpenOption.CREATE_NEW);
      session.say("Written: " + file);
    } catch (IOException | InvalidPathException e) {
      session.say("%s can't be written: %s".formatted(file, e));
    }
  }

  private void cost(Usage usage) {
    session.say(
        "%,d tokens in (%,d from the provider's cache), %,d out; %s%s"
            .formatted(
                usage.getInputTokens(),
                usage.getCachedInputTokens(),
                usage.getOutputTokens(),
                usage.getCostUsd().isEmpty() ? "no price is known" : usage.getCostUsd() + " USD",
                usage.getEstimated() ? ", estimated" : ""));
  }
}
