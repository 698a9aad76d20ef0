package io.chatdata.server.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.Json;
import io.chatdata.server.base.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Streams that providers really sent come through as they are, whole, cut and in pieces; what is
 * expected is derived from the recordings themselves.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordedStreamsTest {
  /**
   * Long streams are not cut everywhere, unless by -Dchatdata.recordings=all; and even then the
   * middle of the longest, which repeats itself, at every so manieth byte only. Prime, so that any
   * place of an event's form is met.
   */
  private static final boolean ALL = "all".equals(System.getProperty("chatdata.recordings"));

  private static final int CUTS = 20;
  private static final int CUT_EVERYWHERE = 20_000;
  private static final int STEP_IN_THE_MIDDLE = 61;

  private final TestingModelServer server = new TestingModelServer();
  private final Map<ProviderConfig.Wire, RemoteProvider> providers =
      new EnumMap<>(ProviderConfig.Wire.class);

  RecordedStreamsTest() {
    for (ProviderConfig.Wire wire : ProviderConfig.Wire.values()) {
      providers.put(wire, server.provider(wire, "openai", ProviderConfig.Timeouts.STANDARD.idle()));
    }
  }

  @AfterAll
  void stop() {
    server.close();
  }

  static Stream<TestingRecording> recordings() {
    return Stream.concat(TestingRecording.own().stream(), TestingRecording.shared().stream());
  }

  @Test
  void theRecordingsLieBesideTheProject() {
    assumeFalse(
        TestingRecording.shared().isEmpty(),
        "there are none in ../shared/fixtures/provider-streams: only our own are replayed");
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void aWholeStreamComesThrough(TestingRecording recording) {
    check(recording, TestingDelivery.events(recording.events()), Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void aStreamThatIsCutAfterAnyEventKeepsItsPartAndIsNeverComplete(TestingRecording recording) {
    int many = recording.events().size();
    for (int k = 0; k <= many; k += ALL || k < 30 || k >= many - 30 ? 1 : 10) {
      check(recording, TestingDelivery.events(recording.events()).cutAfter(k), k);
      checkBroken(recording, k);
    }
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void aStreamThatComesByteByByteIsTheSame(TestingRecording recording) {
    check(recording, TestingDelivery.events(recording.events()).byteByByte(), Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void aStreamThatIsCutAtAnyByteIsCompleteOnlyWithItsEnd(TestingRecording recording) {
    byte[] whole = TestingDelivery.framed(recording.wire(), recording.events());
    for (int length = whole.length - 1; length > 0; length -= step(whole.length, length)) {
      int events = wholeEvents(new String(whole, 0, length, StandardCharsets.UTF_8));
      check(recording, TestingDelivery.events(recording.events()).cutAtByte(length), events);
    }
  }

  private static int step(int whole, int at) {
    if (!ALL) {
      return Math.max(1, whole / CUTS);
    }
    boolean everywhere = whole <= CUT_EVERYWHERE || Math.min(at, whole - at) <= CUT_EVERYWHERE / 10;
    return everywhere ? 1 : STEP_IN_THE_MIDDLE;
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void lineEndsCommentsAndUnknownEventsChangeNothing(TestingRecording recording) {
    String framed =
        new String(
            TestingDelivery.framed(recording.wire(), recording.events()), StandardCharsets.UTF_8);
    String odd =
        "\uFEFF: a comment\r\n\r\n"
            + framed
                .replace("data: {", ": keep-alive\nid: 7\nretry\ndata:{")
                .replaceFirst(
                    "\n\n",
                    "\n\nevent: brand_new\ndata: {\"type\": \"brand_new\",\ndata: \"x\": 1}\n\n")
                .replace("\n", "\r\n");

    check(recording, TestingDelivery.raw(odd), Integer.MAX_VALUE);
    check(recording, TestingDelivery.raw(odd.replace("\r\n", "\r")), Integer.MAX_VALUE);
  }

  /** The last one may lack the blank line after it. */
  private static int wholeEvents(String stream) {
    return (int)
        stream
            .lines()
            .filter(line -> line.startsWith("data: {"))
            .map(line -> line.substring("data: ".length()))
            .filter(RecordedStreamsTest::isJson)
            .count();
  }

  private static boolean isJson(String text) {
    try {
      return Json.parse(text).isObject();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** What nobody saw a part of is asked for again. */
  private void checkBroken(TestingRecording recording, int events) {
    TestingRecording.Said seen = recording.said(events);
    if (seen.text().isEmpty() && seen.thinking().isEmpty() && seen.reason() == null) {
      server.answer(TestingDelivery.events(recording.events()).brokenAfter(events));
      check(recording, TestingDelivery.events(recording.events()), Integer.MAX_VALUE);
    } else {
      check(recording, TestingDelivery.events(recording.events()).brokenAfter(events), events);
    }
  }

  private void check(TestingRecording recording, TestingDelivery delivery, int events) {
    TestingRecording.Said expected = recording.said(events);
    List<ModelEvent> received = new ArrayList<>();
    server.answer(delivery);
    FinishReason reason = null;
    try {
      reason =
          providers
              .getOrDefault(recording.wire(), server.provider())
              .ask(request(), received::add, new Cancellation())
              .finishReason();
    } catch (ModelFailure e) {
      assertEquals(!expected.failed(), e.reason() == Reason.PROVIDER_STREAM_CUT, e.getMessage());
    }
    assertEquals(
        new TestingRecording.Said(
            expected.text(),
            expected.thinking(),
            expected.complete() ? expected.calls() : List.of(),
            expected.complete() ? expected.reason() : null,
            expected.failed()),
        TestingRecording.said(received, reason, expected.failed()));
  }

  static ModelRequest request() {
    return new ModelRequest(
        "gpt-4.1", "Be brief.", List.of(new Prompt.User("Hi")), List.of(), "default");
  }
}
