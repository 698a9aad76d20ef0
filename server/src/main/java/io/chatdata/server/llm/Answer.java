package io.chatdata.server.llm;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Storable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a model's answer adds up to while its stream comes in. */
final class Answer {
  /** Most characters of text, reasoning and arguments together; what comes after is cut off. */
  static final int MOST_CHARACTERS = 1 << 20;

  private final Consumer<ModelEvent> events;
  private final List<ToolCallDraft> toolCalls = new ArrayList<>();
  private final Map<Integer, ToolCallDraft> numbered = new HashMap<>();
  private final StringBuilder signature = new StringBuilder();
  private @Nullable FinishReason finishReason;
  private @Nullable Tokens tokens;
  private @Nullable StreamError error;
  private String model = "";
  private int characters;
  private boolean begun;
  private volatile boolean ended;

  Answer(Consumer<ModelEvent> events) {
    this.events = events;
  }

  /**
   * An error that came inside the stream.
   *
   * @param status as HTTP would have it; 0 when not known
   */
  record StreamError(int status, String text) {}

  /** A tool call, piece by piece. */
  final class ToolCallDraft {
    private String id = "";
    private String name = "";
    private String signature = "";
    private final StringBuilder arguments = new StringBuilder();
    private @Nullable PartialArguments partial;

    /** Names it; servers that repeat the name with each piece change nothing. */
    void named(String newId, String newName, String newSignature) {
      id = id.isEmpty() ? newId : id;
      name = name.isEmpty() ? newName : name;
      signature = signature.isEmpty() ? newSignature : signature;
    }

    String id() {
      return id;
    }

    void arguments(String piece) {
      arguments.append(within(piece));
    }

    /** One of the arguments, or a piece of it. */
    void partialArgument(JsonNode piece) {
      String _ = within(piece.toString());
      partial = partial == null ? new PartialArguments() : partial;
      partial.add(piece);
    }

    private ModelEvent.ToolCall whole() {
      return new ModelEvent.ToolCall(
          id, name, partial == null ? arguments.toString() : partial.json(), signature);
    }
  }

  void text(String piece) {
    String kept = within(piece);
    if (!kept.isEmpty()) {
      emit(new ModelEvent.Text(kept));
    }
  }

  /** A piece of reasoning; its signature comes with the last piece of a block, or alone. */
  void thinking(String piece, String signature) {
    String kept = within(piece);
    if (!kept.isEmpty() || !signature.isEmpty()) {
      emit(new ModelEvent.Thinking(kept, signature));
    }
  }

  /** A piece of the signature of the block of reasoning that is being sent. */
  void signature(String piece) {
    signature.append(piece);
  }

  /** Ends a block of reasoning, if there is one. */
  void endThinking() {
    thinking("", signature.toString());
    signature.setLength(0);
  }

  ToolCallDraft newToolCall() {
    var draft = new ToolCallDraft();
    toolCalls.add(draft);
    return draft;
  }

  /** The call of this number, new where there is none. */
  ToolCallDraft toolCall(int number) {
    return numbered.computeIfAbsent(number, _ -> newToolCall());
  }

  List<ToolCallDraft> toolCalls() {
    return toolCalls;
  }

  /** The model that answers, where the provider names it; the first name counts. */
  void model(String name) {
    model = model.isEmpty() ? name : model;
  }

  String model() {
    return model;
  }

  void finish(FinishReason reason) {
    finishReason = reason;
  }

  void tokens(Tokens counted) {
    tokens = counted;
  }

  void fail(int status, String text) {
    error = new StreamError(status, text);
    ended = true;
  }

  /** Nothing of worth comes any more. */
  void end() {
    ended = true;
  }

  boolean isEnded() {
    return ended;
  }

  /** True when someone may have seen a part of it. */
  boolean hasBegun() {
    return begun;
  }

  @Nullable StreamError error() {
    return error;
  }

  int characters() {
    return characters;
  }

  /** What the provider counted; null when it didn't. */
  @Nullable Tokens tokens() {
    return tokens;
  }

  /** Null as long as the protocol's end was not seen. */
  @Nullable FinishReason finishReason() {
    return finishReason == FinishReason.STOP && !toolCalls.isEmpty()
        ? FinishReason.TOOL_CALLS
        : finishReason;
  }

  /** Sends the tool calls on, which are of use only when they are whole. */
  void emitToolCalls() {
    for (ToolCallDraft call : toolCalls) {
      emit(call.whole());
    }
  }

  private void emit(ModelEvent event) {
    begun = true;
    events.accept(event);
  }

  /** As much of a piece as the most allows. */
  private String within(String piece) {
    int free = MOST_CHARACTERS - characters;
    if (piece.length() <= free) {
      characters += piece.length();
      return piece;
    }
    characters = MOST_CHARACTERS;
    finishReason = FinishReason.LENGTH;
    ended = true;
    return Storable.begin(piece, free);
  }
}
