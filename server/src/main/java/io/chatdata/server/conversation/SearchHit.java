package io.chatdata.server.conversation;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A title or a message that has the words.
 *
 * @param title of the conversation
 * @param messageId null where it is the title that has them
 * @param role null likewise
 * @param snippet the words with some text around them
 * @param createdAt when the message was stored, or the conversation last changed
 */
public record SearchHit(
    UUID conversationId,
    String title,
    @Nullable UUID messageId,
    @Nullable Role role,
    String snippet,
    Instant createdAt) {}
