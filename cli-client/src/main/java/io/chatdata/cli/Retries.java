package io.chatdata.cli;

import com.google.protobuf.util.Durations;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Tries again after a lost connection, with growing waits and not for ever. Only for calls that may
 * be repeated: they read, or carry a request_id. A server that was never there is not waited for.
 */
final class Retries {
  /** Together more than the 15 s after which the turn of a dead server is ended by another. */
  static final List<Duration> WAITS =
      Stream.of(200, 500, 1000, 2000, 4000, 4000, 4000, 4000, 4000, 4000)
          .map(Duration::ofMillis)
          .toList();

  /** A gRPC server that is stopped at once ends its streams as CANCELLED. */
  private static final Set<Code> LOST = Set.of(Code.UNAVAILABLE, Code.CANCELLED);

  private static final Duration LONGEST_ASKED_FOR = Duration.ofSeconds(10);

  private final ServerLink link;
  private final List<Duration> waits;
  private final Consumer<String> notes;
  private boolean reached;
  private int tries;

  /**
   * @param waits how long to wait before each try
   * @param notes takes a sentence when a connection is lost
   */
  Retries(ServerLink link, List<Duration> waits, Consumer<String> notes) {
    this.link = link;
    this.waits = waits;
    this.notes = notes;
  }

  /** Makes a call until it succeeds. */
  <T> T call(Supplier<T> call) {
    while (true) {
      try {
        T answer = call.get();
        succeeded();
        return answer;
      } catch (StatusRuntimeException e) {
        failed(e);
      }
    }
  }

  /** The server answered: the next loss has all tries again. */
  void succeeded() {
    reached = true;
    tries = 0;
  }

  /**
   * Returns when it is time to try again.
   *
   * @throws StatusRuntimeException the failure itself, when trying again is of no use
   */
  void failed(StatusRuntimeException failure) {
    boolean lost = LOST.contains(failure.getStatus().getCode());
    boolean neverThere = !reached && notConnected(failure);
    boolean givenUp = tries == waits.size() || link.awaitClosed(Duration.ZERO);
    if (!lost || neverThere || givenUp) {
      throw failure;
    }
    reached = true;
    if (tries == 0) {
      notes.accept("The connection to " + link.servers() + " was lost; trying to get it back.");
    }
    if (link.awaitClosed(wait(failure))) {
      throw failure;
    }
    tries++;
    link.reconnect();
  }

  private Duration wait(StatusRuntimeException failure) {
    Duration own = waits.get(tries);
    Duration asked =
        Failure.retryDelay(failure)
            .map(delay -> Duration.ofMillis(Durations.toMillis(delay)))
            .orElse(own);
    Duration longer = asked.compareTo(own) > 0 ? asked : own;
    return longer.compareTo(LONGEST_ASKED_FOR) > 0 ? LONGEST_ASKED_FOR : longer;
  }

  private static boolean notConnected(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof NoRouteToHostException
          || cause instanceof UnknownHostException) {
        return true;
      }
    }
    return false;
  }
}
