package io.chatdata.server.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message, as the contract describes it.
 *
 * @param sequence grows with each message of the conversation
 * @param toolName tool messages only
 * @param toolInput tool messages only: the arguments
 * @param toolOutput tool messages only: what the model was given
 * @param rawRequest assistant messages only, where asked for
 * @param rawResponse assistant messages only, where asked for
 * @param siblingIds messages of its role that follow the same parent, itself included, oldest
 *     first; empty for tool messages
 * @param parts assistant messages only: text, reasoning and tool calls in their order
 */
public record Message(
    UUID id,
    UUID conversationId,
    Role role,
    String content,
    Instant createdAt,
    long sequence,
    @Nullable String provider,
    @Nullable String model,
    @Nullable String toolName,
    @Nullable JsonNode toolInput,
    @Nullable JsonNode toolOutput,
    @Nullable JsonNode rawRequest,
    @Nullable JsonNode rawResponse,
    @Nullable UUID turnId,
    @Nullable UUID parentMessageId,
    @Nullable String toolCallId,
    List<MessagePart> parts,
    List<String> followUps,
    List<String> choices,
    List<UUID> siblingIds) {
  public Message {
    parts = List.copyOf(parts);
    followUps = List.copyOf(followUps);
    choices = List.copyOf(choices);
    siblingIds = List.copyOf(siblingIds);
  }
}
