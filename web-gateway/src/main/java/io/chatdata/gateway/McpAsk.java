package io.chatdata.gateway;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.chatdata.v1.CancelTurnRequest;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.CreateConversationRequest;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.ToolResult;
import io.chatdata.v1.TurnFinished;
import io.chatdata.v1.TurnStatus;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The tool that puts a question to chatdata's own model: a turn, whose events are its progress. */
final class McpAsk {
  static final String NAME = "ask";

  /** Its arguments, each a field of SendMessage. */
  private static final List<String> ARGUMENTS =
      List.of("question", "conversation_id", "connection_id", "provider", "model");

  private final Backend backend;
  private final Ticker ticker;

  McpAsk(Backend backend, Ticker ticker) {
    this.backend = backend;
    this.ticker = ticker;
  }

  static JsonObject description() {
    var properties = new JsonObject();
    ARGUMENTS.forEach(name -> properties.add(name, Schemas.typed("string")));
    describe(properties, "question", "In plain words.");
    describe(properties, "conversation_id", "Goes on with it; empty begins one.");
    describe(properties, "connection_id", "Empty means \"default\".");
    var required = new JsonArray();
    required.add("question");
    JsonObject input = Schemas.typed("object");
    input.add("properties", properties);
    input.add("required", required);
    var results = new JsonObject();
    for (String name : List.of("conversation_id", "turn_id", "status", "answer")) {
      results.add(name, Schemas.typed("string"));
    }
    results.add("result_ids", Schemas.typed("array"));
    JsonObject output = Schemas.typed("object");
    output.add("properties", results);
    var annotations = new JsonObject();
    // It writes a conversation.
    annotations.addProperty("readOnlyHint", false);
    annotations.addProperty("destructiveHint", false);
    return McpSchemas.tool(
        NAME,
        "Lets chatdata's own model answer a question from the data.",
        input,
        output,
        annotations);
  }

  private static void describe(JsonObject properties, String name, String text) {
    properties.getAsJsonObject(name).addProperty("description", text);
  }

  /** Runs the turn and writes the result's members. */
  void call(JsonObject arguments, McpCaller caller, Utf8Buffer out) throws InterruptedException {
    SendMessageRequest request = request(arguments);
    if (request.getConversationId().isEmpty()) {
      var conversation =
          CreateConversationRequest.newBuilder()
              .setProvider(request.getProvider())
              .setModel(request.getModel())
              .setConnectionId(request.getConnectionId())
              .build();
      String id =
          caller
              .call(
                  backend,
                  ChatServiceGrpc.getCreateConversationMethod(),
                  conversation,
                  Backend.CHAT)
              .getId();
      request = request.toBuilder().setConversationId(id).build();
    }
    try (EventStream stream = backend.send(request)) {
      new Turn(request.getConversationId(), stream, caller).run(out);
    }
  }

  private static SendMessageRequest request(JsonObject arguments) {
    SendMessageRequest.Builder request = SendMessageRequest.newBuilder();
    for (Map.Entry<String, JsonElement> argument : arguments.entrySet()) {
      String name = argument.getKey();
      if (!ARGUMENTS.contains(name)) {
        throw McpTools.unknownArgument(NAME, name, ARGUMENTS);
      }
      FieldDescriptor field =
          SendMessageRequest.getDescriptor()
              .findFieldByName(name.equals("question") ? "content" : name);
      JsonFields.merge(request, field, name, argument.getValue());
    }
    if (request.getContent().isEmpty()) {
      throw Problem.field("question", "question is empty; it must be what to answer").toException();
    }
    return request.build();
  }

  private final class Turn {
    private final String conversationId;
    private final EventStream stream;
    private final McpCaller caller;
    private final JsonArray resultIds = new JsonArray();
    private String turnId = "";
    private @Nullable TurnFinished finished;

    Turn(String conversationId, EventStream stream, McpCaller caller) {
      this.conversationId = conversationId;
      this.stream = stream;
      this.caller = caller;
    }

    void run(Utf8Buffer out) throws InterruptedException {
      var over = new AtomicBoolean();
      caller.onEnd(any -> stream.nudge());
      caller.watch();
      ticker.add(
          now -> {
            stream.nudge();
            return !over.get();
          });
      try {
        follow();
      } finally {
        over.set(true);
        if (caller.wasCancelled() && finished == null && !turnId.isEmpty()) {
          var _ =
              backend.start(
                  ChatServiceGrpc.getCancelTurnMethod(),
                  CancelTurnRequest.newBuilder().setTurnId(turnId).build(),
                  Backend.CHAT);
        }
      }
      write(out);
    }

    private void follow() throws InterruptedException {
      var events = new ArrayList<ChatEvent>(EventStream.WINDOW);
      boolean more = true;
      while (more) {
        more = stream.take(events);
        if (events.isEmpty()) {
          caller.idle();
        }
        for (ChatEvent event : events) {
          see(event);
          caller.progress(event.getSequence(), inWords(event), event);
        }
        events.clear();
        // What has not begun can't be cancelled.
        if (caller.hasEnded() && !turnId.isEmpty()) {
          throw new CancellationException("The answer is not wanted any more");
        }
      }
      StatusRuntimeException failure = stream.failure();
      if (failure != null) {
        throw backend.problem(failure).toException();
      }
    }

    private void see(ChatEvent event) {
      turnId = event.getTurnId();
      if (event.hasToolResult()) {
        String id = resultId(event.getToolResult());
        if (!id.isEmpty()) {
          resultIds.add(id);
        }
      } else if (event.hasTurnFinished()) {
        finished = event.getTurnFinished();
      }
    }

    private void write(Utf8Buffer out) {
      if (finished == null) {
        throw new IllegalStateException("The turn " + turnId + " ended without its last event");
      }
      String answer = finished.getMessage().getContent();
      boolean completed = finished.getStatus() == TurnStatus.TURN_STATUS_COMPLETED;
      var texts = new JsonArray();
      if (!answer.isEmpty() || completed) {
        texts.add(McpTools.text(answer));
      }
      if (!completed) {
        texts.add(McpTools.text(finished.getError().getMessage()));
      }
      texts.add(McpTools.text("conversation_id: " + conversationId));
      McpServer.member("content", texts, out);
      if (!completed) {
        out.ascii("\"isError\":true,");
      }
      var structured = new JsonObject();
      structured.addProperty("conversation_id", conversationId);
      structured.addProperty("turn_id", turnId);
      structured.addProperty("status", finished.getStatus().name());
      structured.addProperty("answer", answer);
      structured.add("result_ids", resultIds);
      McpServer.member("structuredContent", structured, out);
    }
  }

  private static String resultId(ToolResult result) {
    return result.hasRunQuery()
        ? result.getRunQuery().getResultId()
        : result.getSampleRows().getResultId();
  }

  /** A line for a person who waits. */
  private static String inWords(ChatEvent event) {
    return switch (event.getEventCase()) {
      case TURN_STARTED ->
          "%s answers"
              .formatted(
                  event.getTurnStarted().getModel().isEmpty()
                      ? event.getTurnStarted().getProvider()
                      : event.getTurnStarted().getModel());
      case TOKEN -> event.getToken().getText();
      case THINKING -> event.getThinking().getText();
      case TOOL_CALL -> "Calls " + event.getToolCall().getTool();
      case TOOL_RESULT ->
          event.getToolResult().hasError()
              ? event.getToolResult().getError().getMessage()
              : "The tool has answered";
      case TITLE_CHANGED -> event.getTitleChanged().getTitle();
      case USAGE -> "Tokens so far: " + event.getUsage().getOutputTokens();
      case TURN_FINISHED -> "Finished";
      case EVENT_NOT_SET -> "";
    };
  }
}
