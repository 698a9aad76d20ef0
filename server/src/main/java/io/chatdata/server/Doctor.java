package io.chatdata.server;

import io.chatdata.migrations.SchemaState;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.explorer.ConnectionConfig;
import io.chatdata.server.llm.KeySource;
import io.chatdata.server.llm.ProviderConfig;
import io.chatdata.server.llm.RemoteProvider;
import io.chatdata.server.setup.Settings;
import io.chatdata.server.setup.SettingsFile;
import io.chatdata.server.sql.Database;
import io.chatdata.server.sql.RoleState;
import io.chatdata.server.store.StoreSchema;
import io.chatdata.telemetry.Telemetry;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code --check}: says what is wrong and what to do, a line each: {@code ok}, {@code note} or
 * {@code problem}. Touches nothing.
 */
final class Doctor {
  private static final Duration WAIT = Duration.ofSeconds(5);

  private final Options options;
  private final Map<String, String> environment;
  private final PrintStream out;
  private boolean healthy = true;

  Doctor(Options options, Map<String, String> environment, PrintStream out) {
    this.options = options;
    this.environment = environment;
    this.out = out;
  }

  /** True when there is no problem. */
  boolean check() {
    ok("Java " + Runtime.version());
    ServerConfig config = config();
    if (config != null) {
      boolean running = port(config);
      store(config, running);
      Settings saved = saved(config);
      config.providers().forEach(provider -> provider(saved.keyed(provider), config));
      config.connections().forEach(this::connection);
      traces(config);
      if (config.connections().isEmpty()) {
        note(
            config.store().url() == null
                ? "no connection is configured: 'default' is the demo shop"
                : "no connection is configured: 'default' is the store's own database");
      }
    }
    return healthy;
  }

  /** Sends nothing. */
  private void traces(ServerConfig config) {
    try (Telemetry telemetry = Telemetry.start("chatdata-server", config.telemetry())) {
      if (telemetry != Telemetry.OFF) {
        ok("traces are sent to what OTEL_EXPORTER_OTLP_ENDPOINT names");
      }
    } catch (IllegalArgumentException e) {
      problem(String.valueOf(e.getMessage()));
    }
  }

  private @Nullable ServerConfig config() {
    try {
      ServerConfig config = ConfigReader.read(options, environment);
      if (Files.exists(config.file())) {
        ok("configuration: " + config.file());
      } else {
        note("configuration: there is no %s; the defaults hold".formatted(config.file()));
      }
      return config;
    } catch (ChatdataException e) {
      problem(e.problem().message());
      return null;
    }
  }

  /** What was set up while a server ran, in use beside the configuration. */
  private Settings saved(ServerConfig config) {
    var file = new SettingsFile(config.store().home());
    try {
      Settings saved = file.read();
      for (ConnectionConfig connection : file.connections(saved)) {
        if (config.connections().stream().noneMatch(one -> one.id().equals(connection.id()))) {
          connection(connection);
        }
      }
      return saved;
    } catch (ChatdataException e) {
      problem(e.problem().message());
      return Settings.NONE;
    }
  }

  /** True where something listens there. */
  private boolean port(ServerConfig config) {
    try (var socket = new ServerSocket(config.listen().port(), 1, config.listen().address())) {
      ok("gRPC port %d is free".formatted(socket.getLocalPort()));
      return false;
    } catch (IOException e) {
      note(
          "gRPC port %d is taken: by a running chatdata, or set CHATDATA_GRPC_PORT to another"
              .formatted(config.listen().port()));
      return true;
    }
  }

  private void store(ServerConfig config, boolean running) {
    if (config.store().url() == null) {
      embedded(config.store().home(), running);
      return;
    }
    try (StoreSchema schema = StoreSchema.open(config.store())) {
      SchemaState state = schema.state();
      String versions =
          "store %s: schema version %d, this server's is %d"
              .formatted(config.store().url(), state.applied(), state.own());
      if (state.pending()) {
        if (config.store().migrate()) {
          note(versions + ": it is migrated at the next start");
        } else {
          problem(versions + ": run `./chatdata migrate` with a login that may create tables");
        }
      } else if (state.usable()) {
        ok(versions);
      } else {
        problem(versions + ": start a newer chatdata");
      }
    } catch (ChatdataException e) {
      problem(e.problem().message());
    }
  }

  private void embedded(Path home, boolean running) {
    Path existing = home;
    while (!Files.exists(existing)) {
      existing = Objects.requireNonNull(existing.getParent());
    }
    if (!Files.isWritable(existing)) {
      problem(
          "The data folder %s can't be written. Set CHATDATA_HOME to a folder that can"
              .formatted(home));
    } else if (!Files.exists(home)) {
      note("data folder %s: made at the first start".formatted(home));
    } else {
      ok(
          "data folder %s%s; the embedded store in it is migrated at each start"
              .formatted(home, running ? ", in use" : ""));
    }
  }

  private void provider(ProviderConfig config, ServerConfig all) {
    try (HttpClient http = all.network().client(config.timeouts().connect())) {
      var provider = new RemoteProvider(config, all.catalog(), http);
      if (config.keySource() == KeySource.MISSING) {
        note("%s: no key; set %s to use it".formatted(config.id(), config.keyVariable()));
        return;
      }
      if (!provider.unavailableReason().isEmpty()) {
        problem("%s: %s".formatted(config.id(), provider.unavailableReason()));
        return;
      }
      int status = provider.check(WAIT);
      switch (status) {
        case 401, 403 ->
            problem(
                "%s refuses the key (status %d); set %s to another"
                    .formatted(config.id(), status, keyName(config)));
        default ->
            ok(
                "%s answers at %s%s"
                    .formatted(
                        config.id(),
                        config.baseUrl().getAuthority(),
                        status / 100 == 2 ? "" : " (status %d)".formatted(status)));
      }
    } catch (ChatdataException e) {
      problem(e.problem().message());
    } catch (IOException e) {
      problem(
          "%s can't be reached at %s; check the network, a proxy and the base URL"
              .formatted(config.id(), config.baseUrl().getAuthority()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String keyName(ProviderConfig config) {
    return config.keyVariable().isEmpty() ? "key_file" : config.keyVariable();
  }

  private void connection(ConnectionConfig config) {
    try (Database database = Database.open(config.database())) {
      RoleState role = database.role();
      if (role.powers().isEmpty()) {
        ok("connection %s: its role can only read".formatted(config.id()));
      } else if (role.overridden()) {
        note(
            "connection %s: its role can do more than read (%s); allow_unsafe_role accepts that"
                .formatted(config.id(), String.join(", ", role.powers())));
      } else {
        problem(
            "connection %s: its role %s. This SQL makes a right one, or set allow_unsafe_role: true\n%s"
                .formatted(config.id(), String.join(", ", role.powers()), role.advice()));
      }
    } catch (ChatdataException e) {
      problem("connection %s: %s".formatted(config.id(), e.problem().message()));
    }
  }

  private void ok(String text) {
    out.println("ok       " + text);
  }

  private void note(String text) {
    out.println("note     " + text);
  }

  private void problem(String text) {
    healthy = false;
    out.println("problem  " + text);
  }
}
