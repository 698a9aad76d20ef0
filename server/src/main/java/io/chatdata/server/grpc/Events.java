package io.chatdata.server.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.log.v1.LogChunk;
import io.chatdata.log.v1.LogEntry;
import io.chatdata.server.base.Json;
import io.chatdata.server.explorer.ToolOutcome;
import io.chatdata.server.turn.EventCodec;
import io.chatdata.server.turn.Transcript;
import io.chatdata.server.turn.TurnEvent;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.Thinking;
import io.chatdata.v1.TitleChanged;
import io.chatdata.v1.Token;
import io.chatdata.v1.ToolCall;
import io.chatdata.v1.ToolError;
import io.chatdata.v1.ToolResult;
import io.chatdata.v1.TurnFinished;
import io.chatdata.v1.TurnStarted;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/** Events as the contract's, which is also how the log keeps them. */
public final class Events implements EventCodec {
  /** An event carries no more of a result; the rest comes by GetResult. */
  private static final int MOST_ROWS = 50;

  private static final int MOST_BYTES = 64 * 1024;

  @Override
  public byte[] encode(UUID turnId, long sequence, Instant time, TurnEvent event) {
    var entry = LogEntry.newBuilder();
    switch (event) {
      case TurnEvent.ToolResult result -> entry.setModelOutput(Json.write(result.modelOutput()));
      case TurnEvent.Thinking thinking -> entry.setSignature(thinking.signature());
      case TurnEvent.ToolCall call -> entry.setSignature(call.signature());
      default -> {}
    }
    entry.setEvent(event(turnId, sequence, time, event));
    return LogChunk.newBuilder().addEntries(entry).build().toByteArray();
  }

  @Override
  public void replay(byte[] events, Transcript transcript) {
    for (LogEntry entry : Chunks.entries(events)) {
      ChatEvent event = entry.getEvent();
      switch (event.getEventCase()) {
        case TOKEN -> transcript.token(event.getToken().getText());
        case THINKING -> transcript.thinking(event.getThinking().getText(), entry.getSignature());
        case TOOL_CALL -> {
          ToolCall call = event.getToolCall();
          transcript.toolCall(
              call.getToolCallId(),
              call.getTool(),
              arguments(call),
              call.getRound(),
              entry.getSignature());
        }
        case TOOL_RESULT ->
            transcript.toolResult(
                event.getToolResult().getToolCallId(), Json.parse(entry.getModelOutput()));
        case USAGE -> transcript.usage(usage(event.getUsage()));
        case TURN_STARTED, TITLE_CHANGED, TURN_FINISHED, EVENT_NOT_SET -> {}
      }
    }
  }

  private static JsonNode arguments(ToolCall call) {
    return call.getArgumentsText().isEmpty()
        ? Values.json(call.getArguments())
        : Json.MAPPER.getNodeFactory().textNode(call.getArgumentsText());
  }

  private static io.chatdata.server.base.Usage usage(io.chatdata.v1.Usage usage) {
    return new io.chatdata.server.base.Usage(
        usage.getInputTokens(),
        usage.getCachedInputTokens(),
        usage.getOutputTokens(),
        usage.getReasoningTokens(),
        usage.getCostUsd().isEmpty() ? null : new BigDecimal(usage.getCostUsd()),
        usage.getEstimated());
  }

  private static ChatEvent event(UUID turnId, long sequence, Instant time, TurnEvent event) {
    var builder =
        ChatEvent.newBuilder()
            .setTurnId(turnId.toString())
            .setSequence(sequence)
            .setTime(Values.timestamp(time));
    return switch (event) {
      case TurnEvent.TurnStarted started ->
          builder
              .setTurnStarted(
                  TurnStarted.newBuilder()
                      .setConversationId(started.conversationId().toString())
                      .setUserMessageId(started.userMessageId().toString())
                      .setAssistantMessageId(started.assistantMessageId().toString())
                      .setProvider(started.provider())
                      .setModel(started.model())
                      .setConnectionId(started.connectionId()))
              .build();
      case TurnEvent.Token token ->
          builder.setToken(Token.newBuilder().setText(token.text())).build();
      case TurnEvent.Thinking thinking ->
          builder.setThinking(Thinking.newBuilder().setText(thinking.text())).build();
      case TurnEvent.ToolCall call -> builder.setToolCall(toolCall(call)).build();
      case TurnEvent.ToolResult result -> builder.setToolResult(toolResult(result)).build();
      case TurnEvent.TitleChanged changed ->
          builder.setTitleChanged(TitleChanged.newBuilder().setTitle(changed.title())).build();
      case TurnEvent.UsageSoFar soFar -> builder.setUsage(Records.usage(soFar.usage())).build();
      case TurnEvent.TurnFinished finished ->
          builder.setTurnFinished(turnFinished(finished)).build();
    };
  }

  private static ToolCall toolCall(TurnEvent.ToolCall call) {
    var builder =
        ToolCall.newBuilder()
            .setToolCallId(call.toolCallId())
            .setTool(call.tool())
            .setRound(call.round());
    return call.arguments().isTextual()
        ? builder.setArgumentsText(call.arguments().textValue()).build()
        : builder.setArguments(Values.struct(call.arguments())).build();
  }

  private static TurnFinished turnFinished(TurnEvent.TurnFinished finished) {
    var builder =
        TurnFinished.newBuilder()
            .setStatus(Records.status(finished.status()))
            .setFinishReason(Records.finishReason(finished.finishReason()))
            .setMessage(Records.message(finished.message()))
            .setUsage(Records.usage(finished.usage()));
    if (finished.error() != null) {
      builder.setError(Errors.status(finished.error()));
    }
    return builder.build();
  }

  private static ToolResult toolResult(TurnEvent.ToolResult result) {
    var builder =
        ToolResult.newBuilder()
            .setToolCallId(result.toolCallId())
            .setElapsed(Values.duration(result.elapsed()));
    return switch (result.outcome()) {
      case ToolOutcome.Connections outcome ->
          builder.setListConnections(Catalogs.connections(outcome)).build();
      case ToolOutcome.Schemas outcome -> builder.setListSchemas(Catalogs.schemas(outcome)).build();
      case ToolOutcome.Tables outcome -> builder.setListTables(Catalogs.tables(outcome)).build();
      case ToolOutcome.Structure outcome ->
          builder.setGetTableInfo(Catalogs.structure(outcome)).build();
      case ToolOutcome.Sample outcome ->
          builder
              .setSampleRows(ResultMapping.result(outcome.result(), MOST_ROWS, MOST_BYTES))
              .build();
      case ToolOutcome.Profile outcome ->
          builder.setProfileTable(Catalogs.profile(outcome.profile())).build();
      case ToolOutcome.Query outcome ->
          builder
              .setRunQuery(ResultMapping.result(outcome.result(), MOST_ROWS, MOST_BYTES))
              .build();
      case ToolOutcome.Chart outcome ->
          builder.setCreateChart(Charts.spec(outcome.chart())).build();
      case ToolOutcome.Failure failure -> builder.setError(error(failure)).build();
    };
  }

  private static ToolError error(ToolOutcome.Failure failure) {
    var builder =
        ToolError.newBuilder()
            .setReason(Errors.reason(failure.reason()))
            .setMessage(failure.message())
            .setSqlstate(failure.sqlstate())
            .setPosition(failure.position());
    if (failure.receipt() != null) {
      builder.setReceipt(ResultMapping.receipt(failure.receipt()));
    }
    return builder.build();
  }
}
