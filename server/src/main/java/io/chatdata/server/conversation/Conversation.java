package io.chatdata.server.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Usage;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A conversation.
 *
 * @param title empty until there is one
 * @param titleSource null until there is a title
 * @param metadata what the client keeps with it: a JSON object
 * @param deletedAt null while it isn't deleted
 * @param runningTurnId null while none runs
 * @param headMessageId the last message of the active branch; null while there is none
 * @param usage of all its turns so far
 */
public record Conversation(
    UUID id,
    String title,
    @Nullable TitleSource titleSource,
    String provider,
    String model,
    String connectionId,
    String instructions,
    JsonNode metadata,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant deletedAt,
    @Nullable UUID runningTurnId,
    @Nullable UUID headMessageId,
    String owner,
    Usage usage) {}
