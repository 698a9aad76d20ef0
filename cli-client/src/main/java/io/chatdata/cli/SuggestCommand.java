package io.chatdata.cli;

import io.chatdata.v1.SuggestQuestionsRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "suggest",
    description = "Prints questions to start with, made from the data's structure, one a line.")
final class SuggestCommand extends ServerCommand {
  @Option(
      names = "--connection",
      paramLabel = "ID",
      description = "Connection to ask about (default: the server's default).")
  private String connection = "";

  @Option(names = "--limit", paramLabel = "N", description = "At most this many (default: 3).")
  private int limit = 3;

  SuggestCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode run(ServerLink link) {
    link.data()
        .suggestQuestions(
            SuggestQuestionsRequest.newBuilder()
                .setConnectionId(connection)
                .setLimit(limit)
                .build())
        .getQuestionsList()
        .forEach(question -> shell.out().println(SafeText.oneLine(question, 1000)));
    return ExitCode.OK;
  }
}
