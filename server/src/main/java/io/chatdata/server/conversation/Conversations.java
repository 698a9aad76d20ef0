package io.chatdata.server.conversation;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Json;
import io.chatdata.server.base.PageToken;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.conversation.ConversationDao.ConversationChange;
import io.chatdata.server.conversation.ConversationDao.NewConversation;
import io.chatdata.server.store.Pool;
import io.chatdata.server.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Conversations and their messages, as their clients see them. */
public final class Conversations {
  /** Who owns a conversation until there are users. */
  public static final String OWNER = "local";

  private static final int PURGED_AT_ONCE = 50;

  private final Pool store;

  public Conversations(Pool store) {
    this.store = store;
  }

  /** A page of a list; an empty token means that it is the last. */
  public record Page<T>(List<T> items, String nextPageToken) {
    public Page {
      items = List.copyOf(items);
    }
  }

  /** Which messages of a conversation, in which order. */
  public record MessageQuery(
      UUID conversationId,
      boolean allBranches,
      boolean descending,
      boolean full,
      int pageSize,
      String pageToken) {}

  /** Which conversations; null means any. */
  public record ConversationQuery(
      boolean deleted,
      @Nullable String titleContains,
      @Nullable String tag,
      int pageSize,
      String pageToken) {}

  /**
   * Creates a conversation, or finds the one that the same request created before.
   *
   * @throws ChatdataException REQUEST_ID_REUSED where that one was asked for differently
   */
  public Conversation create(NewConversation wanted) {
    String hash = hash(Json.write(wanted));
    return store.inTransaction(
        transaction -> {
          ConversationDao dao = transaction.dao(ConversationDao.class);
          UUID id = UUID.randomUUID();
          if (dao.insert(id, OWNER, wanted, wanted.requestId() == null ? null : hash) == 1) {
            return dao.find(id).orElseThrow();
          }
          String requestId = java.util.Objects.requireNonNull(wanted.requestId());
          Conversation before = dao.findByRequest(OWNER, requestId).orElseThrow();
          if (!hash.equals(dao.requestHash(before.id()))) {
            throw requestIdReused(requestId);
          }
          return before;
        });
  }

  public Conversation get(UUID id) {
    return store
        .query(ConversationDao.class, dao -> dao.find(id))
        .filter(conversation -> conversation.deletedAt() == null)
        .orElseThrow(() -> notFound(id));
  }

  public Page<Conversation> list(ConversationQuery query) {
    List<@Nullable Object> arguments =
        Arrays.asList(query.deleted(), query.titleContains(), query.tag());
    List<String> position = PageToken.read(query.pageToken(), "conversations", arguments, 2);
    List<Conversation> found =
        store.query(
            ConversationDao.class,
            dao ->
                dao.list(
                    OWNER,
                    query.deleted(),
                    containing(query.titleContains()),
                    query.tag(),
                    position.isEmpty() ? null : Instant.parse(position.get(0)),
                    position.isEmpty() ? null : UUID.fromString(position.get(1)),
                    query.pageSize() + 1));
    if (found.size() <= query.pageSize()) {
      return new Page<>(found, "");
    }
    List<Conversation> page = found.subList(0, query.pageSize());
    Conversation last = page.getLast();
    return new Page<>(
        page,
        PageToken.of(
            "conversations",
            arguments,
            List.of(last.updatedAt().toString(), last.id().toString())));
  }

  /**
   * Changes what is not null. A head in the middle of a branch means that branch's newest end.
   *
   * @throws ChatdataException MESSAGE_NOT_FOUND where the head is not the conversation's
   */
  public Conversation update(UUID id, ConversationChange change) {
    return store.inTransaction(
        transaction -> {
          ConversationDao dao = transaction.dao(ConversationDao.class);
          UUID head = change.headMessageId();
          ConversationChange resolved =
              head == null ? change : withHead(change, end(transaction, id, head));
          if (dao.update(id, resolved) == 0) {
            throw notFound(id);
          }
          return dao.find(id).orElseThrow();
        });
  }

  private static UUID end(Transaction transaction, UUID conversationId, UUID head) {
    return transaction
        .dao(MessageDao.class)
        .endOfBranch(conversationId, head)
        .orElseThrow(() -> messageNotFound(head));
  }

  private static ConversationChange withHead(ConversationChange change, UUID head) {
    return new ConversationChange(
        change.title(),
        change.provider(),
        change.model(),
        change.connectionId(),
        change.instructions(),
        change.metadata(),
        head);
  }

  public void delete(UUID id) {
    if (store.use(ConversationDao.class, dao -> dao.delete(id)) == 0) {
      throw notFound(id);
    }
  }

  /** Takes back a deletion; one that isn't deleted stays as it is. */
  public Conversation undelete(UUID id) {
    store.use(ConversationDao.class, dao -> dao.undelete(id));
    return get(id);
  }

  /** Removes for good, with everything of them, some that were deleted before a time. */
  public int purgeDeleted(Instant before) {
    return purge(dao -> dao.purgeDeleted(before, PURGED_AT_ONCE));
  }

  /** The same with those in which nothing has changed since a time. */
  public int purgeUnchanged(Instant before) {
    return purge(dao -> dao.purgeUnchanged(before, PURGED_AT_ONCE));
  }

  /** None while another server does it. */
  private int purge(ToIntFunction<ConversationDao> some) {
    return store.inTransaction(
        transaction -> {
          ConversationDao dao = transaction.dao(ConversationDao.class);
          return dao.mayPurge() ? some.applyAsInt(dao) : 0;
        });
  }

  public Page<Message> messages(MessageQuery query) {
    Conversation conversation = get(query.conversationId());
    UUID head = conversation.headMessageId();
    // The branch may change between two pages; the token holds the one that was listed.
    List<@Nullable Object> arguments =
        Arrays.asList(
            query.conversationId(), query.allBranches(), query.descending(), query.full());
    List<String> position = PageToken.read(query.pageToken(), "messages", arguments, 2);
    if (!position.isEmpty()) {
      head = position.get(1).isEmpty() ? null : UUID.fromString(position.get(1));
    }
    if (head == null && !query.allBranches()) {
      return new Page<>(List.of(), "");
    }
    long from =
        !position.isEmpty()
            ? Long.parseLong(position.getFirst())
            : query.descending() ? Long.MAX_VALUE : 0;
    List<Message> found = read(query, head, from);
    if (found.size() <= query.pageSize()) {
      return new Page<>(found, "");
    }
    List<Message> page = found.subList(0, query.pageSize());
    return new Page<>(
        page,
        PageToken.of(
            "messages",
            arguments,
            List.of(
                Long.toString(page.getLast().sequence()), head == null ? "" : head.toString())));
  }

  private List<Message> read(MessageQuery query, @Nullable UUID head, long from) {
    UUID id = query.conversationId();
    int limit = query.pageSize() + 1;
    return store.query(
        MessageDao.class,
        dao -> {
          if (query.allBranches() || head == null) {
            return query.descending()
                ? dao.allDescending(id, from, limit, query.full())
                : dao.all(id, from, limit, query.full());
          }
          return query.descending()
              ? dao.pathDescending(id, head, from, limit, query.full())
              : dao.path(id, head, from, limit, query.full());
        });
  }

  public Optional<Message> message(UUID conversationId, UUID id) {
    return store.query(MessageDao.class, dao -> dao.find(conversationId, id, false));
  }

  /** SHA-256 in hexadecimal digits: tells whether a request that is repeated is the same. */
  public static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public static ChatdataException requestIdReused(String requestId) {
    return Problem.of(
            Reason.REQUEST_ID_REUSED,
            "request_id '%s' was already used with other content; use a new one"
                .formatted(requestId))
        .atField("request_id")
        .toException();
  }

  public static ChatdataException notFound(UUID id) {
    return Problem.of(Reason.CONVERSATION_NOT_FOUND, "No conversation has the id " + id)
        .with("conversation_id", id.toString())
        .toException();
  }

  public static ChatdataException messageNotFound(UUID id) {
    return Problem.of(Reason.MESSAGE_NOT_FOUND, "No message of this conversation has the id " + id)
        .with("message_id", id.toString())
        .toException();
  }

  private static @Nullable String containing(@Nullable String text) {
    return text == null ? null : "%" + text.replaceAll("([\\\\%_])", "\\\\$1") + "%";
  }
}
