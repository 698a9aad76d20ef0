package io.chatdata.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class WatchTest extends TestingClient {
  @Test
  void aRunningTurnIsShownToItsEnd() throws Exception {
    TestingTurn turn = new TestingTurn().token("There are ");
    server.answer(turn);
    CompletableFuture<Integer> exit = shell.start("watch", turn.id);
    shell.awaitOut("There are ");

    turn.token("50,000 orders.").completed();

    assertEquals(0, exit.get());
    assertEquals("There are 50,000 orders.\n", shell.out());
  }

  @Test
  void aToolResultWithoutItsCallIsShownAllTheSame() {
    TestingTurn turn =
        new TestingTurn()
            .toolCall("a", "run_query", Map.of("sql", "select 1"))
            .rows("a", 3, 2)
            .token("Three.")
            .completed();
    server.answer(turn);

    assertEquals(0, shell.run("watch", turn.id, "--after", "2"));

    assertEquals("  → 3 rows, 2 ms\n", shell.err());
    assertEquals("Three.\n", shell.out());
  }

  @Test
  void anUnknownTurnEndsWith4() {
    assertEquals(4, shell.run("watch", "6f1c"));

    assertTrue(shell.err().contains("No turn has the id 6f1c"), shell.err());
  }
}
