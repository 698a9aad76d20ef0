package io.chatdata.server;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Variables: those of the process, then those of a file {@code .env}. An empty one is not set. */
final class Environment {
  private final Map<String, String> variables;

  Environment(Map<String, String> variables) {
    this.variables = Map.copyOf(variables);
  }

  /**
   * The process's variables and those of a .env file, where it exists; the process's win.
   *
   * @throws ChatdataException naming the line that is none of {@code NAME=value}
   */
  static Environment of(Map<String, String> process, Path dotEnv) {
    Map<String, String> all = new HashMap<>();
    if (Files.exists(dotEnv)) {
      try {
        int number = 0;
        for (String line : Files.readAllLines(dotEnv)) {
          number++;
          read(line.strip(), dotEnv, number, all);
        }
      } catch (IOException e) {
        throw new ChatdataException(
            Problem.of(Reason.INVALID_FIELD, "%s can't be read; check its mode".formatted(dotEnv)),
            e);
      }
    }
    all.putAll(process);
    return new Environment(all);
  }

  private static void read(String line, Path file, int number, Map<String, String> into) {
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    String assignment = line.startsWith("export ") ? line.substring("export ".length()) : line;
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new ChatdataException(
          Reason.INVALID_FIELD,
          "Line %d of %s is not of the form NAME=value".formatted(number, file));
    }
    into.put(
        assignment.substring(0, equals).strip(),
        unquoted(assignment.substring(equals + 1).strip()));
  }

  private static String unquoted(String value) {
    boolean quoted =
        value.length() > 1
            && (value.startsWith("\"") || value.startsWith("'"))
            && value.charAt(0) == value.charAt(value.length() - 1);
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  /** Those whose names start so. */
  Map<String, String> startingWith(String start) {
    Map<String, String> found = new HashMap<>(variables);
    found.keySet().removeIf(name -> !name.startsWith(start));
    return found;
  }

  @Nullable String get(String name) {
    String value = variables.get(name);
    return value == null || value.isBlank() ? null : value;
  }

  String get(String name, String otherwise) {
    String value = get(name);
    return value == null ? otherwise : value;
  }
}
