package io.chatdata.server.turn;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatdata.server.base.Cancellation;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Defect;
import io.chatdata.server.base.Storable;
import io.chatdata.server.conversation.ConversationDao;
import io.chatdata.server.llm.Charge;
import io.chatdata.server.llm.FinishReason;
import io.chatdata.server.llm.ModelEvent;
import io.chatdata.server.llm.ModelFailure;
import io.chatdata.server.llm.ModelMetrics;
import io.chatdata.server.llm.ModelReply;
import io.chatdata.server.llm.ModelRequest;
import io.chatdata.server.llm.Prompt;
import io.chatdata.server.llm.Provider;
import io.chatdata.server.llm.Providers;
import io.chatdata.server.store.Lease;
import io.chatdata.server.store.Transaction;
import io.chatdata.telemetry.Span;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a conversation's title written by the model that gives its first answer, beside that answer.
 * Where it fails the title stays as it was made from the message, and nobody is bothered.
 */
final class TitleWriter implements AutoCloseable {
  static final String INSTRUCTIONS =
      """
      Write a title for the conversation that begins with the message below: what it is about, in \
      at most six words, in the language of the message. Don't answer the message. Write only the \
      title, without quotation marks, formatting or a full stop.
      """;

  private static final Logger log = LoggerFactory.getLogger(TitleWriter.class);
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Some models reason whatever they are asked for, and it counts. */
  private static final int MOST_TOKENS = 2000;

  /** For servers that don't keep to the limit on tokens. */
  private static final int MOST_CHARACTERS = 16_000;

  private static final int MOST_OF_MESSAGE = 4000;

  private final Providers providers;
  private final TurnLog turnLog;
  private final Lease lease;
  private final ModelMetrics metrics;
  private final TurnLimits limits;
  private final ScheduledExecutorService timer;
  private final Clock clock;
  private final Cancellation closing = new Cancellation();
  private final ExecutorService executor =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("title-", 0).factory());

  TitleWriter(
      Providers providers,
      TurnLog turnLog,
      Lease lease,
      ModelMetrics metrics,
      TurnLimits limits,
      ScheduledExecutorService timer,
      Clock clock) {
    this.providers = providers;
    this.turnLog = turnLog;
    this.lease = lease;
    this.metrics = metrics;
    this.limits = limits;
    this.timer = timer;
    this.clock = clock;
  }

  /** Begins to write the title of a turn's conversation, which begins with a message. */
  void begin(RunningTurn running, String message) {
    Provider provider = providers.get(running.turn().provider());
    if (limits.modelTitles() && provider.writes() && !closing.isCancelled()) {
      Span turn = Span.current();
      executor.execute(() -> turn.run(() -> write(running, provider, message)));
    }
  }

  private void write(RunningTurn running, Provider provider, String message) {
    var cancellation = new Cancellation();
    try (var _ = closing.onCancel(cancellation::cancel);
        var _ = running.cancellation().onCancel(cancellation::cancel)) {
      var timeout = timer.schedule(cancellation::cancel, LONGEST.toMillis(), TimeUnit.MILLISECONDS);
      try {
        ask(running, provider, message, cancellation);
      } finally {
        timeout.cancel(false);
      }
    } catch (ChatdataException e) {
      log.debug("Turn {}: no title was written: {}", running.id(), e.problem().reason());
    } catch (RuntimeException e) {
      log.debug("Turn {}: no title was written", running.id(), Defect.of(e));
    }
  }

  private void ask(
      RunningTurn running, Provider provider, String message, Cancellation cancellation) {
    Turn turn = running.turn();
    var text = new StringBuilder();
    var characters = new int[1];
    Instant started = clock.instant();
    try {
      ModelReply reply =
          metrics.ask(
              provider,
              request(turn, message),
              event -> {
                String piece = text(event);
                characters[0] += piece.length();
                if (event instanceof ModelEvent.Text) {
                  text.append(piece);
                }
                if (characters[0] > MOST_CHARACTERS) {
                  cancellation.cancel();
                }
              },
              cancellation);
      String title = reply.finishReason() == FinishReason.STOP ? Titles.clean(text.toString()) : "";
      if (store(turn, title, started, reply.charge(), reply.rawRequest(), reply.rawResponse())) {
        turnLog.queue(running, new TurnEvent.TitleChanged(title));
      }
    } catch (ModelFailure e) {
      boolean _ = store(turn, "", started, e.charge(), e.rawRequest(), e.rawResponse());
      throw e;
    }
  }

  private static ModelRequest request(Turn turn, String message) {
    return new ModelRequest(
        turn.model(),
        INSTRUCTIONS,
        List.of(new Prompt.User(Storable.begin(message, MOST_OF_MESSAGE))),
        List.of(),
        turn.connectionId(),
        MOST_TOKENS);
  }

  private static String text(ModelEvent event) {
    return switch (event) {
      case ModelEvent.Text piece -> piece.text();
      case ModelEvent.Thinking piece -> piece.text();
      case ModelEvent.ToolCall call -> call.arguments();
    };
  }

  /** Keeps what the call used, and its title where there is one; true when that was taken. */
  private boolean store(
      Turn turn,
      String title,
      Instant started,
      Charge charge,
      @Nullable JsonNode rawRequest,
      @Nullable JsonNode rawResponse) {
    var call =
        new ModelCall(
            ModelCall.TITLE, started, clock.instant(), charge, kept(rawRequest), kept(rawResponse));
    return lease.writePatiently(
        turn.ownerServer(),
        (Transaction transaction) -> {
          ConversationDao conversations = transaction.dao(ConversationDao.class);
          if (conversations.lock(turn.conversationId()).isEmpty()) {
            return false;
          }
          int inserted = transaction.dao(ModelCallDao.class).insert(turn, call);
          if (inserted > 0) {
            conversations.addUsage(turn.conversationId(), charge.usage());
          }
          return !title.isEmpty() && conversations.improveTitle(turn.conversationId(), title) > 0;
        });
  }

  private @Nullable JsonNode kept(@Nullable JsonNode raw) {
    return limits.keepRaw() && raw != null ? RawExchange.bounded(raw) : null;
  }

  /** Begins no more, and waits until those that were begun have given up. */
  @Override
  public void close() {
    closing.cancel();
    executor.shutdown();
    try {
      if (!executor.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
