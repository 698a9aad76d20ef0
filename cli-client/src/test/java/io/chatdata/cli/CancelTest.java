package io.chatdata.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.Code;
import io.chatdata.client.Servers;
import io.chatdata.v1.ChatEvent;
import io.chatdata.v1.FinishReason;
import io.chatdata.v1.SendMessageRequest;
import io.chatdata.v1.TurnStatus;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class CancelTest extends TestingClient {
  /** Where the end takes over a second. */
  private static final String STOPPING = "Stopping the turn; Ctrl-C again leaves at once.\n";

  @Test
  void ctrlCCancelsTheTurnAndShowsItsEnd() throws Exception {
    TestingTurn turn = new TestingTurn().token("There are");
    turn.onCancel(() -> cancelled(turn));
    CompletableFuture<Integer> exit = begun(turn);

    shell.pressCtrlC();

    assertEquals(130, exit.get());
    assertEquals(List.of(turn.id), server.cancelled);
    assertEquals("There are\n", shell.out());
    String err = shell.err().replaceFirst("^" + STOPPING, "");
    assertTrue(err.startsWith("error: The turn was cancelled\n"), err);
    assertTrue(shell.left().isEmpty());
  }

  @Test
  void ctrlCBeforeTheFirstEventCancelsTheTurnAsSoonAsItIsKnown() throws Exception {
    TestingTurn turn = new TestingTurn();
    turn.onCancel(() -> cancelled(turn));
    server.answer(turn);
    server.fail(Status.UNAVAILABLE.asRuntimeException());
    CompletableFuture<Integer> exit = shell.start("ask", "--conversation", "abc", "x");
    shell.awaitErr("was lost");

    shell.pressCtrlC();

    assertEquals(130, exit.get());
    assertEquals(List.of(turn.id), server.cancelled);
  }

  @Test
  void aTurnThatDoesNotEndAtOnceIsSaidToBeStopping() throws Exception {
    TestingTurn turn = new TestingTurn().token("There are");
    CompletableFuture<Integer> exit = begun(turn);

    shell.pressCtrlC();

    shell.awaitErr(STOPPING);
    cancelled(turn);
    assertEquals(130, exit.get());
  }

  @Test
  void aSecondCtrlCLeavesAtOnce() throws Exception {
    TestingTurn turn = new TestingTurn().token("There are");
    CompletableFuture<Integer> exit = begun(turn);

    shell.pressCtrlC();
    shell.pressCtrlC();

    assertEquals(List.of(130), shell.left());
    cancelled(turn);
    assertEquals(130, exit.get());
  }

  @Test
  void aTurnCancelledByAnotherClientEndsWith5() {
    TestingTurn turn = new TestingTurn().token("There are");
    cancelled(turn);
    server.answer(turn);

    assertEquals(5, shell.run("ask", "x"));
  }

  @Test
  void aTurnThatDoesNotEndIsLeftWhenTheGraceIsOver() {
    TestingTurn turn = new TestingTurn().token("There are");
    server.answer(turn);
    List<Runnable> interrupt = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    Screen nowhere = new Screen(OutputStream.nullOutputStream(), () -> false, false);
    Shell plain =
        new Shell(
            InputStream.nullInputStream(),
            nowhere,
            nowhere,
            Map.of(),
            interrupt::add,
            code -> {},
            () -> {
              throw new AssertionError("no terminal is wanted");
            });
    try (ServerLink link =
        new ServerLink(new ServerAccess(new Servers(server.address()), "", false, null))) {
      Cancellation cancellation = new Cancellation(plain, link, Duration.ofMillis(20));
      TurnReader reader = new TurnReader(link, new Retries(link, Retries.WAITS, notes::add), "", 0);

      assertThrows(
          StatusRuntimeException.class,
          () ->
              reader.read(
                  () ->
                      link.streams()
                          .sendMessage(SendMessageRequest.newBuilder().setRequestId("1").build()),
                  event -> {
                    cancellation.turnStarted(event.getTurnId());
                    if (event.getEventCase() == ChatEvent.EventCase.TOKEN) {
                      interrupt.getFirst().run();
                    }
                  }));

      assertTrue(cancellation.requested());
      assertTrue(notes.isEmpty(), notes.toString());
      assertEquals(turn.id, reader.turnId());
    }
  }

  /** A question whose answer has begun. */
  private CompletableFuture<Integer> begun(TestingTurn turn) throws InterruptedException {
    server.answer(turn);
    CompletableFuture<Integer> exit = shell.start("ask", "x");
    shell.awaitOut("There are");
    return exit;
  }

  private static void cancelled(TestingTurn turn) {
    turn.finished(
        TurnStatus.TURN_STATUS_CANCELLED,
        FinishReason.FINISH_REASON_CANCELLED,
        Optional.of(
            TestingErrors.status(
                Code.CANCELLED, "TURN_CANCELLED", "The turn was cancelled", Map.of())));
  }
}
