package io.chatdata.cli;

import com.google.protobuf.FieldMask;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.DeleteConversationRequest;
import io.chatdata.v1.GetConversationRequest;
import io.chatdata.v1.ListConversationsRequest;
import io.chatdata.v1.ListConversationsResponse;
import io.chatdata.v1.UndeleteConversationRequest;
import io.chatdata.v1.UpdateConversationRequest;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Groups the commands about conversations. */
@Command(name = "conversations", description = "Lists, shows, renames, deletes and exports them.")
final class ConversationsCommand {
  static CommandLine all(Shell shell) {
    return new CommandLine(new ConversationsCommand())
        .addSubcommand(new ListAll(shell))
        .addSubcommand(new Show(shell))
        .addSubcommand(new Rename(shell))
        .addSubcommand(new Delete(shell))
        .addSubcommand(new Undelete(shell))
        .addSubcommand(new Export(shell));
  }

  static Conversation get(ServerLink link, String id) {
    return link.chat().getConversation(GetConversationRequest.newBuilder().setId(id).build());
  }

  static Conversation rename(ServerLink link, String id, String title) {
    return link.chat()
        .updateConversation(
            UpdateConversationRequest.newBuilder()
                .setConversation(Conversation.newBuilder().setId(id).setTitle(title))
                .setUpdateMask(FieldMask.newBuilder().addPaths("title"))
                .build());
  }

  /** The last changed ones first. */
  static ListConversationsResponse list(ServerLink link, ListConversationsRequest request) {
    return link.chat().listConversations(request);
  }

  /** What a line of the list has. */
  private static Conversation shown(Conversation conversation) {
    return conversation.toBuilder()
        .clearTitleSource()
        .clearProvider()
        .clearConnectionId()
        .clearInstructions()
        .clearCreatedAt()
        .clearHeadMessageId()
        .clearOwner()
        .build();
  }

  @Command(name = "list", description = "Lists conversations, the last changed ones first.")
  static final class ListAll extends ServerCommand {
    @Mixin private final OutputOption output = new OutputOption();

    @Option(names = "--limit", paramLabel = "N", description = "At most this many (default: 20).")
    private int limit = 20;

    @Option(
        names = "--title",
        paramLabel = "TEXT",
        description = "Only those whose titles contain this.")
    private String title = "";

    @Option(names = "--deleted", description = "Those that can be undeleted instead.")
    private boolean deleted;

    ListAll(Shell shell) {
      super(shell);
    }

    @Override
    protected ExitCode run(ServerLink link) {
      ListConversationsResponse page =
          list(
              link,
              ListConversationsRequest.newBuilder()
                  .setPageSize(limit)
                  .setTitleContains(title)
                  .setDeleted(deleted)
                  .build());
      List<Conversation> rows =
          page.getConversationsList().stream().map(ConversationsCommand::shown).toList();
      output.print(shell, page, rows);
      return ExitCode.OK;
    }
  }

  /** A command about one conversation. */
  abstract static class OfOne extends ServerCommand {
    @Parameters(index = "0", paramLabel = "ID", description = "UUID of the conversation.")
    String id = "";

    OfOne(Shell shell) {
      super(shell);
    }
  }

  @Command(name = "show", description = "Prints a conversation's active branch as Markdown.")
  static final class Show extends OfOne {
    Show(Shell shell) {
      super(shell);
    }

    @Override
    protected ExitCode run(ServerLink link) {
      shell.out().print(Transcript.markdown(get(link, id), Transcript.messages(link, id)));
      return ExitCode.OK;
    }
  }

  @Command(name = "rename", description = "Gives a conversation a title.")
  static final class Rename extends OfOne {
    @Parameters(index = "1..*", arity = "1..*", paramLabel = "TITLE", description = "The title.")
    private List<String> title = List.of();

    Rename(Shell shell) {
      super(shell);
    }

    @Override
    protected ExitCode run(ServerLink link) {
      shell.out().println(rename(link, id, String.join(" ", title)).getTitle());
      return ExitCode.OK;
    }
  }

  @Command(name = "delete", description = "Deletes a conversation; for 30 days it can come back.")
  static final class Delete extends OfOne {
    Delete(Shell shell) {
      super(shell);
    }

    @Override
    protected ExitCode run(ServerLink link) {
      link.chat().deleteConversation(DeleteConversationRequest.newBuilder().setId(id).build());
      shell.err().println("To get it back: chatdata conversations undelete " + id);
      return ExitCode.OK;
    }
  }

  @Command(name = "undelete", description = "Brings a deleted conversation back.")
  static final class Undelete extends OfOne {
    Undelete(Shell shell) {
      super(shell);
    }

    @Override
    protected ExitCode run(ServerLink link) {
      Conversation back =
          link.chat()
              .undeleteConversation(UndeleteConversationRequest.newBuilder().setId(id).build());
      shell.out().println(back.getTitle());
      return ExitCode.OK;
    }
  }

  @Command(name = "export", description = "Prints a conversation with every tool call and result.")
  static final class Export extends OfOne {
    /** Forms. */
    enum Form {
      markdown,
      json
    }

    @Option(names = "--format", paramLabel = "FORM", description = "markdown (default) or json.")
    private Form form = Form.markdown;

    Export(Shell shell) {
      super(shell);
    }

    @Override
    protected ExitCode run(ServerLink link) {
      Conversation conversation = get(link, id);
      var messages = Transcript.messages(link, id);
      switch (form) {
        case markdown -> shell.out().print(Transcript.markdown(conversation, messages));
        case json -> shell.out().println(Transcript.json(conversation, messages));
      }
      return ExitCode.OK;
    }
  }
}
