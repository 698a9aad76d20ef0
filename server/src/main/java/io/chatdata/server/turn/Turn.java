package io.chatdata.server.turn;

import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Usage;
import io.chatdata.server.llm.FinishReason;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A turn as the store has it.
 *
 * @param ownerServer the server that runs or ran it
 * @param endedAt null while it runs
 * @param lastSequence of its last event; 0 while it runs
 * @param finishReason null while it runs
 * @param error why it is not COMPLETED; null while it runs and when it is
 */
public record Turn(
    UUID id,
    UUID conversationId,
    UUID ownerServer,
    TurnStatus status,
    UUID userMessageId,
    UUID assistantMessageId,
    String provider,
    String model,
    String connectionId,
    Instant startedAt,
    @Nullable Instant endedAt,
    long lastSequence,
    Usage usage,
    @Nullable FinishReason finishReason,
    @Nullable Problem error) {}
