package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.chatdata.server.base.Json;
import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingRecording;
import io.chatdata.server.llm.TestingReply;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.ToolCall;
import io.chatdata.v1.TurnFinished;
import io.chatdata.v1.TurnStatus;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a recorded stream says is what the events of its turn and the stored message say. */
class RecordedTurnsTest {
  private static final String AFTER_TOOLS = " After the tools.";

  private static TestingBrands brands;

  @BeforeAll
  static void start() {
    brands = new TestingBrands();
  }

  @AfterAll
  static void stop() {
    brands.close();
  }

  static Stream<TestingRecording> recordings() {
    return Stream.concat(TestingRecording.own().stream(), TestingRecording.shared().stream());
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void aRecordedStreamIsATurn(TestingRecording recording) {
    TestingRecording.Said said = recording.said();
    boolean asksAgain = said.complete() && !said.calls().isEmpty();
    brands.answer(TestingDelivery.events(recording.events()).byteByByte());
    if (asksAgain) {
      brands.answer(TestingDelivery.of(TestingReply.saying(AFTER_TOOLS)));
    }

    List<ChatEvent> events = brands.ask(brand(recording));

    TurnFinished finished = events.getLast().getTurnFinished();
    String text = said.text() + (asksAgain ? AFTER_TOOLS : "");
    assertEquals(text, TestingServer.text(events));
    assertEquals(text, finished.getMessage().getContent());
    assertEquals(
        said.thinking(),
        events.stream().map(event -> event.getThinking().getText()).collect(Collectors.joining()));
    assertEquals(
        said.complete() ? said.calls().stream().map(RecordedTurnsTest::call).toList() : List.of(),
        events.stream()
            .filter(ChatEvent::hasToolCall)
            .map(event -> call(event.getToolCall()))
            .toList());
    assertEquals(
        events.stream().filter(ChatEvent::hasToolCall).count(),
        events.stream().filter(ChatEvent::hasToolResult).count());
    if (said.complete()) {
      assertEquals(TurnStatus.TURN_STATUS_COMPLETED, finished.getStatus());
      assertEquals(
          "FINISH_REASON_" + (asksAgain ? "STOP" : said.reason()),
          finished.getFinishReason().name());
    } else {
      assertEquals(TurnStatus.TURN_STATUS_FAILED, finished.getStatus());
    }
    assertEquals(1, events.stream().filter(ChatEvent::hasTurnFinished).count());
  }

  private static TestingBrand brand(TestingRecording recording) {
    return Stream.of(TestingBrand.values())
        .filter(brand -> recording.name().startsWith(brand.id + "/"))
        .findFirst()
        .orElseGet(
            () ->
                Stream.of(TestingBrand.values())
                    .filter(brand -> brand.wire == recording.wire())
                    .findFirst()
                    .orElseThrow());
  }

  /** Name and arguments, as far as those are JSON without regard to blanks. */
  private static String call(ToolCall call) {
    try {
      return call.getTool()
          + " "
          + (call.hasArguments()
              ? Json.write(Json.parse(JsonFormat.printer().print(call.getArguments())))
              : call.getArgumentsText());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String call(String said) {
    String[] parts = said.split(" ", 2);
    if (parts[1].isEmpty()) {
      return parts[0] + " {}";
    }
    try {
      return parts[0] + " " + Json.write(Json.parse(parts[1]));
    } catch (IllegalArgumentException e) {
      return said;
    }
  }
}
