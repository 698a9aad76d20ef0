package io.chatdata.server;

import io.chatdata.server.store.StoreCopy;
import io.chatdata.server.store.StoreSchema;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** {@code --export} and {@code --import}: all of a store as files, while no server runs on it. */
final class CopyCommand {
  private CopyCommand() {}

  static int execute(Options options, ServerConfig config, PrintStream out) {
    Path folder = java.util.Objects.requireNonNull(options.copy());
    try (var store = StoreSchema.open(config.store())) {
      boolean leaves = options.mode() == Options.Mode.EXPORT;
      List<StoreCopy.Table> tables =
          leaves ? store.copy().exportTo(folder) : store.copy().importFrom(folder);
      tables.forEach(table -> out.println("%8d  %s".formatted(table.rows(), table.name())));
      out.println(
          leaves
              ? "The store is in %s".formatted(folder)
              : "The store has what was in %s".formatted(folder));
      return 0;
    }
  }
}
