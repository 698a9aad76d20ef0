package io.chatdata.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.e2e.TestingCommand.Ended;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** ./chatdata as a person uses it. */
class LauncherIT {
  private static final Pattern READY = Pattern.compile("Ready: (http://127\\.0\\.0\\.1:\\d+)/chat");
  private static final TestingLauncher chatdata = new TestingLauncher();

  @AfterAll
  static void close() {
    chatdata.close();
  }

  @Test
  void oneInTheBackgroundIsFoundAskedAndStopped() throws IOException {
    String up = chatdata.run("up", "--detach").succeeded().out();
    String page = page(up);
    List<ProcessHandle> processes =
        List.of(chatdata.process("server"), chatdata.process("gateway"), chatdata.postmaster());
    assertEquals(3, up.lines().filter(line -> line.matches("    \\S.*[?.]")).count(), up);
    List<String> said = up.lines().filter(line -> !line.isBlank()).toList();
    assertEquals(said.stream().distinct().toList(), said);

    String status = chatdata.run("status").succeeded().out();
    assertTrue(status.contains("gateway: " + page), status);
    assertTrue(status.contains(chatdata.home().toString()), status);
    aSecondUpTouchesNothing(page, processes);
    answers();
    speaksMcp();
    String logs = chatdata.run("logs").succeeded().out();
    assertTrue(logs.contains("The server takes calls at"), logs);
    assertTrue(logs.contains("Listening on"), logs);
    isHealthy();

    chatdata.run("down").succeeded();
    allEnded(processes);
    assertNotEquals(0, chatdata.run("status").exit());
    assertTrue(chatdata.run("down").succeeded().out().contains("does not run"));
  }

  private static void aSecondUpTouchesNothing(String page, List<ProcessHandle> processes)
      throws IOException {
    String log = Files.readString(chatdata.home().resolve("run", "server.log"));

    String second = chatdata.run("up").succeeded().out();

    assertTrue(second.contains("runs already"), second);
    assertTrue(second.contains(page), second);
    assertTrue(second.contains("./chatdata down"), second);
    assertTrue(processes.stream().allMatch(ProcessHandle::isAlive));
    assertEquals(log, Files.readString(chatdata.home().resolve("run", "server.log")));
  }

  private static void answers() {
    Ended answer = chatdata.run("ask", "What tables are in my database?").succeeded();
    assertTrue(answer.out().contains("order_items"), answer.said());
    assertEquals(2, chatdata.run("aks", "What?").exit());
  }

  @Test
  void severalThatSpeakMcpAtOnceStartItOnce() throws Exception {
    List<Ended> speaking = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Ended>> several = Collections.nCopies(3, LauncherIT::speakMcp);
      for (Future<Ended> one : threads.invokeAll(several)) {
        speaking.add(one.get().succeeded());
      }
    }

    speaking.forEach(one -> assertTrue(one.out().contains("order_items"), one.said()));
    assertEquals(
        1,
        speaking.stream().filter(one -> one.err().contains("Starting chatdata")).count(),
        speaking.toString());
    chatdata.run("down").succeeded();
  }

  /** Nothing but the protocol is on its standard output. */
  private static void speaksMcp() {
    Ended mcp = speakMcp().succeeded();
    List<String> answers = mcp.out().lines().toList();
    assertEquals(2, answers.size(), mcp.said());
    assertTrue(answers.stream().allMatch(line -> line.startsWith("{\"jsonrpc\":\"2.0\",\"id\":")));
    assertTrue(mcp.out().contains("order_items"), mcp.said());
  }

  private static Ended speakMcp() {
    try {
      Path requests = Files.createTempFile(chatdata.root(), "requests", "");
      Files.writeString(
          requests,
          """
          {"jsonrpc": "2.0", "id": 1, "method": "ping"}
          {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "list_tables"}}
          """);
      return TestingCommand.run(chatdata.command("mcp").redirectInput(requests.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void isHealthy() {
    Ended doctor = chatdata.run("doctor");
    assertFalse(doctor.out().lines().anyMatch(line -> line.startsWith("problem")), doctor.said());
    assertEquals(0, doctor.exit(), doctor.said());
    assertTrue(doctor.out().contains("ok       gateway"), doctor.out());
    assertTrue(doctor.out().contains("OPENAI_API_KEY"), doctor.out());
  }

  /** As a terminal does it: the signal goes to every process of the group. */
  @Test
  void ctrlCStopsAllOfIt() throws Exception {
    Process launcher = inTheForeground();
    try (BufferedReader out = launcher.inputReader(UTF_8)) {
      readUpTo("Ctrl-C stops it", out);
      List<ProcessHandle> processes =
          List.of(chatdata.process("server"), chatdata.process("gateway"), chatdata.postmaster());

      signal("INT", "-" + launcher.pid());

      assertTrue(out.readAllAsString().contains("Stopping"));
      assertTrue(launcher.waitFor(60, TimeUnit.SECONDS));
      assertEquals(0, launcher.exitValue());
      allEnded(processes);
    } finally {
      launcher.destroy();
    }
  }

  @Test
  void oneInTheForegroundThatIsStoppedElsewhereLeavesItsSuccessorAlone() throws Exception {
    Process launcher = inTheForeground();
    try (BufferedReader out = launcher.inputReader(UTF_8)) {
      readUpTo("Ctrl-C stops it", out);
      // It looks every second; so it sees the successor when it looks next.
      signal("STOP", Long.toString(launcher.pid()));
      chatdata.run("down").succeeded();
      chatdata.run("up", "--detach").succeeded();
      signal("CONT", Long.toString(launcher.pid()));

      assertTrue(out.readAllAsString().contains("the server ended"));
      assertTrue(launcher.waitFor(60, TimeUnit.SECONDS));
      chatdata.run("status").succeeded();
      answers();
      chatdata.run("down").succeeded();
    } finally {
      launcher.destroy();
    }
  }

  private static Process inTheForeground() throws IOException {
    TestingCommand.needs("setsid");
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT", "setsid"));
    ProcessBuilder up = chatdata.command("up");
    command.addAll(up.command());
    return up.command(command).redirectErrorStream(true).start();
  }

  private static void signal(String name, String process) throws Exception {
    new ProcessBuilder("kill", "-" + name, "--", process).start().waitFor();
  }

  private static void readUpTo(String words, BufferedReader out) throws IOException {
    var said = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      said.append(line).append('\n');
      if (line.contains(words)) {
        return;
      }
    }
    throw new AssertionError(said.toString());
  }

  private static String page(String up) {
    Matcher ready = READY.matcher(up);
    assertTrue(ready.find(), up);
    return ready.group(1);
  }

  /** The database ends a moment after it is said to have stopped. */
  private static void allEnded(List<ProcessHandle> processes) {
    processes.forEach(process -> process.onExit().orTimeout(60, TimeUnit.SECONDS).join());
  }
}
