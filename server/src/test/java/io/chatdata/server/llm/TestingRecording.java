package io.chatdata.server.llm;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A stream that a provider sent, and what it says, read from its own events in the plainest way.
 *
 * @param events the data of each
 */
public record TestingRecording(String name, ProviderConfig.Wire wire, List<String> events) {
  private static final Map<String, JsonNode> PARSED = new ConcurrentHashMap<>();

  /**
   * What the first events say.
   *
   * @param calls name and arguments of the tool calls
   * @param reason why the answer ended; null where the protocol's end is not among them
   * @param failed whether an error is among them
   */
  public record Said(
      String text,
      String thinking,
      List<String> calls,
      @Nullable FinishReason reason,
      boolean failed) {
    /** True where the events are a whole answer. */
    public boolean complete() {
      return reason != null && !failed;
    }
  }

  /** Those that lie beside the project; none where they don't. */
  public static List<TestingRecording> shared() {
    Path folder = folder();
    if (folder == null) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(txt|sse|yaml)"))
          .sorted()
          .map(TestingRecording::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Streams in the form of each protocol, written for the tests. */
  public static List<TestingRecording> own() {
    TestingReply reply =
        TestingReply.saying("Zwölf ", "🐈‍⬛ and\n\nmore")
            .thinking("Hm… 数")
            .calling("call_a", "run_query", "{'sql': 'select 1'}")
            .calling("call_b", "list_tables", "{}");
    return Stream.of(ProviderConfig.Wire.values())
        .map(wire -> new TestingRecording("own " + wire, wire, reply.events(wire)))
        .toList();
  }

  private static @Nullable Path folder() {
    for (Path path = Path.of("").toAbsolutePath(); path != null; path = path.getParent()) {
      Path candidate = path.resolve("shared/fixtures/provider-streams");
      if (Files.exists(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  static TestingRecording read(Path file) {
    String folder =
        Objects.requireNonNull(file.toAbsolutePath().getParent()).getFileName().toString();
    ProviderConfig.Wire wire =
        switch (folder) {
          case "openai", "xai", "openai-compatible" -> ProviderConfig.Wire.OPENAI;
          case "anthropic" -> ProviderConfig.Wire.ANTHROPIC;
          case "google" -> ProviderConfig.Wire.GOOGLE;
          default -> throw new IllegalArgumentException(folder);
        };
    try {
      boolean framed = !file.toString().endsWith(".chunks.txt");
      List<String> events =
          Files.readAllLines(file).stream()
              .map(String::strip)
              .filter(line -> !line.isEmpty() && (!framed || line.startsWith("data: ")))
              .map(line -> framed ? line.substring("data: ".length()) : line)
              .filter(data -> !data.equals("[DONE]"))
              .toList();
      return new TestingRecording(folder + "/" + file.getFileName(), wire, events);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the whole of it says. */
  public Said said() {
    return said(events.size());
  }

  Said said(int many) {
    List<JsonNode> first =
        events.stream()
            .limit(many)
            .map(event -> PARSED.computeIfAbsent(event, Json::parse))
            .toList();
    boolean failed = first.stream().anyMatch(event -> event.hasNonNull("error"));
    return switch (wire) {
      case OPENAI -> openAi(first, failed);
      case ANTHROPIC -> anthropic(first, failed);
      case GOOGLE -> google(first, failed);
    };
  }

  private static Said openAi(List<JsonNode> events, boolean failed) {
    var text = new StringBuilder();
    var thinking = new StringBuilder();
    Map<Integer, StringBuilder> calls = new TreeMap<>();
    FinishReason reason = null;
    for (JsonNode event : events) {
      JsonNode choice = event.at("/choices/0");
      append(text, choice.at("/delta/content"));
      append(thinking, choice.at("/delta/reasoning_content"));
      append(thinking, choice.at("/delta/reasoning"));
      for (JsonNode call : choice.at("/delta/tool_calls")) {
        StringBuilder said =
            calls.computeIfAbsent(call.path("index").asInt(), index -> new StringBuilder());
        if (call.at("/function/name").isTextual()) {
          said.append(call.at("/function/name").textValue()).append(' ');
        }
        append(said, call.at("/function/arguments"));
      }
      reason = reason(choice.path("finish_reason"), reason);
    }
    return new Said(text.toString(), thinking.toString(), texts(calls), reason, failed);
  }

  private static Said anthropic(List<JsonNode> events, boolean failed) {
    var text = new StringBuilder();
    var thinking = new StringBuilder();
    Map<Integer, StringBuilder> calls = new TreeMap<>();
    FinishReason reason = null;
    for (JsonNode event : events) {
      append(text, event.at("/delta/text"));
      append(thinking, event.at("/delta/thinking"));
      int index = event.path("index").asInt();
      if (event.at("/content_block/type").asText().equals("tool_use")) {
        calls.put(
            index, new StringBuilder(event.at("/content_block/name").textValue()).append(' '));
      }
      if (calls.containsKey(index)) {
        append(calls.get(index), event.at("/delta/partial_json"));
      }
      reason = reason(event.at("/delta/stop_reason"), reason);
    }
    return new Said(text.toString(), thinking.toString(), texts(calls), reason, failed);
  }

  /** In the recordings streamed arguments are texts right below the root. */
  private static Said google(List<JsonNode> events, boolean failed) {
    var text = new StringBuilder();
    var thinking = new StringBuilder();
    List<String> calls = new ArrayList<>();
    FinishReason reason = null;
    for (JsonNode event : events) {
      for (JsonNode part : event.at("/candidates/0/content/parts")) {
        append(part.path("thought").asBoolean() ? thinking : text, part.path("text"));
        JsonNode call = part.path("functionCall");
        if (call.has("name")) {
          calls.add(call.path("name").textValue() + " " + call.path("args"));
        }
        for (JsonNode piece : call.path("partialArgs")) {
          if (!piece.path("stringValue").asText().isEmpty()) {
            String name = piece.path("jsonPath").asText().substring(2);
            calls.add(
                calls.removeLast() + "{\"%s\":%s}".formatted(name, piece.path("stringValue")));
          }
        }
      }
      reason = reason(event.at("/candidates/0/finishReason"), reason);
    }
    if (reason == FinishReason.STOP && !calls.isEmpty()) {
      // Gemini has no word for it.
      reason = FinishReason.TOOL_CALLS;
    }
    return new Said(text.toString(), thinking.toString(), calls, reason, failed);
  }

  private static @Nullable FinishReason reason(JsonNode said, @Nullable FinishReason before) {
    return !said.isTextual()
        ? before
        : switch (said.textValue()) {
          case "stop", "end_turn", "STOP" -> FinishReason.STOP;
          case "tool_calls", "tool_use" -> FinishReason.TOOL_CALLS;
          case "length", "max_tokens", "MAX_TOKENS" -> FinishReason.LENGTH;
          case "refusal" -> FinishReason.REFUSAL;
          case "content_filter", "SAFETY" -> FinishReason.CONTENT_FILTER;
          default -> throw new IllegalArgumentException(said.textValue());
        };
  }

  private static void append(StringBuilder to, JsonNode text) {
    if (text.isTextual()) {
      to.append(text.textValue());
    }
  }

  private static List<String> texts(Map<Integer, StringBuilder> calls) {
    return calls.values().stream().map(StringBuilder::toString).toList();
  }

  /** What a provider's events say, for comparison. */
  static Said said(List<ModelEvent> events, @Nullable FinishReason reason, boolean failed) {
    var text = new StringBuilder();
    var thinking = new StringBuilder();
    List<String> calls = new ArrayList<>();
    for (ModelEvent event : events) {
      switch (event) {
        case ModelEvent.Text piece -> text.append(piece.text());
        case ModelEvent.Thinking piece -> thinking.append(piece.text());
        case ModelEvent.ToolCall call -> calls.add(call.tool() + " " + call.arguments());
      }
    }
    return new Said(text.toString(), thinking.toString(), calls, reason, failed);
  }

  @Override
  public String toString() {
    return name;
  }
}
