package io.chatdata.server.turn;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Usage;
import io.chatdata.server.conversation.MessagePart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a turn's events add up to: the text, the parts and the tool calls that its messages hold. A
 * pure function of the log, whether it is told the events as they happen or reads them back.
 */
public final class Transcript {
  private final StringBuilder content = new StringBuilder();
  private final List<MessagePart> parts = new ArrayList<>();
  private final Map<String, Call> calls = new LinkedHashMap<>();
  private Usage usage = Usage.NONE;
  private int round = 1;
  private boolean answered;

  /** A tool call and what the model was given for it; null while it is open. */
  public static final class Call {
    private final String tool;
    private final JsonNode arguments;
    private final int round;
    private @Nullable JsonNode output;

    Call(String tool, JsonNode arguments, int round) {
      this.tool = tool;
      this.arguments = arguments;
      this.round = round;
    }

    String tool() {
      return tool;
    }

    JsonNode arguments() {
      return arguments;
    }

    int round() {
      return round;
    }

    @Nullable JsonNode output() {
      return output;
    }

    private Call copy() {
      var copy = new Call(tool, arguments, round);
      copy.output = output;
      return copy;
    }
  }

  /** A transcript that goes its own way from here. */
  Transcript copy() {
    var copy = new Transcript();
    copy.content.append(content);
    copy.parts.addAll(parts);
    calls.forEach((id, call) -> copy.calls.put(id, call.copy()));
    copy.usage = usage;
    copy.round = round;
    copy.answered = answered;
    return copy;
  }

  void accept(TurnEvent event) {
    switch (event) {
      case TurnEvent.Token token -> token(token.text());
      case TurnEvent.Thinking thinking -> thinking(thinking.text(), thinking.signature());
      case TurnEvent.ToolCall call ->
          toolCall(
              call.toolCallId(), call.tool(), call.arguments(), call.round(), call.signature());
      case TurnEvent.ToolResult result -> toolResult(result.toolCallId(), result.modelOutput());
      case TurnEvent.UsageSoFar soFar -> usage(soFar.usage());
      case TurnEvent.TurnStarted _, TurnEvent.TitleChanged _, TurnEvent.TurnFinished _ -> {}
    }
  }

  public void token(String text) {
    enterRound();
    int start = content.length();
    content.append(text);
    if (!parts.isEmpty()
        && parts.getLast() instanceof MessagePart.Text last
        && last.round() == round) {
      parts.set(parts.size() - 1, new MessagePart.Text(round, last.start(), content.length()));
    } else {
      parts.add(new MessagePart.Text(round, start, content.length()));
    }
  }

  public void thinking(String text, String signature) {
    enterRound();
    if (!parts.isEmpty()
        && parts.getLast() instanceof MessagePart.Thinking last
        && last.round() == round
        && last.signature().isEmpty()) {
      parts.set(parts.size() - 1, new MessagePart.Thinking(round, last.text() + text, signature));
    } else {
      parts.add(new MessagePart.Thinking(round, text, signature));
    }
  }

  public void toolCall(
      String toolCallId, String tool, JsonNode arguments, int callRound, String signature) {
    round = callRound;
    answered = false;
    calls.put(toolCallId, new Call(tool, arguments, callRound));
    parts.add(new MessagePart.ToolCall(callRound, toolCallId, signature));
  }

  public void toolResult(String toolCallId, JsonNode output) {
    Call call = calls.get(toolCallId);
    if (call != null) {
      call.output = output;
      answered = true;
    }
  }

  public void usage(Usage soFar) {
    usage = soFar;
  }

  /** A model speaks after tool results only when it was asked again. */
  private void enterRound() {
    if (answered) {
      round++;
      answered = false;
    }
  }

  String content() {
    return content.toString();
  }

  List<MessagePart> parts() {
    return List.copyOf(parts);
  }

  Map<String, Call> calls() {
    return calls;
  }

  /** Ids of the calls that have no result. */
  List<String> openCalls() {
    return calls.entrySet().stream()
        .filter(call -> call.getValue().output() == null)
        .map(Map.Entry::getKey)
        .toList();
  }

  Usage usage() {
    return usage;
  }
}
