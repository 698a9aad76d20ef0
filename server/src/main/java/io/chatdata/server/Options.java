package io.chatdata.server;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The server's command line.
 *
 * @param mode what it is to do
 * @param config the configuration file; null means chatdata.yaml where it exists
 * @param database a database of the user's own, as the connection "default"
 * @param allowUnsafeRole accepts that database's role whatever it can do
 * @param readyFile is written when the server takes calls and removed when it stops
 * @param copy folder that a copy of the store goes to or comes from
 * @param corpus folder of statements to judge the guard by; null means the project's own
 */
record Options(
    Mode mode,
    @Nullable Path config,
    @Nullable String database,
    boolean allowUnsafeRole,
    @Nullable Path readyFile,
    @Nullable Path copy,
    @Nullable Path corpus) {
  static final String USAGE =
      """
      Usage: server [--config FILE] [--db postgresql://…] [--allow-unsafe-role] [--ready-file FILE]
             server --check
             server --migrate [--check | --sql]
             server --export DIR | --import DIR
             server --guard-report [--corpus DIR]
      """;

  /** What the server is to do. */
  enum Mode {
    SERVE,
    CHECK,
    MIGRATE,
    MIGRATE_CHECK,
    MIGRATE_SQL,
    EXPORT,
    IMPORT,
    GUARD_REPORT
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException naming the word that isn't understood
   */
  static Options parse(String... words) {
    Deque<String> rest = new ArrayDeque<>(Arrays.asList(words));
    Mode mode = Mode.SERVE;
    Path config = null;
    String database = null;
    boolean allowUnsafeRole = false;
    Path readyFile = null;
    Path copy = null;
    Path corpus = null;
    while (!rest.isEmpty()) {
      String word = rest.removeFirst();
      switch (word) {
        case "--config" -> config = Path.of(value(word, rest));
        case "--db" -> database = value(word, rest);
        case "--allow-unsafe-role" -> allowUnsafeRole = true;
        case "--ready-file" -> readyFile = Path.of(value(word, rest));
        case "--guard-report" -> mode = Mode.GUARD_REPORT;
        case "--export", "--import" -> {
          mode = word.equals("--export") ? Mode.EXPORT : Mode.IMPORT;
          copy = Path.of(value(word, rest));
        }
        case "--corpus" -> corpus = Path.of(value(word, rest));
        case "--check" -> mode = mode == Mode.MIGRATE ? Mode.MIGRATE_CHECK : Mode.CHECK;
        case "--migrate" -> mode = mode == Mode.CHECK ? Mode.MIGRATE_CHECK : Mode.MIGRATE;
        case "--sql" -> mode = Mode.MIGRATE_SQL;
        default -> throw new IllegalArgumentException("'%s' is not understood".formatted(word));
      }
    }
    return new Options(mode, config, database, allowUnsafeRole, readyFile, copy, corpus);
  }

  private static String value(String word, Deque<String> rest) {
    String value = rest.pollFirst();
    if (value == null) {
      throw new IllegalArgumentException(word + " needs a value");
    }
    return value;
  }
}
