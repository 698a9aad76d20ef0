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
import java.util.stream.Stream;

/**
 * A stream that a provider sent, and what it says, read from its own events in the plainest way.
 *
 * @param events the data of each
 */
record TestingRecording(String name, ProviderConfig.Wire wire, List<String> events) {
  /**
   * What the first events say.
   *
   * @param calls name and arguments of the tool calls
   * @param finished whether the protocol's end is among them
   * @param failed whether an error is among them
   */
  record Said(String text, String thinking, List<String> calls, boolean finished, boolean failed) {}

  /** Those that lie beside the project; none where they don't. */
  static List<TestingRecording> shared() {
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
  static List<TestingRecording> own() {
    TestingReply reply =
        TestingReply.saying("Zwölf ", "🐈‍⬛ and\n\nmore")
            .thinking("Hm… 数")
            .calling("call_a", "run_query", "{'sql': 'select 1'}")
            .calling("call_b", "list_tables", "{}");
    return Stream.of(ProviderConfig.Wire.values())
        .map(wire -> new TestingRecording("own " + wire, wire, reply.events(wire)))
        .toList();
  }

  private static @org.jspecify.annotations.Nullable Path folder() {
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

  Said said(int many) {
    List<JsonNode> first = events.stream().limit(many).map(Json::parse).toList();
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
    boolean finished = false;
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
      finished |= choice.path("finish_reason").isTextual();
    }
    return new Said(text.toString(), thinking.toString(), texts(calls), finished, failed);
  }

  private static Said anthropic(List<JsonNode> events, boolean failed) {
    var text = new StringBuilder();
    var thinking = new StringBuilder();
    Map<Integer, StringBuilder> calls = new TreeMap<>();
    boolean finished = false;
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
      finished |= event.at("/delta/stop_reason").isTextual();
    }
    return new Said(text.toString(), thinking.toString(), texts(calls), finished, failed);
  }

  /** In the recordings streamed arguments are texts right below the root. */
  private static Said google(List<JsonNode> events, boolean failed) {
    var text = new StringBuilder();
    var thinking = new StringBuilder();
    List<String> calls = new ArrayList<>();
    boolean finished = false;
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
      finished |= event.at("/candidates/0/finishReason").isTextual();
    }
    return new Said(text.toString(), thinking.toString(), calls, finished, failed);
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
  static Said said(List<ModelEvent> events, boolean finished, boolean failed) {
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
    return new Said(text.toString(), thinking.toString(), calls, finished, failed);
  }

  @Override
  public String toString() {
    return name;
  }
}
