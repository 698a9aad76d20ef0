package io.chatdata.server.llm;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When a call that failed is made again: only where waiting helps, and only before anyone saw a
 * part of its answer.
 *
 * @param attempts at most so many
 * @param first the wait before the second, which doubles for each further one, with jitter
 * @param longest a provider that wants a longer wait is not waited for
 */
record Patience(int attempts, Duration first, Duration longest) {
  static final Patience STANDARD = new Patience(3, Duration.ofMillis(500), Duration.ofSeconds(30));

  /**
   * How long to wait; empty when to give up.
   *
   * @param attempt that failed, from 1
   */
  Optional<Duration> wait(int attempt, ProviderFailure failure) {
    if (!failure.passes() || attempt >= attempts) {
      return Optional.empty();
    }
    Duration asked = failure.problem().retryAfter();
    if (asked != null) {
      return Optional.of(asked).filter(wait -> wait.compareTo(longest) <= 0);
    }
    long most = first.toMillis() << (attempt - 1);
    return Optional.of(Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1)));
  }
}
