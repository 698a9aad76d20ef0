package io.chatdata.server.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.Json;
import io.chatdata.server.base.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is special to Gemini. */
class GoogleProtocolTest {
  private final TestingModelServer server = new TestingModelServer();
  private final List<ModelEvent> received = new ArrayList<>();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theRequestFollowsTheProtocol() {
    server.answer(TestingDelivery.of(TestingReply.saying("ok")));

    ask(TwoRoundsTest.conversation("gemini-2.5-pro"));

    TestingModelServer.Request request = server.requests().getFirst();
    assertEquals("/v1/models/gemini-2.5-pro:streamGenerateContent", request.path());
    assertEquals(TestingModelServer.KEY, request.headers().get("x-goog-api-key"));
    JsonNode sent = request.body();
    assertTrue(sent.at("/generationConfig/thinkingConfig/includeThoughts").asBoolean());
    // A tool without arguments has no schema.
    assertFalse(sent.at("/tools/0/functionDeclarations/0").has("parameters"));
    assertEquals("sql", sent.at("/tools/0/functionDeclarations/1/parameters/required/0").asText());
    TestingWireCheck.google(sent);
  }

  @Test
  void argumentsThatComeInPiecesArePutTogether() {
    Stream<String> pieces =
        Stream.of(
            "{\"name\": \"f\", \"willContinue\": true}",
            "{\"partialArgs\": [{\"jsonPath\": \"$.sql\", \"stringValue\": \"select \","
                + " \"willContinue\": true}], \"willContinue\": true}",
            "{\"partialArgs\": [{\"jsonPath\": \"$.sql\", \"stringValue\": \"1\"}],"
                + " \"willContinue\": true}",
            "{\"partialArgs\": [{\"jsonPath\": \"$.limit\", \"numberValue\": 5}, {\"jsonPath\":"
                + " \"$.deep.list[1]\", \"boolValue\": true}, {\"jsonPath\": \"$['a.b']\","
                + " \"nullValue\": null}], \"willContinue\": true}",
            "{\"partialArgs\": [{\"jsonPath\": \"$.deep.list[0].x\", \"stringValue\": \"y\"}]}",
            "{}");
    List<String> events =
        new ArrayList<>(
            pieces
                .map(
                    piece ->
                        "{\"candidates\": [{\"content\": {\"parts\": [{\"functionCall\": %s}]}}]}"
                            .formatted(piece))
                .toList());
    events.add("{\"candidates\": [{\"finishReason\": \"STOP\"}]}");
    server.answer(TestingDelivery.events(events));

    assertEquals(FinishReason.TOOL_CALLS, ask(RecordedStreamsTest.request()).finishReason());

    var call = (ModelEvent.ToolCall) received.getFirst();
    assertEquals(
        Json.parse(
            "{\"sql\": \"select 1\", \"limit\": 5, \"deep\": {\"list\": [{\"x\": \"y\"}, true]},"
                + " \"a.b\": null}"),
        Json.parse(call.arguments()));
  }

  @Test
  void signaturesComeWithTheirParts() {
    server.answer(
        TestingDelivery.events(
            List.of(
                "{\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"Hm\", \"thought\": true,"
                    + " \"thoughtSignature\": \"s1\"}]}}]}",
                "{\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"Hi\","
                    + " \"thoughtSignature\": \"s2\"}]}}]}",
                "{\"candidates\": [{\"content\": {\"parts\": [{\"functionCall\": {\"name\": \"f\","
                    + " \"args\": {}}, \"thoughtSignature\": \"s3\"}]}, \"finishReason\":"
                    + " \"STOP\"}]}")));

    ask(RecordedStreamsTest.request());

    assertEquals(
        List.of(
            new ModelEvent.Thinking("Hm", "s1"),
            new ModelEvent.Text("Hi"),
            new ModelEvent.Thinking("", "s2"),
            new ModelEvent.ToolCall("", "f", "{}", "s3")),
        received);
  }

  @ParameterizedTest
  @CsvSource({
    "STOP, STOP",
    "MAX_TOKENS, LENGTH",
    "SAFETY, CONTENT_FILTER",
    "RECITATION, CONTENT_FILTER",
    "PROHIBITED_CONTENT, CONTENT_FILTER",
    "NEWER, STOP"
  })
  void finishReasonsAreTold(String said, FinishReason reason) {
    server.answer(
        TestingDelivery.events(
            List.of("{\"candidates\": [{\"finishReason\": \"%s\"}]}".formatted(said))));

    assertEquals(reason, ask(RecordedStreamsTest.request()).finishReason());
  }

  @Test
  void aPromptThatIsBlockedIsAContentFilter() {
    server.answer(
        TestingDelivery.events(
            List.of("{\"promptFeedback\": {\"blockReason\": \"PROHIBITED_CONTENT\"}}")));

    assertEquals(FinishReason.CONTENT_FILTER, ask(RecordedStreamsTest.request()).finishReason());
  }

  @Test
  void aToolCallThatTheModelBotchedIsTriedAgain() {
    TestingDelivery botched =
        TestingDelivery.events(
            List.of("{\"candidates\": [{\"finishReason\": \"MALFORMED_FUNCTION_CALL\"}]}"));
    server.answer(botched, botched, botched);

    ModelFailure failure =
        assertThrows(ModelFailure.class, () -> ask(RecordedStreamsTest.request()));

    assertEquals(Reason.PROVIDER_UNAVAILABLE, failure.reason());
    assertTrue(failure.problem().message().contains("a tool call that can't be read"));
  }

  private ModelReply ask(ModelRequest request) {
    return server
        .provider(server.config(ProviderConfig.Wire.GOOGLE, "google"))
        .ask(request, received::add, new Cancellation());
  }
}
