package io.chatdata.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.Code;
import io.chatdata.v1.FinishReason;
import io.chatdata.v1.TurnStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The command as a process of its own, its outputs being pipes. */
@Timeout(120)
final class ProcessTest {
  private final TestingChatServer server = new TestingChatServer();

  @AfterEach
  void stopTheServer() {
    server.close();
  }

  @Test
  void onlyTheAnswerReachesThePipeAndNothingIsLogged() throws Exception {
    server.answer(
        new TestingTurn()
            .toolCall("a", "run_query", Map.of("sql", "select 1"))
            .rows("a", 1, 4)
            .token("Grüße: 50,000 orders.")
            .completed());
    Process process = start("ask", "-", "--server", server.address());
    process.getOutputStream().write("Wie viele Käufe?".getBytes(UTF_8));
    process.getOutputStream().close();

    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);

    assertEquals(0, process.waitFor());
    assertEquals("Grüße: 50,000 orders.\n", out);
    assertEquals("  run_query select 1 → 1 row, 4 ms\n", err);
    assertEquals("Wie viele Käufe?", server.sent.getFirst().getContent());
  }

  @Test
  void theSignalOfCtrlCCancelsTheTurn() throws Exception {
    TestingTurn turn = new TestingTurn().token("There are\n");
    turn.onCancel(
        () ->
            turn.finished(
                TurnStatus.TURN_STATUS_CANCELLED,
                FinishReason.FINISH_REASON_CANCELLED,
                Optional.of(
                    TestingErrors.status(
                        Code.CANCELLED, "TURN_CANCELLED", "The turn was cancelled", Map.of()))));
    server.answer(turn);
    Process process = start("ask", "x", "--server", server.address());
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      assertEquals("There are", out.readLine());

      new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();

      assertEquals(130, process.waitFor());
    }
    assertEquals(List.of(turn.id), server.cancelled);
  }

  @Test
  void aServerThatIsNotThereIsOneLine() throws Exception {
    server.stop();
    Process process = start("ask", "x", "--server", server.address());

    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);

    assertEquals(3, process.waitFor());
    assertTrue(err.matches("error: no chatdata server answers at [^\n]*\\.\n"), err);
  }

  private static Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).start();
  }
}
