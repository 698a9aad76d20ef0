package io.chatdata.cli;

import com.google.protobuf.Timestamp;
import io.chatdata.v1.MessageRole;
import io.chatdata.v1.SearchHit;
import io.chatdata.v1.SearchMessagesRequest;
import io.chatdata.v1.SearchMessagesResponse;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "search",
    description = {
      "Finds words in titles, questions, answers, SQL and names of tables.",
      "All of them have to be there; a word of three letters or more is also found inside of words."
    })
final class SearchCommand extends ServerCommand {
  private static final int TITLE_LIMIT = 200;
  private static final int SNIPPET_LIMIT = 1000;
  private static final String MARK_START = "\uE000";
  private static final String MARK_END = "\uE001";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  @Parameters(paramLabel = "WORD", arity = "1..*", description = "Words to find.")
  private List<String> words = List.of();

  @Option(
      names = "--conversation",
      paramLabel = "ID",
      description = "Only in this conversation (default: in all).")
  private String conversation = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most this many (default: 20, the most: 100).")
  private int limit = 20;

  SearchCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode run(ServerLink link) {
    SearchMessagesResponse page =
        link.chat()
            .searchMessages(
                SearchMessagesRequest.newBuilder()
                    .setQuery(String.join(" ", words))
                    .setConversationId(conversation)
                    .setPageSize(limit)
                    .build());
    page.getHitsList().forEach(this::print);
    if (page.getHitsCount() == 0) {
      shell.err().println("Nothing has these words.");
    } else if (!page.getNextPageToken().isEmpty()) {
      shell.err().println("There are more; --limit 100 shows up to 100, more words fewer.");
    }
    return ExitCode.OK;
  }

  /** A line that says where, and one that shows what. */
  private void print(SearchHit hit) {
    String title = SafeText.oneLine(hit.getTitle(), TITLE_LIMIT);
    shell
        .out()
        .println(
            "%s  %s  %s"
                .formatted(hit.getConversationId(), time(hit.getCreatedAt()), title)
                .stripTrailing());
    shell.out().print("    " + place(hit.getRole()) + ": ");
    String snippet = SafeText.oneLine(hit.getSnippet(), SNIPPET_LIMIT);
    for (String piece : snippet.split("(?=" + MARK_START + ")|(?<=" + MARK_END + ")", -1)) {
      String text = piece.replace(MARK_START, "").replace(MARK_END, "");
      if (piece.startsWith(MARK_START)) {
        shell.out().bold(text);
      } else {
        shell.out().print(text);
      }
    }
    shell.out().print("\n");
  }

  private static String time(Timestamp time) {
    return TIME.format(Instant.ofEpochSecond(time.getSeconds()).atZone(ZoneId.systemDefault()));
  }

  private static String place(MessageRole role) {
    return switch (role) {
      case MESSAGE_ROLE_USER -> "question";
      case MESSAGE_ROLE_ASSISTANT -> "answer";
      case MESSAGE_ROLE_TOOL -> "tool call";
      case MESSAGE_ROLE_SYSTEM -> "system";
      case MESSAGE_ROLE_UNSPECIFIED, UNRECOGNIZED -> "title";
    };
  }
}
