package io.chatdata.server;

import io.chatdata.server.conversation.Conversations;
import io.chatdata.server.explorer.Results;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes for good what is kept no longer. */
final class Retention {
  private static final Logger log = LoggerFactory.getLogger(Retention.class);

  /** How long a deletion can be taken back. */
  private static final Duration DELETED = Duration.ofDays(30);

  private final Conversations conversations;
  private final Results results;
  private final @Nullable Duration kept;
  private final Clock clock;

  /**
   * @param kept how long a conversation is kept after its last change; null means for ever
   */
  Retention(Conversations conversations, Results results, @Nullable Duration kept, Clock clock) {
    this.conversations = conversations;
    this.results = results;
    this.kept = kept;
    this.clock = clock;
  }

  /** Removes what is due now, and says in one line of the log how much that was. */
  void run() {
    try {
      Instant now = clock.instant();
      int deleted = all(() -> conversations.purgeDeleted(now.minus(DELETED)));
      int old = kept == null ? 0 : all(() -> conversations.purgeUnchanged(now.minus(kept)));
      int expired = all(() -> results.purgeExpired(now));
      if (deleted + old + expired > 0) {
        log.atInfo()
            .addKeyValue("deleted_conversations", deleted)
            .addKeyValue("old_conversations", old)
            .addKeyValue("expired_results", expired)
            .log("Removed what is kept no longer");
      }
    } catch (RuntimeException e) {
      log.warn("What is kept no longer was not removed: {}", e.getMessage());
    }
  }

  /** Some at a time, so that no lock is held for long. */
  private static int all(IntSupplier some) {
    int all = 0;
    int now;
    do {
      now = some.getAsInt();
      all += now;
    } while (now > 0);
    return all;
  }
}
