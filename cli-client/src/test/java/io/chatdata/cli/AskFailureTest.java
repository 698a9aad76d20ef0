package io.chatdata.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.Code;
import io.chatdata.v1.FinishReason;
import io.chatdata.v1.TurnStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AskFailureTest extends TestingClient {
  @Test
  void aFailedTurnSaysWhyAndEndsWith1() {
    server.answer(
        new TestingTurn()
            .finished(
                TurnStatus.TURN_STATUS_FAILED,
                FinishReason.FINISH_REASON_ERROR,
                Optional.of(
                    TestingErrors.status(
                        Code.FAILED_PRECONDITION,
                        "PROVIDER_NOT_CONFIGURED",
                        "openai needs OPENAI_API_KEY; set it, or use the provider 'builtin'",
                        Map.of("provider", "openai")))));

    assertEquals(1, shell.run("ask", "x"));

    assertEquals("", shell.out());
    assertEquals(
        """
        error: openai needs OPENAI_API_KEY; set it, or use the provider 'builtin'
          reason: PROVIDER_NOT_CONFIGURED
          provider: openai
        """,
        shell.err());
  }

  @Test
  void aTurnCutShortEndsWith5AndKeepsWhatWasAnswered() {
    server.answer(
        new TestingTurn()
            .token("There are")
            .finished(
                TurnStatus.TURN_STATUS_INTERRUPTED,
                FinishReason.FINISH_REASON_INTERRUPTED,
                Optional.of(
                    TestingErrors.status(
                        Code.ABORTED,
                        "TURN_INTERRUPTED",
                        "The server stopped while this turn ran; regenerate it",
                        Map.of()))));

    assertEquals(5, shell.run("ask", "x"));

    assertEquals("There are\n", shell.out());
    assertTrue(shell.err().startsWith("error: The server stopped while"), shell.err());
  }

  @Test
  void anAnswerThatALimitEndedSaysSo() {
    server.answer(
        new TestingTurn()
            .token("There are")
            .finished(
                TurnStatus.TURN_STATUS_COMPLETED,
                FinishReason.FINISH_REASON_MAX_ROUNDS,
                Optional.empty()));

    assertEquals(0, shell.run("ask", "x"));

    assertEquals(
        "The answer ends early: the turn used as many rounds of tool calls as it may.\n",
        shell.err());
  }

  @Test
  void aRefusedCallPrintsTheServersWordsAndEndsWith4() {
    server.fail(
        TestingErrors.refusal(
            Code.INVALID_ARGUMENT,
            "UNKNOWN_PROVIDER",
            "Unknown provider 'foo'; valid ones: openai, builtin"));
    TestingShell second = new TestingShell().set("CHATDATA_SERVER", server.address());

    assertEquals(4, shell.run("ask", "--provider", "foo", "x"));
    server.fail(TestingErrors.invalidField("model", "model has 300 characters; the most is 200"));
    assertEquals(4, second.run("ask", "--model", "m".repeat(300), "x"));

    assertEquals(
        """
        error: Unknown provider 'foo'; valid ones: openai, builtin
          reason: UNKNOWN_PROVIDER
        """,
        shell.err());
    assertTrue(
        second.err().endsWith("  model: model has 300 characters; the most is 200\n"),
        second.err());
  }

  @Test
  void aServerThatIsNotThereEndsWith3AndSaysHowToStartIt() {
    server.stop();

    assertEquals(3, shell.run("ask", "x"));

    assertTrue(
        shell.err().startsWith("error: no chatdata server answers at " + server.address()),
        shell.err());
    assertTrue(shell.err().contains("./chatdata up"), shell.err());
  }

  @Test
  void aPortThatSpeaksHttpEndsWith3AndSaysWhichIsMeant() throws Exception {
    String address;
    try (var page = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      address = "127.0.0.1:" + page.getLocalPort();
      Thread.ofVirtual().start(() -> answerByHttp(page));

      assertEquals(3, shell.run("ask", "--server", address, "x"));
    }
    assertTrue(shell.err().contains(address + " speaks no gRPC"), shell.err());
    assertTrue(shell.err().contains("9090"), shell.err());
  }

  private static void answerByHttp(ServerSocket page) {
    try (Socket client = page.accept()) {
      client
          .getOutputStream()
          .write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8));
      client.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aReaderThatWentAwayEndsTheCommandQuietly() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };

    assertEquals(141, shell.run(closed, "ask", "--quiet", "x"));
    assertEquals("", shell.err());
    assertTrue(server.cancelled.isEmpty());
  }

  @Test
  void aFullDiskIsAnError() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };

    assertEquals(1, shell.run(full, "ask", "--quiet", "x"));
    assertEquals("error: the output can't be written: No space left on device\n", shell.err());
  }
}
