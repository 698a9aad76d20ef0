package io.chatdata.server.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.chatdata.server.base.Cancellation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A script plays on every protocol. */
class TestingScriptTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void aScriptIsPlayedWithItsFaults(ProviderConfig.Wire wire) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("script.json"),
            """
            [{"status": 503},
             {"reset": true},
             {"text": ["Look", "ing"], "calls": [{"tool": "list_tables", "arguments": {"schema": "a"}}],
              "byte_by_byte": true, "delay_ms": 1},
             {"text": ["never"], "cut_after": 0},
             {"text": ["never"], "cut_at_byte": 9},
             {"text": ["some", "more"], "garbage_after": 1}]
            """);
    TestingScript script = TestingScript.read(file);
    List<ModelEvent> received = new ArrayList<>();
    try (var server = new TestingModelServer()) {
      for (int i = 0; i < 6; i++) {
        server.answer(script.next());
      }
      RemoteProvider provider = server.provider(server.config(wire, "openai"));

      provider.ask(RecordedStreamsTest.request(), received::add, new Cancellation());

      assertEquals("list_tables", ((ModelEvent.ToolCall) received.getLast()).tool());
      for (int i = 0; i < 3; i++) {
        assertThrows(
            ModelFailure.class,
            () -> provider.ask(RecordedStreamsTest.request(), received::add, new Cancellation()));
      }
    }
  }

  @Test
  void afterItsEndAScriptBeginsAgain() throws IOException {
    TestingScript script =
        TestingScript.read(
            Files.writeString(folder.resolve("script.json"), "[{\"text\": [\"x\"]}]"));
    try (var server = new TestingModelServer()) {
      server.answer(script.next(), script.next());
      for (int i = 0; i < 2; i++) {
        assertEquals(
            FinishReason.STOP,
            server
                .provider()
                .ask(RecordedStreamsTest.request(), event -> {}, new Cancellation())
                .finishReason());
      }
    }
  }
}
