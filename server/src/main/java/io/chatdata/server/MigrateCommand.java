package io.chatdata.server;

import io.chatdata.migrations.SchemaState;
import io.chatdata.server.store.StoreSchema;
import java.io.PrintStream;

/** {@code --migrate}: the store's schema without a server. */
final class MigrateCommand {
  private static final int PENDING = 1;

  private MigrateCommand() {}

  /** Migrates, or says what that would do; status 1 where {@code --check} finds work. */
  static int execute(Options.Mode mode, ServerConfig config, PrintStream out) {
    try (var schema = StoreSchema.open(config.store())) {
      return switch (mode) {
        case MIGRATE_SQL -> {
          out.print(schema.pendingSql());
          yield 0;
        }
        case MIGRATE_CHECK -> check(schema.state(), out);
        default -> {
          schema.migrate();
          out.println("The store's schema has version %d".formatted(schema.state().applied()));
          yield 0;
        }
      };
    }
  }

  private static int check(SchemaState state, PrintStream out) {
    String todo =
        state.pending()
            ? "migrate it"
            : state.usable() ? "nothing to do" : "start a newer chatdata";
    out.println(
        "The store's schema has version %d; this server's is %d: %s"
            .formatted(state.applied(), state.own(), todo));
    return state.pending() || !state.usable() ? PENDING : 0;
  }
}
