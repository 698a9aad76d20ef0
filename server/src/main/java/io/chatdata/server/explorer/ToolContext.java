package io.chatdata.server.explorer;

import io.chatdata.server.base.Cancellation;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * On whose behalf a tool runs.
 *
 * @param connectionId used where the arguments name none
 * @param turnId the turn; null for a direct call, whose result expires
 * @param cancellation stops what the tool does, down to the database
 */
public record ToolContext(String connectionId, @Nullable UUID turnId, Cancellation cancellation) {}
