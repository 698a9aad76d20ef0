package io.chatdata.server.turn;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Storable;
import io.chatdata.server.base.Usage;
import io.chatdata.server.conversation.Conversation;
import io.chatdata.server.conversation.ConversationDao;
import io.chatdata.server.conversation.Conversations;
import io.chatdata.server.conversation.Message;
import io.chatdata.server.conversation.MessageDao;
import io.chatdata.server.conversation.MessageDao.NewMessage;
import io.chatdata.server.conversation.Role;
import io.chatdata.server.explorer.Connections;
import io.chatdata.server.llm.Provider;
import io.chatdata.server.llm.Providers;
import io.chatdata.server.store.Fenced;
import io.chatdata.server.store.Lease;
import io.chatdata.server.store.Transaction;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Starts turns: in one transaction the turn, the user message and the first events. */
final class Starter {
  private static final int TRIES = 3;

  private final Lease lease;
  private final EventCodec codec;
  private final Finisher finisher;
  private final Providers providers;
  private final Connections connections;
  private final Clock clock;

  Starter(
      Lease lease,
      EventCodec codec,
      Finisher finisher,
      Providers providers,
      Connections connections,
      Clock clock) {
    this.lease = lease;
    this.codec = codec;
    this.finisher = finisher;
    this.providers = providers;
    this.connections = connections;
    this.clock = clock;
  }

  /**
   * What came of a start.
   *
   * @param turn the turn
   * @param first the first events of a new turn, which is to be run here; null where the request
   *     had started it before
   * @param instructions the conversation's own
   * @param titled the message that the conversation got its title from; null where it had one
   */
  record Started(Turn turn, @Nullable Chunk first, String instructions, @Nullable String titled) {}

  /** A conversation's running turn, whose server is dead. */
  private static final class OrphanInTheWay extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Turn orphan;

    OrphanInTheWay(Turn orphan) {
      super(null, null, false, false);
      this.orphan = orphan;
    }
  }

  Started start(StartRequest request) {
    String hash = Conversations.hash(request.toString());
    for (int attempt = 1; ; attempt++) {
      UUID me = lease.me();
      try {
        return lease.writeAs(me, transaction -> start(transaction, request, hash, me));
      } catch (OrphanInTheWay e) {
        finisher.finishOrphan(e.orphan);
      } catch (Fenced e) {
        // The next attempt is made under the new id.
      }
      if (attempt == TRIES) {
        throw new ChatdataException(
            Reason.STORE_UNAVAILABLE, "The turn could not be started; try again");
      }
    }
  }

  private Started start(Transaction transaction, StartRequest request, String hash, UUID me) {
    TurnDao turns = transaction.dao(TurnDao.class);
    Conversation conversation =
        transaction
            .dao(ConversationDao.class)
            .lock(request.conversationId())
            .filter(found -> found.deletedAt() == null)
            .orElseThrow(() -> Conversations.notFound(request.conversationId()));
    Optional<Turn> before = repeated(turns, request, hash);
    if (before.isPresent()) {
      return new Started(before.get(), null, "", null);
    }
    if (conversation.runningTurnId() != null) {
      throw secondOf(turns, conversation);
    }
    return insert(transaction, request, hash, me, conversation);
  }

  private static Optional<Turn> repeated(TurnDao turns, StartRequest request, String hash) {
    String requestId = request.requestId();
    if (requestId == null) {
      return Optional.empty();
    }
    Optional<Turn> before = turns.findByRequest(request.conversationId(), requestId);
    before.ifPresent(
        turn -> {
          if (!hash.equals(turns.requestHash(turn.id()))) {
            throw Conversations.requestIdReused(requestId);
          }
        });
    return before;
  }

  /** Why a conversation in which a turn runs takes no other. */
  private static RuntimeException secondOf(TurnDao turns, Conversation conversation) {
    Turn running = turns.running(conversation.id()).orElseThrow();
    if (turns.orphaned(running.id()).orElse(false)) {
      return new OrphanInTheWay(running);
    }
    return Problem.of(
            Reason.TURN_RUNNING,
            "Turn %s is still running in this conversation; wait for it, watch it or cancel it"
                .formatted(running.id()))
        .with("turn_id", running.id().toString())
        .toException();
  }

  private Started insert(
      Transaction transaction,
      StartRequest request,
      String hash,
      UUID me,
      Conversation conversation) {
    UUID id = UUID.randomUUID();
    UUID assistantMessage = UUID.randomUUID();
    Provider provider =
        providers.get(request.provider() == null ? conversation.provider() : request.provider());
    String model = model(request, conversation, provider);
    String connection =
        connections.resolve(
            request.connectionId() == null ? conversation.connectionId() : request.connectionId());
    Asked asked = asked(transaction, request, conversation);
    TurnDao turns = transaction.dao(TurnDao.class);
    int inserted =
        turns.insert(
            new TurnDao.NewTurn(
                id,
                conversation.id(),
                me,
                request.requestId(),
                asked.parentId(),
                asked.userMessageId(),
                assistantMessage,
                provider.id(),
                model,
                connection),
            request.requestId() == null ? null : hash);
    if (inserted == 0) {
      throw secondOf(turns, conversation);
    }
    String titled = conversation.title().isEmpty() ? asked.newText() : null;
    String title = titled == null ? null : Titles.of(titled);
    long sequence =
        transaction
            .dao(ConversationDao.class)
            .startTurn(
                conversation.id(),
                asked.newText() == null ? 0 : 1,
                provider.id(),
                model,
                connection,
                asked.userMessageId(),
                title);
    if (asked.newText() != null) {
      insertUserMessage(transaction, conversation.id(), id, asked, asked.newText(), sequence);
    }
    List<TurnEvent> events = new ArrayList<>();
    events.add(
        new TurnEvent.TurnStarted(
            conversation.id(),
            asked.userMessageId(),
            assistantMessage,
            provider.id(),
            model,
            connection));
    if (title != null) {
      events.add(new TurnEvent.TitleChanged(title));
    }
    Chunk first = appendFirst(transaction, id, events);
    return new Started(
        new Turn(
            id,
            conversation.id(),
            me,
            TurnStatus.RUNNING,
            asked.userMessageId(),
            assistantMessage,
            provider.id(),
            model,
            connection,
            clock.instant(),
            null,
            0,
            Usage.NONE,
            null,
            null),
        first,
        conversation.instructions(),
        titled);
  }

  /** A provider that is changed without a model answers with its own default. */
  private static String model(StartRequest request, Conversation conversation, Provider provider) {
    if (request.model() != null) {
      return request.model();
    }
    return provider.id().equals(conversation.provider()) && !conversation.model().isEmpty()
        ? conversation.model()
        : provider.defaultModel();
  }

  private Chunk appendFirst(Transaction transaction, UUID turn, List<TurnEvent> events) {
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < events.size(); i++) {
      bytes.writeBytes(codec.encode(turn, i + 1, clock.instant(), events.get(i)));
    }
    Chunk first = new Chunk(1, events.size(), bytes.toByteArray());
    transaction.dao(TurnLogDao.class).insert(turn, 1, first.lastSequence(), first.events());
    return first;
  }

  /** The user message to answer, and its text where it is new. */
  private record Asked(UUID userMessageId, @Nullable UUID parentId, @Nullable String newText) {}

  private static Asked asked(
      Transaction transaction, StartRequest request, Conversation conversation) {
    return switch (request.input()) {
      case StartRequest.Input.Content content ->
          new Asked(
              UUID.randomUUID(),
              parent(transaction, request.parent(), conversation),
              Storable.text(content.text()));
      case StartRequest.Input.Regenerate again -> {
        Message message = message(transaction, conversation.id(), again.messageId());
        yield switch (message.role()) {
          case USER -> new Asked(message.id(), message.parentMessageId(), null);
          case ASSISTANT -> {
            UUID user = java.util.Objects.requireNonNull(message.parentMessageId());
            yield new Asked(
                user, message(transaction, conversation.id(), user).parentMessageId(), null);
          }
          case TOOL, SYSTEM ->
              throw Problem.of(
                      Reason.INVALID_FIELD,
                      "regenerate_message_id %s is a %s message; give an assistant or user message"
                          .formatted(message.id(), message.role().stored()))
                  .atField("regenerate_message_id")
                  .toException();
        };
      }
    };
  }

  private static @Nullable UUID parent(
      Transaction transaction, StartRequest.Parent parent, Conversation conversation) {
    return switch (parent) {
      case StartRequest.Parent.Head _ -> conversation.headMessageId();
      case StartRequest.Parent.Root _ -> null;
      case StartRequest.Parent.After after -> {
        Message message = message(transaction, conversation.id(), after.messageId());
        if (message.role() != Role.ASSISTANT) {
          throw Problem.of(
                  Reason.INVALID_FIELD,
                  "parent_message_id %s is a %s message; a new message follows an assistant message"
                      .formatted(message.id(), message.role().stored()))
              .atField("parent_message_id")
              .toException();
        }
        yield message.id();
      }
    };
  }

  private static Message message(Transaction transaction, UUID conversationId, UUID id) {
    return transaction
        .dao(MessageDao.class)
        .find(conversationId, id, false)
        .orElseThrow(() -> Conversations.messageNotFound(id));
  }

  private static void insertUserMessage(
      Transaction transaction,
      UUID conversationId,
      UUID turn,
      Asked asked,
      String text,
      long sequence) {
    var none = io.chatdata.server.base.Json.MAPPER.createArrayNode();
    transaction
        .dao(MessageDao.class)
        .insert(
            new NewMessage(
                asked.userMessageId(),
                conversationId,
                Role.USER.stored(),
                text,
                sequence,
                null,
                null,
                null,
                null,
                null,
                turn,
                asked.parentId(),
                null,
                null,
                none,
                none));
  }
}
