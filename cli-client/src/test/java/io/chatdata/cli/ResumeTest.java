package io.chatdata.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.Code;
import io.chatdata.client.Servers;
import io.chatdata.v1.ChatEvent;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class ResumeTest extends TestingClient {
  @Test
  void aDroppedStreamIsReadOnFromItsLastEvent() {
    TestingTurn turn =
        new TestingTurn()
            .token("There are ")
            .drop(Status.UNAVAILABLE.asRuntimeException())
            .token("50,000 ")
            .drop(TestingErrors.storeUnavailable(300))
            .token("orders.")
            .completed();
    server.answer(turn);

    assertEquals(0, shell.run("ask", "How many orders?"));

    assertEquals("There are 50,000 orders.\n", shell.out());
    assertEquals(
        List.of(2L, 3L),
        server.watched.stream().map(request -> request.getAfterSequence()).toList());
    assertEquals(turn.id, server.watched.getFirst().getTurnId());
    assertEquals(1, server.sent.size());
    assertEquals(
        ("The connection to " + server.address() + " was lost; trying to get it back.\n").repeat(2),
        shell.err());
  }

  @Test
  void aServerThatStartsAgainIsFoundAgain() throws Exception {
    TestingTurn turn = new TestingTurn().token("There are ");
    server.answer(turn);
    CompletableFuture<Integer> exit = shell.start("ask", "How many orders?");
    shell.awaitOut("There are ");

    server.stop();
    shell.awaitErr("was lost");
    server.startAgain();
    turn.token("50,000 orders.").completed();

    assertEquals(0, exit.get());
    assertEquals("There are 50,000 orders.\n", shell.out());
  }

  @Test
  void aStartThatWasLostIsRepeatedWithTheSameRequestId() {
    server.fail(Status.UNAVAILABLE.asRuntimeException());
    server.fail(Status.UNAVAILABLE.asRuntimeException());
    server.answer(
        new TestingTurn().drop(Status.UNAVAILABLE.asRuntimeException()).token("Done.").completed());

    assertEquals(0, shell.run("ask", "--conversation", "abc", "x"));

    assertEquals("Done.\n", shell.out());
    assertEquals(3, server.sent.size());
    assertEquals(1, server.sent.stream().map(request -> request.getRequestId()).distinct().count());
    assertEquals(1, server.watched.size());
  }

  @Test
  void aLostCreationIsRepeatedWithTheSameRequestId() {
    server.fail(Status.UNAVAILABLE.asRuntimeException());

    assertEquals(0, shell.run("ask", "x"));

    assertEquals(2, server.created.size());
    assertEquals(server.created.getFirst(), server.created.getLast());
  }

  @Test
  void otherFailuresAreNotRepeated() {
    server.answer(
        new TestingTurn()
            .token("There are")
            .drop(TestingErrors.refusal(Code.NOT_FOUND, "TURN_NOT_FOUND", "No turn has the id 1")));

    assertEquals(4, shell.run("ask", "x"));

    assertTrue(server.watched.isEmpty());
    assertTrue(shell.err().startsWith("error: No turn has the id 1\n"), shell.err());
  }

  @Test
  void triesEndAfterTheLastWait() {
    List<Duration> waits = List.of(Duration.ofMillis(1), Duration.ofMillis(1));
    List<String> notes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      server.fail(Status.UNAVAILABLE.withDescription("going away").asRuntimeException());
    }
    try (ServerLink link =
        new ServerLink(new ServerAccess(new Servers(server.address()), "", false, null))) {
      Retries retries = new Retries(link, waits, notes::add);
      TurnReader reader = new TurnReader(link, retries, "t", 0);

      StatusRuntimeException failure =
          assertThrows(
              StatusRuntimeException.class,
              () -> reader.read(() -> List.<ChatEvent>of().iterator(), event -> {}));

      assertEquals("going away", failure.getStatus().getDescription());
      assertEquals(1, notes.size());
      assertEquals(3, server.watched.size());
    }
  }
}
