package io.chatdata.gateway;

import com.google.protobuf.Timestamp;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.Message;
import io.chatdata.v1.Token;
import io.chatdata.v1.TurnFinished;
import io.chatdata.v1.TurnStarted;
import io.chatdata.v1.TurnStatus;

/** Events of a turn. */
final class TestingEvents {
  static final String TURN = "0192f0c1-1111-7abc-8def-0123456789ab";
  static final String CONVERSATION = "0192f0c1-2222-7abc-8def-0123456789ab";

  private TestingEvents() {}

  static ChatEvent started() {
    return event(1)
        .setTurnStarted(TurnStarted.newBuilder().setConversationId(CONVERSATION))
        .build();
  }

  static ChatEvent token(long sequence, String text) {
    return event(sequence).setToken(Token.newBuilder().setText(text)).build();
  }

  static ChatEvent finished(long sequence, TurnStatus status) {
    return event(sequence)
        .setTurnFinished(
            TurnFinished.newBuilder()
                .setStatus(status)
                .setMessage(Message.newBuilder().setId("m1").setContent("the answer")))
        .build();
  }

  static ChatEvent.Builder event(long sequence) {
    return ChatEvent.newBuilder()
        .setTurnId(TURN)
        .setSequence(sequence)
        .setTime(Timestamp.newBuilder().setSeconds(1_700_000_000));
  }
}
