package io.chatdata.server.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatdata.server.base.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a scripted model says, in the events of any protocol.
 *
 * @param thinking its reasoning; empty means none
 * @param pieces of its text
 * @param calls the tools that it wants called
 * @param tokens what the provider counts; null where it counts none
 * @param usage its own words for that, as JSON, instead; empty means none
 */
public record TestingReply(
    String thinking, List<String> pieces, List<Call> calls, @Nullable Tokens tokens, String usage) {
  /** What proves its reasoning, where the protocol has such proofs. */
  public static final String SIGNATURE = "c2lnbmF0dXJl";

  /** The name by which the model that answered calls itself, whichever was asked for. */
  public static final String MODEL = "model-of-today";

  /** What each reply costs unless told otherwise. */
  static final Tokens TOKENS = new Tokens(1000, 400, 0, 200, 50);

  /** A tool call; arguments as JSON, with single quotes for brevity. */
  public record Call(String id, String tool, String arguments) {
    String json() {
      return arguments.replace('\'', '"');
    }
  }

  /** An answer. */
  public static TestingReply saying(String... pieces) {
    return new TestingReply("", List.of(pieces), List.of(), TOKENS, "");
  }

  /** The same, after some reasoning. */
  public TestingReply thinking(String text) {
    return new TestingReply(text, pieces, calls, tokens, usage);
  }

  /** The same, and a tool call. */
  public TestingReply calling(String id, String tool, String arguments) {
    List<Call> more = new ArrayList<>(calls);
    more.add(new Call(id, tool, arguments));
    return new TestingReply(thinking, pieces, more, tokens, usage);
  }

  /** The same, and a tool call with arguments as they are. */
  public TestingReply calling(String id, String tool, JsonNode arguments) {
    return calling(id, tool, Json.write(arguments).replace("'", "\\u0027"));
  }

  /** The same with other counts; of the input some are read from a cache and some written to it. */
  public TestingReply counting(
      long input, long cachedInput, long cacheWrites, long output, long reasoning) {
    return new TestingReply(
        thinking,
        pieces,
        calls,
        new Tokens(input, cachedInput, cacheWrites, output, reasoning),
        "");
  }

  /** The same of a provider that counts no tokens. */
  public TestingReply uncounted() {
    return new TestingReply(thinking, pieces, calls, null, "");
  }

  /** The same of a provider that ends with this about its usage, in the words of its protocol. */
  public TestingReply countingAs(String json) {
    return new TestingReply(thinking, pieces, calls, null, json);
  }

  /** In the events of a protocol. */
  public List<String> events(ProviderConfig.Wire wire) {
    return switch (wire) {
      case OPENAI -> openAi();
      case ANTHROPIC -> anthropic();
      case GOOGLE -> google();
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
    if (tokens != null) {
      ObjectNode chunk = Json.object().put("object", "chat.completion.chunk");
      chunk.putArray("choices");
      ObjectNode counts =
          chunk
              .putObject("usage")
              .put("prompt_tokens", tokens.input())
              .put("completion_tokens", tokens.output())
              .put("total_tokens", tokens.input() + tokens.output());
      counts.putObject("prompt_tokens_details").put("cached_tokens", tokens.cachedInput());
      counts.putObject("completion_tokens_details").put("reasoning_tokens", tokens.reasoning());
      events.add(Json.write(chunk));
    } else if (!usage.isEmpty()) {
      events.add("{\"choices\": [], \"usage\": %s}".formatted(usage));
    }
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

  private static String choice(ObjectNode delta, @Nullable String reason) {
    ObjectNode chunk =
        Json.object().put("id", "c").put("object", "chat.completion.chunk").put("model", MODEL);
    chunk
        .putArray("choices")
        .addObject()
        .put("index", 0)
        .put("finish_reason", reason)
        .set("delta", delta);
    return Json.write(chunk);
  }

  private List<String> anthropic() {
    List<String> events = new ArrayList<>();
    ObjectNode start = Json.object().put("type", "message_start");
    ObjectNode message = start.putObject("message").put("role", "assistant").put("model", MODEL);
    if (tokens != null) {
      message
          .putObject("usage")
          .put("input_tokens", tokens.input() - tokens.cachedInput() - tokens.cacheWrites())
          .put("cache_read_input_tokens", tokens.cachedInput())
          .put("cache_creation_input_tokens", tokens.cacheWrites())
          .put("output_tokens", 1);
    }
    events.add(Json.write(start));
    events.add("{\"type\": \"ping\"}");
    int index = 0;
    if (!thinking.isEmpty()) {
      events.add(block(index, Json.object().put("type", "thinking").put("thinking", "")));
      events.add(delta(index, "thinking_delta", "thinking", thinking));
      events.add(delta(index, "signature_delta", "signature", SIGNATURE.substring(0, 5)));
      events.add(delta(index, "signature_delta", "signature", SIGNATURE.substring(5)));
      events.add(stop(index++));
      events.add(
          block(index, Json.object().put("type", "redacted_thinking").put("data", "hidden")));
      events.add(stop(index++));
    }
    if (!pieces.isEmpty()) {
      events.add(block(index, Json.object().put("type", "text").put("text", "")));
      for (String piece : pieces) {
        events.add(delta(index, "text_delta", "text", piece));
      }
      events.add(stop(index++));
    }
    for (Call call : calls) {
      ObjectNode use =
          Json.object().put("type", "tool_use").put("id", call.id()).put("name", call.tool());
      use.putObject("input");
      events.add(block(index, use));
      int middle = call.json().length() / 2;
      events.add(delta(index, "input_json_delta", "partial_json", ""));
      events.add(
          delta(index, "input_json_delta", "partial_json", call.json().substring(0, middle)));
      events.add(delta(index, "input_json_delta", "partial_json", call.json().substring(middle)));
      events.add(stop(index++));
    }
    ObjectNode end = Json.object().put("type", "message_delta");
    end.putObject("delta").put("stop_reason", calls.isEmpty() ? "end_turn" : "tool_use");
    if (tokens != null) {
      end.putObject("usage")
          .put("output_tokens", tokens.output())
          .putObject("output_tokens_details")
          .put("thinking_tokens", tokens.reasoning());
    } else if (!usage.isEmpty()) {
      end.set("usage", Json.parse(usage));
    }
    events.add(Json.write(end));
    events.add("{\"type\": \"message_stop\"}");
    return events;
  }

  private static String block(int index, ObjectNode block) {
    return Json.write(
        Json.object()
            .put("type", "content_block_start")
            .put("index", index)
            .set("content_block", block));
  }

  private static String delta(int index, String type, String field, String value) {
    return Json.write(
        Json.object()
            .put("type", "content_block_delta")
            .put("index", index)
            .set("delta", Json.object().put("type", type).put(field, value)));
  }

  private static String stop(int index) {
    return Json.write(Json.object().put("type", "content_block_stop").put("index", index));
  }

  private List<String> google() {
    List<String> events = new ArrayList<>();
    if (!thinking.isEmpty()) {
      events.add(candidate(Json.object().put("text", thinking).put("thought", true), null));
    }
    pieces.forEach(piece -> events.add(candidate(Json.object().put("text", piece), null)));
    for (int i = 0; i < calls.size(); i++) {
      ObjectNode part = Json.object();
      part.putObject("functionCall")
          .put("name", calls.get(i).tool())
          .set("args", Json.parse(calls.get(i).json()));
      if (i == 0 && !thinking.isEmpty()) {
        part.put("thoughtSignature", SIGNATURE);
      }
      events.add(candidate(part, null));
    }
    events.add(candidate(Json.object().put("text", ""), "STOP"));
    return events;
  }

  private String candidate(ObjectNode part, @Nullable String reason) {
    ObjectNode event = Json.object().put("modelVersion", MODEL);
    ObjectNode candidate = event.putArray("candidates").addObject().put("index", 0);
    candidate.putObject("content").put("role", "model").putArray("parts").add(part);
    if (reason != null) {
      candidate.put("finishReason", reason);
    }
    if (tokens != null) {
      event
          .putObject("usageMetadata")
          .put("promptTokenCount", tokens.input())
          .put("cachedContentTokenCount", tokens.cachedInput())
          .put("candidatesTokenCount", tokens.output() - tokens.reasoning())
          .put("thoughtsTokenCount", tokens.reasoning());
    } else if (!usage.isEmpty()) {
      event.set("usageMetadata", Json.parse(usage));
    }
    return Json.write(event);
  }
}
