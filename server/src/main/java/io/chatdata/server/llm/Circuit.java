package io.chatdata.server.llm;

import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spares a provider that keeps failing, and everybody who would wait for it: after a number of
 * calls in a row that failed in a way that passes, it is not asked for a while. Then one call tries
 * it, and the others go on once that has succeeded.
 */
final class Circuit {
  static final int MOST_FAILURES = 5;
  static final Duration PAUSE = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(Circuit.class);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final String provider;
  private final InstantSource clock;
  private int failures;
  private String lastFailure = "";
  private @Nullable Instant openUntil;

  Circuit(String provider, InstantSource clock) {
    this.provider = provider;
    this.clock = clock;
  }

  /** Null where the provider may be asked now. */
  synchronized @Nullable Outage outage() {
    Instant until = openUntil;
    if (until == null || !clock.instant().isBefore(until)) {
      return null;
    }
    return new Outage(
        "%s failed %d times in a row, lastly: %s. It is asked again at %s; use another provider until then"
            .formatted(provider, failures, lastFailure, TIME.format(until)),
        until);
  }

  /**
   * Before a call. After a pause the first to come tries the provider, and begins another pause for
   * all who come while it does.
   *
   * @throws io.chatdata.server.base.ChatdataException PROVIDER_UNAVAILABLE where it is open
   */
  synchronized void enter() {
    Outage outage = outage();
    Instant now = clock.instant();
    if (outage != null) {
      throw Problem.of(Reason.PROVIDER_UNAVAILABLE, outage.message())
          .retryAfter(Duration.between(now, outage.until()))
          .toException();
    }
    if (openUntil != null) {
      openUntil = now.plus(PAUSE);
    }
  }

  /** A call came through, or was refused for what it asked. */
  synchronized void answered() {
    if (openUntil != null) {
      log.info("{} answers again", provider);
    }
    failures = 0;
    openUntil = null;
  }

  /** A call failed, with all its attempts, in a way that passes. */
  synchronized void failed(String how) {
    failures++;
    lastFailure = how;
    if (failures >= MOST_FAILURES) {
      openUntil = clock.instant().plus(PAUSE);
      log.warn(
          "{} failed {} times in a row; it is asked again at {}", provider, failures, openUntil);
    }
  }
}
