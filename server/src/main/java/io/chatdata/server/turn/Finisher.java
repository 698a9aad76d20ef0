package io.chatdata.server.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
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

/**
 * Ends turns: in one transaction the messages, the usage, the status and the last events. The same
 * for a turn that came to its end here and for one whose server died.
 */
final class Finisher {
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

  /** Someone had ended the turn, or its conversation is gone: nothing is written. */
  private static final class EndedBefore extends RuntimeException {
    private static final long serialVersionUID = 1;

    EndedBefore() {
      super(null, null, false, false);
    }
  }

  /** Ends a turn of this server, all of whose events are committed, unless it was ended before. */
  void finish(RunningTurn running, Finish finish) {
    Turn turn = running.turn();
    try {
      Ended ended =
          lease.writeAs(
              turn.ownerServer(),
              transaction ->
                  running.isBroken()
                      ? endFromLog(transaction, turn, finish, running.call())
                      // Its own, for the transaction may be tried again.
                      : end(
                          transaction,
                          turn,
                          finish,
                          running.call(),
                          running.transcript().copy(),
                          running.nextSequence()));
      publish(turn, finish, ended);
    } catch (EndedBefore e) {
      // Nobody else ends it while this server lives: it was ended by a commit whose reply was lost.
      TurnLine.log(turn, finish, running.transcript(), clock);
      tails.wake(turn.id());
    }
  }

  /** Ends a turn that nobody runs any more, with all that it had committed. */
  void finishOrphan(Turn turn) {
    Finish finish = Finish.interrupted();
    try {
      publish(
          turn, finish, lease.write(transaction -> endFromLog(transaction, turn, finish, null)));
    } catch (EndedBefore e) {
      tails.wake(turn.id());
    }
  }

  /**
   * What came of ending a turn.
   *
   * @param last its last events
   */
  private record Ended(Transcript transcript, Chunk last) {}

  private Ended endFromLog(
      Transaction transaction, Turn turn, Finish finish, @Nullable ModelCall call) {
    TurnLogDao dao = transaction.dao(TurnLogDao.class);
    Transcript transcript = new Transcript();
    long sequence = 0;
    for (List<Chunk> chunks = dao.read(turn.id(), 0, Tails.CHUNKS_A_READ);
        !chunks.isEmpty();
        chunks = dao.read(turn.id(), sequence, Tails.CHUNKS_A_READ)) {
      chunks.forEach(chunk -> codec.replay(chunk.events(), transcript));
      sequence = chunks.getLast().lastSequence();
    }
    return end(transaction, turn, finish, call, transcript, sequence + 1);
  }

  private void publish(Turn turn, Finish finish, Ended ended) {
    TurnLine.log(turn, finish, ended.transcript(), clock);
    tails.publish(turn.id(), ended.last());
    notifications.announce(turn.id());
  }

  /**
   * Ends a turn.
   *
   * @param call what its last call of the model used, where that is not written yet
   */
  private Ended end(
      Transaction transaction,
      Turn turn,
      Finish finish,
      @Nullable ModelCall call,
      Transcript transcript,
      long next) {
    List<TurnEvent> events = new ArrayList<>();
    for (String open : transcript.openCalls()) {
      events.add(unanswered(open, finish));
      transcript.accept(events.getLast());
    }
    long last = next + events.size() + 1;
    // It comes first, for it locks the conversation.
    long sequence =
        transaction
            .dao(ConversationDao.class)
            .endTurn(
                turn.conversationId(),
                transcript.calls().size() + 1,
                turn.assistantMessageId(),
                transcript.usage())
            .orElseThrow(EndedBefore::new);
    // The row may be there, with all that it has, though nobody was told so.
    ModelCall unwritten =
        call != null && transaction.dao(ModelCallDao.class).insert(turn, call.withoutRaw()) > 0
            ? call
            : null;
    int ended =
        transaction
            .dao(TurnDao.class)
            .finish(
                turn.id(),
                turn.ownerServer(),
                finish.status().name(),
                last,
                finish.reason().name(),
                TurnMapper.toJson(finish.error()),
                transcript.usage());
    if (ended == 0) {
      throw new EndedBefore();
    }
    Message message = insertMessages(transaction, turn, finish, unwritten, transcript, sequence);
    events.add(new TurnEvent.UsageSoFar(transcript.usage()));
    events.add(
        new TurnEvent.TurnFinished(
            finish.status(), finish.reason(), message, transcript.usage(), finish.error()));
    var bytes = new ByteArrayOutputStream();
    long number = next;
    for (TurnEvent event : events) {
      bytes.writeBytes(codec.encode(turn.id(), number++, clock.instant(), event));
    }
    Chunk chunk = new Chunk(next, last, bytes.toByteArray());
    transaction.dao(TurnLogDao.class).insertLast(turn.id(), next, last, chunk.events());
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
      Transaction transaction,
      Turn turn,
      Finish finish,
      @Nullable ModelCall last,
      Transcript transcript,
      long first) {
    MessageDao messages = transaction.dao(MessageDao.class);
    long sequence = first;
    for (Map.Entry<String, Transcript.Call> call : transcript.calls().entrySet()) {
      messages.insert(toolMessage(turn, call.getKey(), call.getValue(), sequence++));
    }
    Message answer =
        messages.insertAnswer(
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
                turn.id(),
                turn.userMessageId(),
                null,
                MessagePart.toJson(transcript.parts()),
                array(finish.followUps()),
                array(finish.choices())),
            last == null ? null : alone(last.rawRequest()),
            last == null ? null : alone(last.rawResponse()));
    if (last == null || last.number() > 1) {
      transaction.dao(ModelCallDao.class).forgetRaw(turn.id());
    }
    return answer;
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
        turn.id(),
        turn.userMessageId(),
        toolCallId,
        null,
        array(List.of()),
        array(List.of()));
  }

  private static @Nullable JsonNode alone(@Nullable JsonNode raw) {
    return raw == null ? null : Json.MAPPER.createArrayNode().add(raw);
  }

  private static JsonNode array(List<String> texts) {
    ArrayNode array = Json.MAPPER.createArrayNode();
    texts.forEach(array::add);
    return array;
  }
}
