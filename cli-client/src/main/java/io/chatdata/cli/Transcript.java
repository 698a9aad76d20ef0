package io.chatdata.cli;

import com.google.protobuf.Value;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.ListMessagesRequest;
import io.chatdata.v1.ListMessagesResponse;
import io.chatdata.v1.Message;
import io.chatdata.v1.MessageRole;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A conversation to keep or to send on. */
final class Transcript {
  private static final int PAGE = 200;

  private Transcript() {}

  /** The messages of the active branch, the first one first. */
  static List<Message> messages(ServerLink link, String conversationId) {
    List<Message> messages = new ArrayList<>();
    String page = "";
    do {
      ListMessagesResponse response =
          link.chat()
              .listMessages(
                  ListMessagesRequest.newBuilder()
                      .setConversationId(conversationId)
                      .setPageSize(PAGE)
                      .setPageToken(page)
                      .build());
      messages.addAll(response.getMessagesList());
      page = response.getNextPageToken();
    } while (!page.isEmpty());
    return messages;
  }

  /** Questions as headings, tool calls with what they were given and gave, and answers. */
  static String markdown(Conversation conversation, List<Message> messages) {
    StringBuilder text = new StringBuilder("# " + conversation.getTitle() + "\n");
    for (Message message : messages) {
      text.append('\n');
      switch (message.getRole()) {
        case MESSAGE_ROLE_USER -> text.append("## ").append(message.getContent().strip());
        case MESSAGE_ROLE_TOOL -> text.append(tool(message));
        case MESSAGE_ROLE_ASSISTANT, MESSAGE_ROLE_SYSTEM, MESSAGE_ROLE_UNSPECIFIED, UNRECOGNIZED ->
            text.append(message.getContent().strip());
      }
      text.append('\n');
    }
    return text.toString();
  }

  static String json(Conversation conversation, List<Message> messages) {
    return messages.stream()
        .map(OutputOption::json)
        .collect(
            Collectors.joining(
                ",\n",
                "{\"conversation\": " + OutputOption.json(conversation) + ",\n\"messages\": [\n",
                "]}"));
  }

  /** The end of the branch: the last message that a model or the planner wrote. */
  static String lastAnswer(List<Message> messages) {
    return messages.stream()
        .filter(message -> message.getRole() == MessageRole.MESSAGE_ROLE_ASSISTANT)
        .reduce((_, last) -> last)
        .map(Message::getId)
        .orElse("");
  }

  private static String tool(Message message) {
    Value sql =
        message
            .getToolInput()
            .getStructValue()
            .getFieldsOrDefault("sql", Value.getDefaultInstance());
    String input =
        sql.getStringValue().isEmpty()
            ? fenced("json", String.valueOf(Grid.text(message.getToolInput())))
            : fenced("sql", sql.getStringValue());
    return "`%s`\n\n%s\n\n%s"
        .formatted(
            message.getToolName(),
            input,
            fenced("json", String.valueOf(Grid.text(message.getToolOutput()))));
  }

  /** A block whose fence is longer than any within. */
  private static String fenced(String language, String text) {
    String fence = "```";
    while (text.contains(fence)) {
      fence += "`";
    }
    return fence + language + "\n" + text.strip() + "\n" + fence;
  }
}
