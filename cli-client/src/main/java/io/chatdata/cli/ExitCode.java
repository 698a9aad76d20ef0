package io.chatdata.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a command ended, for scripts: the one table of the codes, which every --help prints. */
enum ExitCode {
  OK(0, "answered; the guard allows it; all is well"),
  FAILED(1, "the turn or the call failed; the guard refuses it; doctor found a problem"),
  USAGE(2, "wrong usage: an unknown command or option, an unreadable input"),
  UNREACHABLE(3, "the server is not reachable or can't serve now; waiting may help"),
  REFUSED(4, "the server refused the request: not found, invalid, a turn is still running"),
  CUT_SHORT(5, "the turn was cut short: its server stopped, or another client cancelled it"),
  CANCELLED(130, "cancelled by Ctrl-C"),
  OUTPUT_CLOSED(141, "the reader of the output went away");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  int code() {
    return code;
  }

  /** The table as picocli wants it. */
  static Map<String, String> table() {
    Map<String, String> table = new LinkedHashMap<>();
    Arrays.stream(values()).forEach(exit -> table.put(String.valueOf(exit.code), exit.meaning));
    return table;
  }
}
