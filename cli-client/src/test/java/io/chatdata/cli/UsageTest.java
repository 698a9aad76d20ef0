package io.chatdata.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UsageTest {
  private final TestingShell shell = new TestingShell();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "conversatons | Unknown command 'conversatons'",
        "--colour | Unknown option '--colour'",
        "guard chek | Unknown command 'chek'",
        "guard | Missing required subcommand",
        "ask | Missing required parameter: 'QUESTION'",
        "ask --modle gpt | Unknown option: '--modle'",
        "watch | Missing required parameter: 'TURN'",
        "watch a --after x | Invalid value for option '--after': 'x' is not a long",
        "search | Missing required parameter: 'WORD'",
        "suggest --limit many | Invalid value for option '--limit': 'many' is not an int",
        "ask x --server http://localhost:9090 | --server: 'http://localhost:9090' is not an"
            + " address",
        "ask x --server localhost | --server: 'localhost' is not an address",
        "ask x --server localhost:0 | --server: 'localhost:0' is not an address",
        "doctor --server localhost:99999 | --server: 'localhost:99999' is not an address",
        "guard check no-such-file.sql | File 'no-such-file.sql' does not exist",
      })
  void wrongUsageNamesTheFaultAndEndsWith2(String line, String message) {
    assertEquals(2, shell.run(line.split(" ")));

    assertTrue(shell.err().startsWith("error: " + message), shell.err());
    assertTrue(shell.err().contains("--help\n"), shell.err());
    assertEquals("", shell.out());
  }

  @Test
  void anUnknownCommandListsTheValidOnes() {
    shell.run("asl");

    assertTrue(shell.err().contains("Did you mean: ask?"), shell.err());
    assertTrue(
        shell
            .err()
            .contains(
                "Commands: chat, ask, watch, search, cancel, conversations, sql, tools,"
                    + " connections, models, suggest, guard, doctor, completion, help\n"),
        shell.err());
    assertTrue(shell.err().contains("up, down, status"), shell.err());
  }

  @Test
  void noCommandIsWrongUsage() {
    assertEquals(2, shell.run());
  }

  @Test
  void aMalformedVariableIsNamed() {
    assertEquals(2, shell.set("CHATDATA_SERVER", "nowhere").run("suggest"));

    assertTrue(shell.err().startsWith("error: CHATDATA_SERVER: 'nowhere'"), shell.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "ask --help",
        "watch -h",
        "guard check --help",
        "help suggest",
        "search --help"
      })
  void helpHasTheExitCodes(String line) {
    assertEquals(0, shell.run(line.split(" ")));

    assertEquals("", shell.err());
    for (ExitCode exit : ExitCode.values()) {
      assertTrue(
          shell.out().lines().anyMatch(text -> text.matches(" +" + exit.code() + " +.*")),
          shell.out());
    }
  }

  @Test
  void versionIsThatOfTheBuild() {
    assertEquals(0, shell.run("--version"));

    assertTrue(shell.out().matches("chatdata \\d+\\.\\d+\\.\\d+\\S*\n"), shell.out());
  }
}
