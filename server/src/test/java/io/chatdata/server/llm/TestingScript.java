package io.chatdata.server.llm;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a scripted provider answers, a JSON list with one entry a request, from the start again
 * after the last:
 *
 * <pre>
 * [{"thinking": "Hm", "text": ["Look", "ing"], "calls": [{"tool": "list_tables", "arguments": {}}]},
 *  {"status": 429, "body": "{}", "headers": ["Retry-After: 1"]},
 *  {"recording": "openai/some.chunks.txt", "broken_after": 3},
 *  {"text": ["Done."], "byte_by_byte": true}]
 * </pre>
 *
 * Faults of an answer: cut_after, broken_after, silent_after or garbage_after so many events,
 * cut_at_byte, byte_by_byte, delay_ms before each event; and instead of an answer {"reset": true}
 * or {"silent": true}.
 */
final class TestingScript {
  private final Path folder;
  private final JsonNode entries;
  private int next;

  private TestingScript(Path folder, JsonNode entries) {
    this.folder = folder;
    this.entries = entries;
  }

  /** Recordings are found from the script's own folder. */
  static TestingScript read(Path file) throws IOException {
    return new TestingScript(file.resolveSibling(""), Json.parse(Files.readString(file)));
  }

  synchronized TestingDelivery next() {
    JsonNode entry = entries.get(next++ % entries.size());
    if (entry.path("reset").asBoolean()) {
      return TestingDelivery.reset();
    }
    if (entry.path("silent").asBoolean()) {
      return TestingDelivery.silent();
    }
    if (entry.has("status")) {
      return TestingDelivery.status(
          entry.path("status").asInt(),
          entry.path("body").asText("{}"),
          texts(entry.path("headers")).toArray(String[]::new));
    }
    TestingDelivery delivery =
        entry.has("recording")
            ? TestingDelivery.events(
                TestingRecording.read(folder.resolve(entry.path("recording").asText())).events())
            : TestingDelivery.of(reply(entry));
    for (Map.Entry<String, JsonNode> fault : entry.properties()) {
      int number = fault.getValue().asInt();
      delivery =
          switch (fault.getKey()) {
            case "cut_after" -> delivery.cutAfter(number);
            case "cut_at_byte" -> delivery.cutAtByte(number);
            case "broken_after" -> delivery.brokenAfter(number);
            case "silent_after" -> delivery.silentAfter(number);
            case "garbage_after" -> delivery.garbageAfter(number);
            case "delay_ms" -> delivery.delayed(Duration.ofMillis(number));
            case "byte_by_byte" -> delivery.byteByByte();
            case "recording", "thinking", "text", "calls" -> delivery;
            default -> throw new IllegalArgumentException("unknown in a script: " + fault.getKey());
          };
    }
    return delivery;
  }

  private static TestingReply reply(JsonNode entry) {
    TestingReply reply =
        TestingReply.saying(texts(entry.path("text")).toArray(String[]::new))
            .thinking(entry.path("thinking").asText(""));
    int number = 0;
    for (JsonNode call : entry.path("calls")) {
      String id = "call_" + ++number;
      String tool = call.path("tool").asText();
      JsonNode arguments = call.path("arguments");
      reply =
          arguments.isTextual()
              ? reply.calling(id, tool, arguments.textValue())
              : reply.calling(id, tool, arguments);
    }
    return reply;
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asText).toList();
  }
}
