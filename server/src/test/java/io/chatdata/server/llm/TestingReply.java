package io.chatdata.server.llm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatdata.server.base.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * What a scripted model says, in the events of any protocol.
 *
 * @param thinking its reasoning; empty means none
 * @param pieces of its text
 * @param calls the tools that it wants called
 */
public record TestingReply(String thinking, List<String> pieces, List<Call> calls) {
  /** What each reply costs. */
  static final Tokens TOKENS = new Tokens(1000, 400, 0, 200, 50);

  /** A tool call; arguments as JSON, with single quotes for brevity. */
  public record Call(String id, String tool, String arguments) {
    String json() {
      return arguments.replace('\'', '"');
    }
  }

  /** An answer. */
  public static TestingReply saying(String... pieces) {
    return new TestingReply("", List.of(pieces), List.of());
  }

  /** The same, after some reasoning. */
  public TestingReply thinking(String text) {
    return new TestingReply(text, pieces, calls);
  }

  /** The same, and a tool call. */
  public TestingReply calling(String id, String tool, String arguments) {
    List<Call> more = new ArrayList<>(calls);
    more.add(new Call(id, tool, arguments));
    return new TestingReply(thinking, pieces, more);
  }

  List<String> events(ProviderConfig.Wire wire) {
    return switch (wire) {
      case OPENAI -> openAi();
    };
  }

  private List<String> openAi() {
    List<String> events = new ArrayList<>();
    if (!thinking.isEmpty()) {
      events.add(choice(Json.object().put("reasoning_content", thinking), null));
    }
    pieces.forEach(piece -> events.add(choice(Json.object().put("content", piece), null)));
    for (int i = 0; i < calls.size(); i++) {
      Call call = calls.get(i);
      int middle = call.json().length() / 2;
      events.add(openAiCall(i, call, call.json().substring(0, middle), true));
      events.add(openAiCall(i, call, call.json().substring(middle), false));
    }
    events.add(choice(Json.object(), calls.isEmpty() ? "stop" : "tool_calls"));
    ObjectNode usage = Json.object().put("object", "chat.completion.chunk");
    usage.putArray("choices");
    ObjectNode counts =
        usage
            .putObject("usage")
            .put("prompt_tokens", TOKENS.input())
            .put("completion_tokens", TOKENS.output())
            .put("total_tokens", TOKENS.input() + TOKENS.output());
    counts.putObject("prompt_tokens_details").put("cached_tokens", TOKENS.cachedInput());
    counts.putObject("completion_tokens_details").put("reasoning_tokens", TOKENS.reasoning());
    events.add(Json.write(usage));
    return events;
  }

  private static String openAiCall(int index, Call call, String arguments, boolean first) {
    ObjectNode delta = Json.object();
    ObjectNode piece = delta.putArray("tool_calls").addObject().put("index", index);
    if (first) {
      piece.put("id", call.id()).put("type", "function");
    }
    ObjectNode function = piece.putObject("function").put("arguments", arguments);
    if (first) {
      function.put("name", call.tool());
    }
    return choice(delta, null);
  }

  private static String choice(ObjectNode delta, @org.jspecify.annotations.Nullable String reason) {
    ObjectNode chunk = Json.object().put("id", "c").put("object", "chat.completion.chunk");
    chunk
        .putArray("choices")
        .addObject()
        .put("index", 0)
        .put("finish_reason", reason)
        .set("delta", delta);
    return Json.write(chunk);
  }
}
