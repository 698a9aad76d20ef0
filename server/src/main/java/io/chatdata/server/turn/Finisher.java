package io.chatdata.server.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.chatdata.server.base.Defect;
import io.chatdata.server.base.Json;
import io.chatdata.server.base.Reason;
import io.chatdata.server.conversation.ConversationDao;
import io.chatdata.server.conversation.Message;
import io.chatdata.server.conversation.MessageDao;
import io.chatdata.server.conversation.MessageDao.NewMessage;
import io.chatdata.server.conversation.MessagePart;
import io.chatdata.server.conversation.Role;
import io.chatdata.server.explorer.ToolOutcome;
import io.chatdata.server.store.Lease;
import io.chatdata.server.store.Notifications;
import io.chatdata.server.store.Transaction;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends turns: in one transaction the messages, the usage, the status and the last events. The same
 * for a turn that came to its end here and for one whose server died.
 */
final class Finisher {
  private static final Logger log = LoggerFactory.getLogger(Finisher.class);

  private final Lease lease;
  private final EventCodec codec;
  private final Tails tails;
  private final Notifications notifications;
  private final Clock clock;

  Finisher(Lease lease, EventCodec codec, Tails tails, Notifications notifications, Clock clock) {
    this.lease = lease;
    this.codec = codec;
    this.tails = tails;
    this.notifications = notifications;
    this.clock = clock;
  }

  /** Ends a turn of this server, all of whose events are committed, unless it was ended before. */
  void finish(RunningTurn running, Finish finish) {
    Turn turn = running.turn();
    Ended ended =
        lease.writeAs(
            turn.ownerServer(),
            transaction ->
                running.isBroken()
                    ? endFromLog(transaction, turn, finish)
                    // Its own, for the transaction may be tried again.
                    : end(
                        transaction,
                        turn,
                        finish,
                        running.transcript().copy(),
                        running.nextSequence()));
    // Nobody else ends it while this server lives: where it was ended before, it was by a commit
    // whose reply was lost.
    TurnLine.log(turn, finish, ended.transcript(), clock);
    publish(turn, ended);
  }

  /** Ends a turn that nobody runs any more, with all that it had committed. */
  void finishOrphan(Turn turn) {
    Finish finish = Finish.interrupted();
    Ended ended = lease.write(transaction -> endFromLog(transaction, turn, finish));
    if (ended.last() != null) {
      TurnLine.log(turn, finish, ended.transcript(), clock);
    }
    publish(turn, ended);
  }

  /**
   * What came of ending a turn.
   *
   * @param last its last events; null where someone had ended it before, or its conversation is
   *     gone
   */
  private record Ended(Transcript transcript, @Nullable Chunk last) {}

  private Ended endFromLog(Transaction transaction, Turn turn, Finish finish) {
    TurnLogDao dao = transaction.dao(TurnLogDao.class);
    Transcript transcript = new Transcript();
    long sequence = 0;
    for (List<Chunk> chunks = dao.read(turn.id(), 0, Tails.CHUNKS_A_READ);
        !chunks.isEmpty();
        chunks = dao.read(turn.id(), sequence, Tails.CHUNKS_A_READ)) {
      chunks.forEach(chunk -> codec.replay(chunk.events(), transcript));
      sequence = chunks.getLast().lastSequence();
    }
    return end(transaction, turn, finish, transcript, sequence + 1);
  }

  private void publish(Turn turn, Ended ended) {
    if (ended.last() == null) {
      tails.wake(turn.id());
      return;
    }
    tails.publish(turn.id(), ended.last());
    notifications.announce(turn.id());
    compact(turn);
  }

  private void compact(Turn turn) {
    try {
      lease.write(transaction -> transaction.dao(TurnLogDao.class).compact(turn.id()));
    } catch (RuntimeException e) {
      log.debug("Turn {} was not compacted", turn.id(), Defect.of(e));
    }
  }

  private Ended end(
      Transaction transaction, Turn turn, Finish finish, Transcript transcript, long next) {
    ConversationDao conversations = transaction.dao(ConversationDao.class);
    TurnDao turns = transaction.dao(TurnDao.class);
    if (conversations.lock(turn.conversationId()).isEmpty()) {
      return new Ended(transcript, null);
    }
    List<TurnEvent> events = new ArrayList<>();
    for (String open : transcript.openCalls()) {
      events.add(unanswered(open, finish));
      transcript.accept(events.getLast());
    }
    long last = next + events.size() + 1;
    int ended =
        turns.finish(
            turn.id(),
            turn.ownerServer(),
            finish.status().name(),
            last,
            finish.reason().name(),
            TurnMapper.toJson(finish.error()),
            transcript.usage());
    if (ended == 0) {
      return new Ended(transcript, null);
    }
    Message message = insertMessages(transaction, turn, finish, transcript);
    conversations.addTurn(turn.conversationId(), message.id(), transcript.usage());
    events.add(new TurnEvent.UsageSoFar(transcript.usage()));
    events.add(
        new TurnEvent.TurnFinished(
            finish.status(), finish.reason(), message, transcript.usage(), finish.error()));
    var bytes = new ByteArrayOutputStream();
    long sequence = next;
    for (TurnEvent event : events) {
      bytes.writeBytes(codec.encode(turn.id(), sequence++, clock.instant(), event));
    }
    Chunk chunk = new Chunk(next, last, bytes.toByteArray());
    transaction.dao(TurnLogDao.class).insert(turn.id(), next, last, chunk.events());
    return new Ended(transcript, chunk);
  }

  private static TurnEvent unanswered(String toolCallId, Finish finish) {
    Reason reason =
        finish.status() == TurnStatus.CANCELLED ? Reason.TURN_CANCELLED : Reason.TURN_INTERRUPTED;
    String message = finish.openCallMessage();
    return new TurnEvent.ToolResult(
        toolCallId,
        Duration.ZERO,
        new ToolOutcome.Failure(reason, message, "", 0, null),
        Json.object().put("error", message));
  }

  private static Message insertMessages(
      Transaction transaction, Turn turn, Finish finish, Transcript transcript) {
    MessageDao messages = transaction.dao(MessageDao.class);
    ModelCallDao modelCalls = transaction.dao(ModelCallDao.class);
    Map<String, Transcript.Call> calls = transcript.calls();
    long sequence =
        transaction
            .dao(ConversationDao.class)
            .takeSequences(turn.conversationId(), calls.size() + 1);
    for (Map.Entry<String, Transcript.Call> call : calls.entrySet()) {
      messages.insert(toolMessage(turn, call.getKey(), call.getValue(), sequence++));
    }
    messages.insert(
        new NewMessage(
            turn.assistantMessageId(),
            turn.conversationId(),
            Role.ASSISTANT.stored(),
            transcript.content(),
            sequence,
            turn.provider(),
            turn.model(),
            null,
            null,
            null,
            modelCalls.rawRequests(turn.id()),
            modelCalls.rawResponses(turn.id()),
            turn.id(),
            turn.userMessageId(),
            null,
            MessagePart.toJson(transcript.parts()),
            array(finish.followUps()),
            array(finish.choices())));
    return messages.find(turn.conversationId(), turn.assistantMessageId(), false).orElseThrow();
  }

  private static NewMessage toolMessage(
      Turn turn, String toolCallId, Transcript.Call call, long sequence) {
    return new NewMessage(
        UUID.randomUUID(),
        turn.conversationId(),
        Role.TOOL.stored(),
        "",
        sequence,
        turn.provider(),
        turn.model(),
        call.tool(),
        call.arguments(),
        call.output(),
        null,
        null,
        turn.id(),
        turn.userMessageId(),
        toolCallId,
        null,
        array(List.of()),
        array(List.of()));
  }

  private static JsonNode array(List<String> texts) {
    ArrayNode array = Json.MAPPER.createArrayNode();
    texts.forEach(array::add);
    return array;
  }
}
