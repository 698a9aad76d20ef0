package io.chatdata.server.turn;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import io.chatdata.server.conversation.Message;
import io.chatdata.server.conversation.MessageDao;
import io.chatdata.server.conversation.MessagePart;
import io.chatdata.server.conversation.Role;
import io.chatdata.server.llm.ModelEvent;
import io.chatdata.server.llm.Prompt;
import io.chatdata.server.store.Pool;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What a model is told of the conversation so far, from the stored messages of one branch: the
 * newest turns that fit once their tool results are shortened.
 */
final class History {
  private static final int PAGE = 100;

  private final Pool store;

  History(Pool store) {
    this.store = store;
  }

  /**
   * The branch that ends with a user message.
   *
   * @param provider reasoning is given back only to the provider that it came from
   * @param characters no more is looked for than fits into these, shortened
   */
  List<Prompt> upTo(UUID conversationId, UUID userMessageId, String provider, long characters) {
    long room = characters;
    Deque<Message> messages = new ArrayDeque<>();
    long before = Long.MAX_VALUE;
    while (true) {
      long to = before;
      List<Message> page =
          store.query(MessageDao.class, dao -> dao.newest(conversationId, userMessageId, to, PAGE));
      for (Message message : page) {
        room -= size(message);
        if (room < 0 && !messages.isEmpty()) {
          return prompts(wholeTurns(messages), provider);
        }
        messages.addFirst(message);
      }
      if (page.size() < PAGE) {
        return prompts(wholeTurns(messages), provider);
      }
      before = page.getLast().sequence();
    }
  }

  /** At least; a tool's result can be shortened. */
  private static long size(Message message) {
    return (long) message.content().length()
        + (message.toolInput() == null ? 0 : Json.write(message.toolInput()).length())
        + (message.toolOutput() == null
            ? 0
            : Math.min(PromptBudget.SHORT_RESULT, Json.write(message.toolOutput()).length()));
  }

  private static List<Message> wholeTurns(Deque<Message> messages) {
    while (messages.getFirst().role() != Role.USER) {
      messages.removeFirst();
    }
    return List.copyOf(messages);
  }

  private static List<Prompt> prompts(List<Message> messages, String provider) {
    Map<String, Message> outputs = new HashMap<>();
    for (Message message : messages) {
      if (message.role() == Role.TOOL) {
        outputs.put(message.turnId() + "/" + message.toolCallId(), message);
      }
    }
    List<Prompt> prompts = new ArrayList<>();
    for (Message message : messages) {
      switch (message.role()) {
        case USER -> prompts.add(new Prompt.User(message.content()));
        case ASSISTANT -> addRounds(prompts, message, outputs, provider);
        case TOOL, SYSTEM -> {}
      }
    }
    return prompts;
  }

  private static void addRounds(
      List<Prompt> prompts, Message message, Map<String, Message> outputs, String provider) {
    Map<Integer, List<MessagePart>> rounds = new TreeMap<>();
    for (MessagePart part : message.parts()) {
      rounds.computeIfAbsent(part.round(), round -> new ArrayList<>()).add(part);
    }
    for (List<MessagePart> round : rounds.values()) {
      StringBuilder text = new StringBuilder();
      List<ModelEvent.Thinking> thinking = new ArrayList<>();
      List<ModelEvent.ToolCall> calls = new ArrayList<>();
      List<Prompt> results = new ArrayList<>();
      for (MessagePart part : round) {
        switch (part) {
          case MessagePart.Text range -> text.append(message.content(), range.start(), range.end());
          case MessagePart.Thinking thought -> {
            if (provider.equals(message.provider())) {
              thinking.add(new ModelEvent.Thinking(thought.text(), thought.signature()));
            }
          }
          case MessagePart.ToolCall call -> {
            Message output = outputs.get(message.turnId() + "/" + call.toolCallId());
            if (output != null) {
              addCall(call, output, calls, results);
            }
          }
        }
      }
      if (!text.isEmpty() || !calls.isEmpty()) {
        prompts.add(new Prompt.Assistant(text.toString(), thinking, calls));
        prompts.addAll(results);
      }
    }
  }

  private static void addCall(
      MessagePart.ToolCall call,
      Message output,
      List<ModelEvent.ToolCall> calls,
      List<Prompt> results) {
    String tool = String.valueOf(output.toolName());
    JsonNode input = output.toolInput() == null ? Json.object() : output.toolInput();
    calls.add(
        new ModelEvent.ToolCall(
            call.toolCallId(),
            tool,
            input.isTextual() ? input.textValue() : Json.write(input),
            call.signature()));
    results.add(
        new Prompt.ToolOutput(
            call.toolCallId(),
            tool,
            output.toolOutput() == null ? Json.object() : output.toolOutput(),
            null));
  }
}
