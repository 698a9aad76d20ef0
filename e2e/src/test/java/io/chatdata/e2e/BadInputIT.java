package io.chatdata.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.chatdata.server.base.Json;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.ListConversationsRequest;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.WatchTurnRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What can't be used is refused for the same reason, in the same words, at each face. */
class BadInputIT {
  private static final String UNKNOWN = "01234567-89ab-4cde-8f01-23456789abcd";
  private static final String CONVERSATIONS = "/api/v1/chat/conversations";
  private static final String TURNS = "/api/v1/chat/turns/";

  private final TestingProduct product = TestingProduct.plain();

  @Test
  void anUnknownConversation() {
    var error =
        new Expected("CONVERSATION_NOT_FOUND", 404, "No conversation has the id " + UNKNOWN);
    grpc(error, message(UNKNOWN).setContent("Hi"));
    rest(error, messages(UNKNOWN), "{\"content\": \"Hi\"}");
    rest(error, CONVERSATIONS + "/" + UNKNOWN, null);
    commandLine(error, 4, "ask", "--conversation", UNKNOWN, "Hi");
  }

  @Test
  void aMalformedId() {
    var error = new Expected("INVALID_ID", 400, "conversation_id 'abc' is not a UUID such as ");
    grpc(error, message("abc").setContent("Hi"));
    rest(error, messages("abc"), "{\"content\": \"Hi\"}");
    commandLine(error, 4, "ask", "--conversation", "abc", "Hi");
  }

  @Test
  void anEmptyMessage() {
    var error = new Expected("INVALID_CONTENT", 400, "content is empty; write a question");
    String id = conversation();
    grpc(error, message(id).setContent(""));
    rest(error, messages(id), "{\"content\": \"\"}");
    rest(error, messages(id), "{}");
    wrongUsage("The question is empty", "ask", "");
  }

  @Test
  void aMessageOfAMegabyte() {
    var error =
        new Expected("INVALID_CONTENT", 400, "content has 1000000 bytes; the most is 262144");
    String content = "x".repeat(1_000_000);
    String id = conversation();
    grpc(error, message(id).setContent(content));
    rest(error, messages(id), "{\"content\": \"%s\"}".formatted(content));
    rest(
        new Expected("BODY_TOO_LARGE", 413, "1048576 bytes"),
        messages(id),
        "{\"content\": \"%s\"}".formatted("x".repeat(1 << 20)));
  }

  @Test
  void anUnknownProviderIsToldTheValidOnes() {
    var error =
        new Expected(
            "UNKNOWN_PROVIDER",
            400,
            "Unknown provider 'nope'; valid ones: openai, anthropic, google, xai, builtin");
    grpc(error, message(conversation()).setContent("Hi").setProvider("nope"));
    rest(error, CONVERSATIONS, "{\"provider\": \"nope\"}");
    commandLine(error, 4, "ask", "--provider", "nope", "Hi");
  }

  @Test
  void anUnknownConnectionIsToldTheValidOnes() {
    var error =
        new Expected("UNKNOWN_CONNECTION", 404, "Unknown connection 'nope'; valid ones: default");
    grpc(error, message(conversation()).setContent("Hi").setConnectionId("nope"));
    rest(error, CONVERSATIONS, "{\"connection_id\": \"nope\"}");
    rest(error, "/api/v1/data/connections/nope/schemas", null);
    commandLine(error, 4, "ask", "--connection", "nope", "Hi");
    commandLine(error, 4, "suggest", "--connection", "nope");
  }

  /** It is accepted; the turn then fails. */
  @Test
  void aProviderWithoutAKey() throws InvalidProtocolBufferException {
    var error = new Expected("PROVIDER_NOT_CONFIGURED", 200, "openai needs OPENAI_API_KEY");
    Iterator<ChatEvent> events =
        product
            .chat()
            .sendMessage(message(conversation()).setContent("Hi").setProvider("openai").build());
    ChatEvent last = events.next();
    while (events.hasNext()) {
      last = events.next();
    }
    error.check(last.getTurnFinished().getError());
    JsonNode turn =
        json(
            200,
            product.rest(
                messages(conversation()),
                "{\"content\": \"Hi\", \"provider\": \"openai\", \"stream\": false}",
                HttpResponse.BodyHandlers.ofString(UTF_8)));
    assertEquals(error.reason, turn.path("error").path("details").path(0).path("reason").asText());
    assertTrue(turn.path("error").path("message").asText().contains(error.words));
    commandLine(error, 1, "ask", "--provider", "openai", "Hi");
  }

  @Test
  void aPageTokenFromElsewhere() {
    var error =
        new Expected("INVALID_PAGE_TOKEN", 400, "page_token was not issued for these arguments");
    conversation();
    conversation();
    String token =
        product
            .chat()
            .listConversations(ListConversationsRequest.newBuilder().setPageSize(1).build())
            .getNextPageToken();
    error.check(
        assertThrows(
            StatusRuntimeException.class,
            () ->
                product
                    .chat()
                    .listConversations(
                        ListConversationsRequest.newBuilder()
                            .setTag("other")
                            .setPageToken(token)
                            .build())));
    rest(error, CONVERSATIONS + "?tag=other&page_token=" + token, null);
    rest(error, messages(conversation()) + "?page_token=" + token, null);
    rest(error, "/api/v1/data/connections/default/tables?page_token=" + token, null);
  }

  @Test
  void aCursorBeyondTheEnd() {
    String turn = turn();
    var error = new Expected("SEQUENCE_OUT_OF_RANGE", 400, "after_sequence is 999; the turn has ");
    error.check(
        assertThrows(
            StatusRuntimeException.class,
            () ->
                product
                    .chat()
                    .watchTurn(
                        WatchTurnRequest.newBuilder().setTurnId(turn).setAfterSequence(999).build())
                    .hasNext()));
    rest(error, TURNS + turn + "/events?after_sequence=999", null);
    commandLine(error, 4, "watch", "--after", "999", turn);
  }

  private String turn() {
    Iterator<ChatEvent> events =
        product.chat().sendMessage(message(conversation()).setContent("Hi").build());
    String turn = events.next().getTurnId();
    events.forEachRemaining(event -> {});
    return turn;
  }

  private String conversation() {
    return product
        .chat()
        .createConversation(CreateConversationRequest.getDefaultInstance())
        .getId();
  }

  private static SendMessageRequest.Builder message(String conversation) {
    return SendMessageRequest.newBuilder().setConversationId(conversation);
  }

  private static String messages(String conversation) {
    return CONVERSATIONS + "/" + conversation + "/messages";
  }

  private void grpc(Expected expected, SendMessageRequest.Builder message) {
    expected.check(
        assertThrows(
            StatusRuntimeException.class,
            () -> product.chat().sendMessage(message.build()).hasNext()));
  }

  private void rest(Expected expected, String path, @Nullable String body) {
    HttpResponse<String> response =
        product.rest(path, body, HttpResponse.BodyHandlers.ofString(UTF_8));
    assertEquals(
        "application/problem+json", response.headers().firstValue("Content-Type").orElse(""));
    JsonNode problem = json(expected.status, response);
    assertEquals(expected.reason, problem.path("reason").asText());
    assertTrue(problem.path("detail").asText().contains(expected.words), problem.toString());
  }

  private void commandLine(Expected expected, int exit, String... arguments) {
    TestingCommand.Ended ended = TestingCommand.run(product.commandLine(arguments));
    assertEquals(exit, ended.exit(), ended.err());
    assertTrue(ended.err().contains("error: "), ended.err());
    assertTrue(ended.err().contains(expected.words), ended.err());
    assertTrue(ended.err().contains("reason: " + expected.reason), ended.err());
  }

  private void wrongUsage(String words, String... arguments) {
    TestingCommand.Ended ended = TestingCommand.run(product.commandLine(arguments));
    assertEquals(List.of(2, ""), List.of(ended.exit(), ended.out()));
    assertTrue(ended.err().contains("error: " + words), ended.err());
  }

  private static JsonNode json(int status, HttpResponse<String> response) {
    assertEquals(status, response.statusCode(), response.body());
    return Json.parse(response.body());
  }

  /**
   * How something is refused.
   *
   * @param status of REST
   */
  private record Expected(String reason, int status, String words) {
    void check(StatusRuntimeException failure) {
      check(Objects.requireNonNull(StatusProto.fromThrowable(failure)));
    }

    void check(Status error) {
      assertTrue(error.getMessage().contains(words), error.getMessage());
      try {
        assertEquals(reason, error.getDetails(0).unpack(ErrorInfo.class).getReason());
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
