package io.chatdata.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.DatabaseUrl;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Secret;
import io.chatdata.server.explorer.ConnectionConfig;
import io.chatdata.server.llm.ProviderConfig;
import io.chatdata.server.llm.ProviderNetwork;
import io.chatdata.server.sql.DatabaseConfig;
import io.chatdata.server.sql.QueryRequest;
import io.chatdata.server.sql.RowsToModel;
import io.chatdata.server.store.StoreConfig;
import io.chatdata.server.turn.TurnLimits;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the configuration: chatdata.yaml, .env beside it, and the environment, which wins. */
final class ConfigReader {
  private static final int MOST_DAYS = 36_500;
  private static final Duration LONGEST_TURN = Duration.ofHours(1);

  private final Options options;
  private final Environment environment;

  ConfigReader(Options options, Environment environment) {
    this.options = options;
    this.environment = environment;
  }

  /**
   * Reads it.
   *
   * @throws ChatdataException naming the key, the value and the fix
   */
  static ServerConfig read(Options options, java.util.Map<String, String> process) {
    Path file =
        options.config() != null
            ? options.config()
            : Path.of(process.getOrDefault("CHATDATA_CONFIG", "chatdata.yaml"));
    var reader =
        new ConfigReader(
            options, Environment.of(process, file.toAbsolutePath().resolveSibling(".env")));
    return reader.read(file);
  }

  private ServerConfig read(Path file) {
    var root = new ConfigNode(parse(file), "");
    ConfigNode grpc = root.child("grpc");
    ConfigNode metrics = root.child("metrics");
    ConfigNode store = root.child("store");
    ConfigNode turn = root.child("turn");
    ConfigNode log = root.child("log");
    List<ProviderConfig> providers = new ProviderConfigs(environment).read(root);
    var listen = new ListenConfigs(environment);
    var config =
        new ServerConfig(
            file,
            listen.grpc(grpc),
            listen.port(metrics, "CHATDATA_METRICS_PORT", 9464),
            store(root),
            retention(store),
            connections(root),
            providers,
            ModelConfigs.read(root, providers),
            network(root),
            environment.get("CHATDATA_DEFAULT_PROVIDER", root.text("default_provider", "")),
            new TurnLimits(
                turn.number("max_rounds", TurnLimits.DEFAULT.rounds(), 1, 200),
                turn.duration("max_time", TurnLimits.DEFAULT.time(), LONGEST_TURN),
                turn.number("max_tokens", 0, 0, Integer.MAX_VALUE),
                turn.amount("max_cost_usd"),
                TurnLimits.DEFAULT.parallelTools(),
                turn.number("max_running", TurnLimits.DEFAULT.running(), 1, 100_000),
                turn.number("max_readers", TurnLimits.DEFAULT.readers(), 1, 1_000_000),
                turn.bool("keep_raw", TurnLimits.DEFAULT.keepRaw()),
                turn.bool("model_titles", TurnLimits.DEFAULT.modelTitles()),
                log.as(
                    "tool_results",
                    false,
                    value ->
                        switch (value) {
                          case "none" -> false;
                          case "shape" -> true;
                          default -> throw new IllegalArgumentException();
                        },
                    "none or shape is needed")),
            givenDatabase() != null,
            environment.startingWith("OTEL_"),
            options.readyFile());
    for (ConfigNode node : List.of(grpc, metrics, store, turn, log, root)) {
      node.end();
    }
    return config;
  }

  private ProviderNetwork network(ConfigNode root) {
    String proxy = environment.get("HTTPS_PROXY", environment.get("https_proxy", ""));
    String direct = environment.get("NO_PROXY", environment.get("no_proxy", ""));
    String file = environment.get("CHATDATA_CA_FILE", root.text("ca_file", ""));
    return new ProviderNetwork(
        proxy.isEmpty() ? null : proxy(proxy),
        Pattern.compile("[,\\s]+").splitAsStream(direct).filter(entry -> !entry.isEmpty()).toList(),
        file.isEmpty() ? null : Path.of(file));
  }

  private static URI proxy(String text) {
    try {
      URI proxy = URI.create(text.contains("://") ? text : "http://" + text);
      if ("http".equals(proxy.getScheme())
          && proxy.getHost() != null
          && proxy.getPort() > 0
          && proxy.getUserInfo() == null) {
        return proxy;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new ChatdataException(
        Reason.INVALID_FIELD,
        "HTTPS_PROXY is '%s'; a proxy such as http://proxy.example.com:3128, without a login, is needed"
            .formatted(text.replaceFirst("//[^@/]*@", "//***@")));
  }

  private JsonNode parse(Path file) {
    if (!Files.exists(file)) {
      if (options.config() != null || environment.get("CHATDATA_CONFIG") != null) {
        throw new ChatdataException(
            Reason.INVALID_FIELD, "There is no configuration file %s".formatted(file));
      }
      return MissingNode.getInstance();
    }
    try {
      return new YAMLMapper().readTree(file.toFile());
    } catch (JsonProcessingException e) {
      throw new ChatdataException(
          Problem.of(
              Reason.INVALID_FIELD,
              "%s is no valid YAML at line %d, column %d"
                  .formatted(file, e.getLocation().getLineNr(), e.getLocation().getColumnNr())));
    } catch (IOException e) {
      throw new ChatdataException(
          Problem.of(Reason.INVALID_FIELD, "%s can't be read; check its mode".formatted(file)), e);
    }
  }

  private static @Nullable Duration retention(ConfigNode store) {
    int days = store.number("retention_days", 0, 0, MOST_DAYS);
    return days == 0 ? null : Duration.ofDays(days);
  }

  private StoreConfig store(ConfigNode root) {
    String configured = root.text("database_url");
    String url = environment.get("DATABASE_URL", configured == null ? "" : configured);
    String configuredDirect = root.text("database_direct_url");
    String direct =
        environment.get("DATABASE_DIRECT_URL", configuredDirect == null ? "" : configuredDirect);
    if (url.isEmpty() && !direct.isEmpty()) {
      throw new ChatdataException(
          Reason.INVALID_FIELD,
          "DATABASE_DIRECT_URL is set and DATABASE_URL is not; the one is the way around the"
              + " other's pooler. Set DATABASE_URL");
    }
    return new StoreConfig(
        home(environment),
        url.isEmpty() ? null : DatabaseUrl.parse("DATABASE_URL", url),
        direct.isEmpty() ? null : DatabaseUrl.parse("DATABASE_DIRECT_URL", direct),
        root.bool("migrate", true));
  }

  /** CHATDATA_HOME, else the place that the XDG rules give. */
  static Path home(Environment environment) {
    String home = environment.get("CHATDATA_HOME");
    if (home != null) {
      return Path.of(home).toAbsolutePath().normalize();
    }
    String data = environment.get("XDG_DATA_HOME");
    return data != null
        ? Path.of(data, "chatdata").toAbsolutePath()
        : Path.of(System.getProperty("user.home"), ".local", "share", "chatdata");
  }

  private List<ConnectionConfig> connections(ConfigNode root) {
    List<ConnectionConfig> connections = new ArrayList<>();
    String given = givenDatabase();
    if (given != null) {
      connections.add(given(given));
    }
    Set<String> ids = new HashSet<>();
    for (ConfigNode node : root.children("connections")) {
      ConnectionConfig connection = connection(node);
      if (!ids.add(connection.id())) {
        throw node.invalid("id", connection.id(), "another connection has that id");
      }
      if (connections.stream().noneMatch(other -> other.id().equals(connection.id()))) {
        connections.add(connection);
      }
    }
    return connections;
  }

  /** A database of the user's own, named at start. */
  private @Nullable String givenDatabase() {
    return options.database() == null ? environment.get("CHATDATA_DB") : options.database();
  }

  /** The database that was named on the command line: the connection "default". */
  private ConnectionConfig given(String url) {
    DatabaseUrl address = DatabaseUrl.parse("--db", url);
    return new ConnectionConfig(
        "default",
        address.database(),
        "",
        "",
        new DatabaseConfig(
            "default",
            address,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            options.allowUnsafeRole(),
            ZoneId.of("UTC"),
            RowsToModel.PREVIEW,
            DatabaseConfig.POOL_SIZE,
            DatabaseConfig.Limits.STANDARD));
  }

  private ConnectionConfig connection(ConfigNode node) {
    String id = node.required("id");
    if (!ConnectionConfig.ID.matcher(id).matches()) {
      throw node.invalid("id", id, "small letters, digits, - and _ are needed");
    }
    DatabaseUrl url = DatabaseUrl.parse("connections." + id + ".url", node.required("url"));
    String user = node.text("user");
    Secret password = password(node);
    if (user != null || password != null) {
      url =
          url.withLogin(
              user == null ? url.user() : user, password == null ? url.password() : password);
    }
    var connection =
        new ConnectionConfig(
            id,
            node.text("name", id),
            node.text("description", ""),
            node.text("notes", ""),
            new DatabaseConfig(
                id,
                url,
                node.texts("schemas"),
                node.texts("allow_tables"),
                node.texts("deny_tables"),
                node.texts("deny_columns"),
                node.bool("allow_unsafe_role", false),
                node.as(
                    "time_zone",
                    ZoneId.of("UTC"),
                    ZoneId::of,
                    "an IANA zone is needed, such as Europe/Berlin"),
                node.as(
                    "rows_to_model",
                    RowsToModel.PREVIEW,
                    value -> RowsToModel.valueOf(value.toUpperCase(Locale.ROOT)),
                    "none, aggregates or preview is needed"),
                node.number("pool_size", DatabaseConfig.POOL_SIZE, 1, 50),
                limits(node.child("limits"))));
    node.end();
    return connection;
  }

  private static DatabaseConfig.Limits limits(ConfigNode node) {
    node.refuse("statements", "pool_size is how many statements run at once; set that");
    var limits =
        new DatabaseConfig.Limits(
            node.number("rows", QueryRequest.MAX_ROWS, 1, QueryRequest.MAX_ROWS),
            node.duration("time", QueryRequest.MAX_TIME, QueryRequest.MAX_TIME),
            cost(node, "warn_cost", DatabaseConfig.Limits.STANDARD.warnCost()),
            cost(node, "max_cost", DatabaseConfig.Limits.STANDARD.maxCost()));
    node.end();
    return limits;
  }

  private static double cost(ConfigNode node, String key, double otherwise) {
    return node.as(
        key,
        otherwise,
        value -> {
          double cost = Double.parseDouble(value);
          if (!(cost > 0)) {
            throw new IllegalArgumentException(value);
          }
          return cost;
        },
        "a positive number in the planner's units is needed, such as 1e9");
  }

  private @Nullable Secret password(ConfigNode node) {
    String literal = node.text("password");
    String file = node.text("password_file");
    String variable = node.text("password_env");
    List<String> command = node.texts("password_command");
    if (literal != null) {
      return Secret.of(literal);
    }
    if (file != null) {
      return Secret.file(Path.of(file));
    }
    if (variable != null) {
      String value = environment.get(variable);
      if (value == null) {
        throw node.invalid("password_env", variable, "that variable is not set");
      }
      return Secret.of(value);
    }
    return command.isEmpty() ? null : Secret.command(command);
  }
}
