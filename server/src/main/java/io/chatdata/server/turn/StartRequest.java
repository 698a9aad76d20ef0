package io.chatdata.server.turn;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A turn to start.
 *
 * @param input a new message, or one to answer again
 * @param parent where a new message goes
 * @param provider for this turn and those after it; null means the conversation's
 * @param model for this turn and those after it; null means the conversation's
 * @param connectionId for this turn and those after it; null means the conversation's
 * @param requestId makes the start safe to repeat; null means it isn't
 */
public record StartRequest(
    UUID conversationId,
    Input input,
    Parent parent,
    @Nullable String provider,
    @Nullable String model,
    @Nullable String connectionId,
    @Nullable String requestId) {
  /** What to answer. */
  public sealed interface Input {
    /** A new user message. */
    record Content(String text) implements Input {}

    /** An assistant message to answer anew, or the user message itself. */
    record Regenerate(UUID messageId) implements Input {}
  }

  /** What a new message follows. */
  public sealed interface Parent {
    /** The end of the active branch. */
    record Head() implements Parent {}

    /** Nothing: a branch at the very beginning. */
    record Root() implements Parent {}

    /** An earlier message: a branch. */
    record After(UUID messageId) implements Parent {}
  }
}
