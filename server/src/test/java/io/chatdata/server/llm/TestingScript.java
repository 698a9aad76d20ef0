package io.chatdata.server.llm;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
 * Faults of an answer: cut_after, broken_after or silent_after so many events, byte_by_byte.
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
    if (entry.has("cut_after")) {
      delivery = delivery.cutAfter(entry.path("cut_after").asInt());
    }
    if (entry.has("broken_after")) {
      delivery = delivery.brokenAfter(entry.path("broken_after").asInt());
    }
    if (entry.has("silent_after")) {
      delivery = delivery.silentAfter(entry.path("silent_after").asInt());
    }
    return entry.path("byte_by_byte").asBoolean() ? delivery.byteByByte() : delivery;
  }

  private static TestingReply reply(JsonNode entry) {
    TestingReply reply =
        TestingReply.saying(texts(entry.path("text")).toArray(String[]::new))
            .thinking(entry.path("thinking").asText(""));
    int number = 0;
    for (JsonNode call : entry.path("calls")) {
      reply =
          reply.calling(
              "call_" + ++number,
              call.path("tool").asText(),
              call.path("arguments").isTextual()
                  ? call.path("arguments").textValue()
                  : call.path("arguments").toString());
    }
    return reply;
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asText).toList();
  }
}
