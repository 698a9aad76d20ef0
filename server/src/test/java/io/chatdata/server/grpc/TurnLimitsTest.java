package io.chatdata.server.grpc;

import static io.chatdata.server.turn.TestingProvider.calls;
import static io.chatdata.server.turn.TestingProvider.hangsAfter;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.rpc.RetryInfo;
import io.chatdata.server.llm.ModelEvent;
import io.chatdata.server.turn.TurnLimits;
import io.chatdata.v1.CancelTurnRequest;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.FinishReason;
import io.chatdata.v1.TurnFinished;
import io.chatdata.v1.TurnStatus;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a turn, and a server, may use at most. */
class TurnLimitsTest {
  @Test
  void aTurnEndsAtItsLimitOfTokensAndSaysSo() {
    try (TestingServer server = TestingServer.start(limits(Duration.ofMinutes(1), 15, 10))) {
      server.provider.script(calls("1", "list_connections", "{}"));

      List<ChatEvent> events = server.ask(server.conversation().getId(), "Q");

      TurnFinished end = events.getLast().getTurnFinished();
      assertEquals(TurnStatus.TURN_STATUS_COMPLETED, end.getStatus());
      assertEquals(FinishReason.FINISH_REASON_MAX_TOKENS, end.getFinishReason());
      assertEquals(
          "\n\n*Stopped: this turn used 15 tokens; it may use 15.*", TestingServer.text(events));
    }
  }

  @Test
  void aTurnEndsAtItsLimitOfCostAndSaysSo() {
    try (TestingServer server = TestingServer.start(new TestingLimits().costUsd("0.05").build())) {
      server.provider.costs("0.03");
      server.provider.script(
          (events, _) -> {
            events.accept(new ModelEvent.Text("So far."));
            events.accept(new ModelEvent.ToolCall("1", "list_connections", "{}", ""));
            return io.chatdata.server.llm.FinishReason.TOOL_CALLS;
          },
          calls("2", "list_connections", "{}"));

      List<ChatEvent> events = server.ask(server.conversation().getId(), "Q");

      TurnFinished end = events.getLast().getTurnFinished();
      assertEquals(TurnStatus.TURN_STATUS_COMPLETED, end.getStatus());
      assertEquals(FinishReason.FINISH_REASON_MAX_COST, end.getFinishReason());
      assertEquals(
          "So far.\n\n*Stopped: this turn cost $0.06; it may cost $0.05.*",
          end.getMessage().getContent());
      assertEquals(end.getMessage().getContent(), TestingServer.text(events));
    }
  }

  @Test
  void aTurnEndsAtItsLimitOfTimeWithTheAnswerSoFar() {
    try (TestingServer server = TestingServer.start(limits(Duration.ofSeconds(1), 0, 10))) {
      server.provider.script(hangsAfter("So far."));

      List<ChatEvent> events = server.ask(server.conversation().getId(), "Q");

      TurnFinished end = events.getLast().getTurnFinished();
      assertEquals(FinishReason.FINISH_REASON_MAX_TIME, end.getFinishReason());
      // On a busy machine the time may be up before the model has said anything.
      String said = end.getMessage().getContent().replaceFirst("^So far\\.", "");
      assertEquals("\n\n*Stopped: this turn took 1 s, the most it may.*", said);
      assertEquals(end.getMessage().getContent(), TestingServer.text(events));
    }
  }

  @Test
  void aServerThatRunsAsManyTurnsAsItMayRefusesMoreAndSaysWhenToTryAgain() {
    try (TestingServer server = TestingServer.start(limits(Duration.ofMinutes(1), 0, 1))) {
      server.provider.script(hangsAfter("So far."));
      Iterator<ChatEvent> first = server.send(server.conversation().getId(), "Q");
      String turn = first.next().getTurnId();
      String other = server.conversation().getId();

      StatusRuntimeException refused =
          assertThrows(StatusRuntimeException.class, () -> server.ask(other, "Q"));

      assertEquals(Status.Code.RESOURCE_EXHAUSTED, refused.getStatus().getCode());
      assertEquals(
          1,
          Objects.requireNonNull(StatusProto.fromThrowable(refused)).getDetailsList().stream()
              .filter(detail -> detail.is(RetryInfo.class))
              .count());
      assertEquals(List.of(), server.messages(other));
      var _ = server.chat.cancelTurn(CancelTurnRequest.newBuilder().setTurnId(turn).build());
    }
  }

  private static TurnLimits limits(Duration time, long tokens, int running) {
    return new TestingLimits().time(time).tokens(tokens).running(running).build();
  }
}
