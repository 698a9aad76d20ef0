package io.chatdata.server.grpc;

import io.chatdata.server.conversation.Role;
import io.chatdata.server.llm.FinishReason;
import io.chatdata.server.llm.Outage;
import io.chatdata.server.turn.TurnStatus;
import io.chatdata.v1.Conversation;
import io.chatdata.v1.KeySource;
import io.chatdata.v1.Message;
import io.chatdata.v1.MessagePart;
import io.chatdata.v1.MessageRole;
import io.chatdata.v1.Model;
import io.chatdata.v1.Provider;
import io.chatdata.v1.SearchHit;
import io.chatdata.v1.TextRange;
import io.chatdata.v1.TitleSource;
import io.chatdata.v1.Turn;
import io.chatdata.v1.Usage;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Conversations, messages, turns and models as the contract's. */
final class Records {
  private Records() {}

  static Conversation conversation(io.chatdata.server.conversation.Conversation conversation) {
    var builder =
        Conversation.newBuilder()
            .setId(conversation.id().toString())
            .setTitle(conversation.title())
            .setTitleSource(titleSource(conversation.titleSource()))
            .setProvider(conversation.provider())
            .setModel(conversation.model())
            .setConnectionId(conversation.connectionId())
            .setInstructions(conversation.instructions())
            .setMetadata(Values.struct(conversation.metadata()))
            .setCreatedAt(Values.timestamp(conversation.createdAt()))
            .setUpdatedAt(Values.timestamp(conversation.updatedAt()))
            .setRunningTurnId(text(conversation.runningTurnId()))
            .setHeadMessageId(text(conversation.headMessageId()))
            .setOwner(conversation.owner())
            .setUsage(usage(conversation.usage()));
    if (conversation.deletedAt() != null) {
      builder.setDeletedAt(Values.timestamp(conversation.deletedAt()));
    }
    return builder.build();
  }

  private static TitleSource titleSource(
      io.chatdata.server.conversation.@Nullable TitleSource source) {
    return switch (source) {
      case null -> TitleSource.TITLE_SOURCE_UNSPECIFIED;
      case MESSAGE -> TitleSource.TITLE_SOURCE_MESSAGE;
      case MODEL -> TitleSource.TITLE_SOURCE_MODEL;
      case USER -> TitleSource.TITLE_SOURCE_USER;
    };
  }

  static Message message(io.chatdata.server.conversation.Message message) {
    var builder =
        Message.newBuilder()
            .setId(message.id().toString())
            .setConversationId(message.conversationId().toString())
            .setRole(role(message.role()))
            .setContent(message.content())
            .setCreatedAt(Values.timestamp(message.createdAt()))
            .setSequence(message.sequence())
            .setProvider(text(message.provider()))
            .setModel(text(message.model()))
            .setToolName(text(message.toolName()))
            .setTurnId(text(message.turnId()))
            .setParentMessageId(text(message.parentMessageId()))
            .setToolCallId(text(message.toolCallId()))
            .addAllFollowUps(message.followUps())
            .addAllChoices(message.choices());
    message.siblingIds().forEach(id -> builder.addSiblingIds(id.toString()));
    if (message.toolInput() != null) {
      builder.setToolInput(Values.value(message.toolInput()));
    }
    if (message.toolOutput() != null) {
      builder.setToolOutput(Values.value(message.toolOutput()));
    }
    if (message.rawRequest() != null) {
      builder.setRawRequest(Values.value(message.rawRequest()));
    }
    if (message.rawResponse() != null) {
      builder.setRawResponse(Values.value(message.rawResponse()));
    }
    message.parts().forEach(part -> builder.addParts(part(part)));
    return builder.build();
  }

  private static MessagePart part(io.chatdata.server.conversation.MessagePart part) {
    var builder = MessagePart.newBuilder().setRound(part.round());
    return switch (part) {
      case io.chatdata.server.conversation.MessagePart.Text text ->
          builder.setText(TextRange.newBuilder().setStart(text.start()).setEnd(text.end())).build();
      case io.chatdata.server.conversation.MessagePart.Thinking thinking ->
          builder.setThinking(thinking.text()).build();
      case io.chatdata.server.conversation.MessagePart.ToolCall call ->
          builder.setToolCallId(call.toolCallId()).build();
    };
  }

  static SearchHit searchHit(io.chatdata.server.conversation.SearchHit hit) {
    var builder =
        SearchHit.newBuilder()
            .setConversationId(hit.conversationId().toString())
            .setTitle(hit.title())
            .setMessageId(text(hit.messageId()))
            .setSnippet(hit.snippet())
            .setCreatedAt(Values.timestamp(hit.createdAt()));
    if (hit.role() != null) {
      builder.setRole(role(hit.role()));
    }
    return builder.build();
  }

  private static MessageRole role(Role role) {
    return switch (role) {
      case USER -> MessageRole.MESSAGE_ROLE_USER;
      case ASSISTANT -> MessageRole.MESSAGE_ROLE_ASSISTANT;
      case TOOL -> MessageRole.MESSAGE_ROLE_TOOL;
      case SYSTEM -> MessageRole.MESSAGE_ROLE_SYSTEM;
    };
  }

  static Turn turn(io.chatdata.server.turn.Turn turn) {
    var builder =
        Turn.newBuilder()
            .setId(turn.id().toString())
            .setConversationId(turn.conversationId().toString())
            .setStatus(status(turn.status()))
            .setUserMessageId(turn.userMessageId().toString())
            .setAssistantMessageId(turn.assistantMessageId().toString())
            .setProvider(turn.provider())
            .setModel(turn.model())
            .setConnectionId(turn.connectionId())
            .setStartedAt(Values.timestamp(turn.startedAt()))
            .setLastSequence(turn.lastSequence())
            .setUsage(usage(turn.usage()));
    if (turn.endedAt() != null) {
      builder.setEndedAt(Values.timestamp(turn.endedAt()));
    }
    if (turn.finishReason() != null) {
      builder.setFinishReason(finishReason(turn.finishReason()));
    }
    if (turn.error() != null) {
      builder.setError(Errors.status(turn.error()));
    }
    return builder.build();
  }

  static io.chatdata.v1.TurnStatus status(TurnStatus status) {
    return switch (status) {
      case RUNNING -> io.chatdata.v1.TurnStatus.TURN_STATUS_RUNNING;
      case COMPLETED -> io.chatdata.v1.TurnStatus.TURN_STATUS_COMPLETED;
      case CANCELLED -> io.chatdata.v1.TurnStatus.TURN_STATUS_CANCELLED;
      case FAILED -> io.chatdata.v1.TurnStatus.TURN_STATUS_FAILED;
      case INTERRUPTED -> io.chatdata.v1.TurnStatus.TURN_STATUS_INTERRUPTED;
    };
  }

  static io.chatdata.v1.FinishReason finishReason(FinishReason reason) {
    return switch (reason) {
      case STOP -> io.chatdata.v1.FinishReason.FINISH_REASON_STOP;
      // A model that asked for tools without naming one.
      case TOOL_CALLS -> io.chatdata.v1.FinishReason.FINISH_REASON_STOP;
      case LENGTH -> io.chatdata.v1.FinishReason.FINISH_REASON_LENGTH;
      case CONTENT_FILTER -> io.chatdata.v1.FinishReason.FINISH_REASON_CONTENT_FILTER;
      case REFUSAL -> io.chatdata.v1.FinishReason.FINISH_REASON_REFUSAL;
      case MAX_ROUNDS -> io.chatdata.v1.FinishReason.FINISH_REASON_MAX_ROUNDS;
      case MAX_TIME -> io.chatdata.v1.FinishReason.FINISH_REASON_MAX_TIME;
      case MAX_TOKENS -> io.chatdata.v1.FinishReason.FINISH_REASON_MAX_TOKENS;
      case MAX_COST -> io.chatdata.v1.FinishReason.FINISH_REASON_MAX_COST;
      case CANCELLED -> io.chatdata.v1.FinishReason.FINISH_REASON_CANCELLED;
      case ERROR -> io.chatdata.v1.FinishReason.FINISH_REASON_ERROR;
      case INTERRUPTED -> io.chatdata.v1.FinishReason.FINISH_REASON_INTERRUPTED;
    };
  }

  static Usage usage(io.chatdata.server.base.Usage usage) {
    return Usage.newBuilder()
        .setInputTokens(usage.inputTokens())
        .setCachedInputTokens(usage.cachedInputTokens())
        .setOutputTokens(usage.outputTokens())
        .setReasoningTokens(usage.reasoningTokens())
        .setCostUsd(decimal(usage.costUsd()))
        .setEstimated(usage.estimated())
        .build();
  }

  static Provider provider(io.chatdata.server.llm.Provider provider) {
    String reason = provider.unavailableReason();
    Outage outage = reason.isEmpty() ? provider.outage() : null;
    var builder =
        Provider.newBuilder()
            .setId(provider.id())
            .setName(provider.name())
            .setAvailable(reason.isEmpty() && outage == null)
            .setUnavailableReason(outage == null ? reason : outage.message())
            .setDefaultModel(provider.defaultModel())
            .setKeySource(
                switch (provider.keySource()) {
                  case NOT_NEEDED -> KeySource.KEY_SOURCE_UNSPECIFIED;
                  case MISSING -> KeySource.KEY_SOURCE_MISSING;
                  case CONFIGURED -> KeySource.KEY_SOURCE_CONFIGURED;
                  case SAVED -> KeySource.KEY_SOURCE_SAVED;
                });
    if (outage != null) {
      builder.setRetryTime(Values.timestamp(outage.until()));
    }
    provider.models().forEach(model -> builder.addModels(model(model)));
    return builder.build();
  }

  private static Model model(io.chatdata.server.llm.Model model) {
    var builder =
        Model.newBuilder()
            .setId(model.id())
            .setName(model.name())
            .setContextTokens(model.contextTokens())
            .setThinking(model.thinking() != io.chatdata.server.llm.Model.Thinking.NONE)
            .setRetired(model.retired())
            .setSuccessor(model.successor())
            .addAllAliases(model.aliases());
    if (model.price() != null) {
      builder
          .setInputPriceUsd(decimal(model.price().input()))
          .setCachedInputPriceUsd(decimal(model.price().cachedInput()))
          .setOutputPriceUsd(decimal(model.price().output()));
    }
    return builder.build();
  }

  private static String decimal(@Nullable BigDecimal number) {
    return number == null ? "" : number.toPlainString();
  }

  private static String text(@Nullable UUID id) {
    return id == null ? "" : id.toString();
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
