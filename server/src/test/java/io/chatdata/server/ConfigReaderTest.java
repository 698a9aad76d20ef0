package io.chatdata.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.explorer.ConnectionConfig;
import io.chatdata.server.llm.Model;
import io.chatdata.server.llm.ProviderConfig;
import io.chatdata.server.llm.ProviderNetwork;
import io.chatdata.server.sql.DatabaseConfig;
import io.chatdata.server.sql.RowsToModel;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
  @TempDir private Path folder;

  @Test
  void withoutAFileTheDefaultsHold() throws IOException {
    ServerConfig config = read("", Map.of("HOME", "/nowhere"));

    assertEquals(9090, config.listen().port());
    assertEquals(9464, config.metricsPort());
    assertTrue(config.listen().address().isLoopbackAddress());
    assertNull(config.store().url());
    assertNull(config.retention());
    assertTrue(config.connections().isEmpty());
    assertEquals(
        List.of("openai", "anthropic", "google", "xai"),
        config.providers().stream().map(ProviderConfig::id).toList());
  }

  @Test
  void everySettingIsRead() throws IOException {
    Files.writeString(folder.resolve("password"), "from a file\n");
    ServerConfig config =
        read(
            """
            grpc: {port: 9999}
            metrics: {port: 9998}
            database_url: postgresql+psycopg://app:p%40ss@db.example.com:6543/chat?sslmode=require
            migrate: false
            default_provider: ollama
            store: {retention_days: 365}
            turn: {max_rounds: 5, max_time: 2m, keep_raw: false, model_titles: false}
            log: {tool_results: shape}
            providers:
              - {id: ollama, base_url: "http://localhost:11434/v1/", models: [llama], default_model: llama}
              - {id: openai, base_url: "http://proxy:1/v1", headers: {X-Team: data}, idle_timeout: 5s, first_byte_timeout: 5m, connect_timeout: 3s, reasoning_effort: low}
            connections:
              - id: shop
                name: Shop
                description: What we sell
                notes: Money is in cents
                url: postgresql://shop.example.com/shop
                user: reader
                password_file: PASSWORD
                schemas: [public, sales]
                deny_tables: ["public.secret_*"]
                deny_columns: ["*.*.ssn"]
                time_zone: Europe/Berlin
                rows_to_model: aggregates
                pool_size: 2
                limits: {rows: 100, time: 5s}
            """
                .replace("PASSWORD", folder.resolve("password").toString()),
            Map.of());

    assertEquals(9999, config.listen().port());
    assertEquals(9998, config.metricsPort());
    assertEquals(
        "db.example.com:6543/chat", Objects.requireNonNull(config.store().url()).toString());
    assertFalse(config.store().migrate());
    assertEquals(Duration.ofDays(365), config.retention());
    assertEquals(5, config.limits().rounds());
    assertEquals(Duration.ofMinutes(2), config.limits().time());
    assertFalse(config.limits().keepRaw());
    assertFalse(config.limits().modelTitles());
    assertTrue(config.limits().logShapes());
    ProviderConfig ollama = config.providers().getLast();
    assertEquals("http://localhost:11434/v1", ollama.baseUrl().toString());
    assertEquals("", ollama.keyVariable());
    ProviderConfig openai = config.providers().getFirst();
    assertEquals(Map.of("X-Team", "data"), openai.headers());
    assertEquals(
        new ProviderConfig.Timeouts(
            Duration.ofSeconds(3), Duration.ofMinutes(5), Duration.ofSeconds(5)),
        openai.timeouts());
    assertEquals("low", openai.reasoningEffort());
    assertEquals(ProviderConfig.Timeouts.STANDARD, ollama.timeouts());
    ConnectionConfig shop = config.connections().getFirst();
    assertEquals("Money is in cents", shop.notes());
    assertEquals("reader", shop.database().url().user());
    assertEquals("from a file", Objects.requireNonNull(shop.database().url().password()).reveal());
    assertEquals(ZoneId.of("Europe/Berlin"), shop.database().timeZone());
    assertEquals(RowsToModel.AGGREGATES, shop.database().rowsToModel());
    assertEquals(
        new DatabaseConfig.Limits(100, Duration.ofSeconds(5), 1e7, 1e9), shop.database().limits());
  }

  @Test
  void theEnvironmentWinsOverDotEnvAndThatOverTheFile() throws IOException {
    Files.writeString(
        folder.resolve(".env"),
        """
        # a comment
        export OPENAI_API_KEY="from .env"
        CHATDATA_GRPC_PORT=1111
        """);

    ServerConfig config = read("grpc: {port: 3333}", Map.of("CHATDATA_GRPC_PORT", "2222"));

    assertEquals(2222, config.listen().port());
    assertEquals("from .env", Objects.requireNonNull(config.providers().getFirst().key()).reveal());
  }

  @Test
  void theWayToTheProvidersIsRead() throws IOException {
    Path file = folder.resolve("ca.pem");

    assertEquals(new ProviderNetwork(null, List.of(), null), read("", Map.of()).network());
    assertEquals(
        new ProviderNetwork(
            URI.create("http://proxy.example.com:3128"), List.of("localhost", ".lan"), file),
        read(
                "ca_file: " + file,
                Map.of("HTTPS_PROXY", "proxy.example.com:3128", "NO_PROXY", "localhost, .lan"))
            .network());
    refused("", Map.of("HTTPS_PROXY", "https://me:secret@p:1"), "HTTPS_PROXY is 'https://***@p:1'");
  }

  @Test
  void theEnvironmentWinsForProvidersToo() throws IOException {
    ServerConfig config =
        read(
            "providers: [{id: openai, base_url: 'http://file/v1'}]",
            Map.of("OPENAI_BASE_URL", "http://environment/v1/"));

    assertEquals("http://environment/v1", config.providers().getFirst().baseUrl().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "2852039166",
        "[::ffff:169.254.169.254]",
        "[fd00:ec2::254]",
        "[FD00:0EC2::0254]",
        "169.254.170.2",
        "100.100.100.200",
        "Metadata.Google.Internal",
        "metadata.google.internal."
      })
  void aMetadataServiceIsNoDatabaseHoweverItIsSpelt(String host) {
    refused(
        "connections: [{id: a, url: 'postgresql://%s/d'}]".formatted(host),
        "a cloud's metadata service");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"socketFactory", "loggerFile", "options", "sslfactory", "user", "OPTIONS"})
  void aDriversParameterIsNotTaken(String name) {
    refused(
        "connections: [{id: a, url: 'postgresql://h/d?sslmode=require&%s=x'}]".formatted(name),
        "has the parameter '%s'; allowed are".formatted(name));
  }

  @Test
  void withATokenAndTlsOthersMayCall() throws IOException {
    Map<String, String> all =
        Map.of(
            "CHATDATA_GRPC_HOST",
            "0.0.0.0",
            "CHATDATA_TOKEN",
            "0123456789abcdef",
            "CHATDATA_GRPC_TLS_CERT",
            "server.crt",
            "CHATDATA_GRPC_TLS_KEY",
            "server.key");
    assertEquals("0.0.0.0", read("", all).listen().address().getHostAddress());
    assertFalse(read("", all).toString().contains("0123456789abcdef"));

    for (String left : List.of("CHATDATA_TOKEN", "CHATDATA_GRPC_TLS_CERT")) {
      Map<String, String> less = new HashMap<>(all);
      less.remove(left);
      ChatdataException refused = assertThrows(ChatdataException.class, () -> read("", less), left);
      assertTrue(refused.problem().message().contains(left), refused.problem().message());
    }
  }

  @Test
  void aTokenThatCouldBeGuessedIsRefusedAndNotShown() {
    ChatdataException refused =
        assertThrows(
            ChatdataException.class, () -> read("", Map.of("CHATDATA_TOKEN", "swordfish")));
    String message = refused.problem().message();
    assertTrue(message.startsWith("CHATDATA_TOKEN has 9 characters; at least 16"), message);
    assertFalse(message.contains("swordfish"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "192.168.1.5", "::"})
  void anAddressThatOthersCanReachIsRefused(String host) {
    ChatdataException refused =
        assertThrows(ChatdataException.class, () -> read("", Map.of("CHATDATA_GRPC_HOST", host)));

    assertTrue(
        refused.problem().message().startsWith("CHATDATA_GRPC_HOST (grpc.host) is '" + host),
        refused.problem().message());
    assertTrue(refused.problem().message().contains("a token and TLS"));
  }

  @Test
  void anAddressThatIsNoneIsNamed() {
    refused("grpc: {host: example.invalid}", "'example.invalid', which has no address");
  }

  @Test
  void aPasswordComesFromAVariableOrACommand() throws IOException {
    ServerConfig config =
        read(
            """
            connections:
              - {id: a, url: postgresql://h/d, user: u, password_env: SHOP}
              - {id: b, url: postgresql://h/d, user: u, password_command: [echo, from a command]}
              - {id: c, url: "postgresql://u:in%20it@h/d"}
            """,
            Map.of("SHOP", "from a variable"));

    assertEquals(
        List.of("from a variable", "from a command", "in it"),
        config.connections().stream()
            .map(connection -> connection.database().url().password())
            .map(password -> Objects.requireNonNull(password).reveal())
            .toList());
    assertFalse(config.toString().contains("from a"), config.toString());
    assertFalse(config.toString().contains("in it"), config.toString());
    refused(
        "connections: [{id: a, url: postgresql://h/d, password_env: NONE}]",
        "password_env is 'NONE': that variable is not set");
  }

  @Test
  void modelsOfTheOperatorExtendTheCatalogue() throws IOException {
    ServerConfig config =
        read(
            """
            providers: [{id: local, base_url: "http://localhost/v1", protocol: anthropic}]
            models:
              - provider: local
                id: llama
                context_tokens: 8192
                aliases: [llama:70b]
                usd_per_million_tokens: {input: 0.2, output: 0.6}
              - {provider: openai, id: gpt-4.1, name: Ours}
            """,
            Map.of());

    assertEquals(ProviderConfig.Wire.ANTHROPIC, config.providers().getLast().wire());
    Model llama = config.catalog().find("local", "llama:70b").orElseThrow();
    assertEquals(8192, llama.contextTokens());
    assertEquals(
        new Model.Price(
            new BigDecimal("0.2"),
            new BigDecimal("0.2"),
            new BigDecimal("0.2"),
            new BigDecimal("0.6")),
        llama.price());
    assertEquals("Ours", config.catalog().find("openai", "gpt-4.1").orElseThrow().name());
    assertEquals("GPT-4o", config.catalog().find("openai", "gpt-4o").orElseThrow().name());
    refused("models: [{provider: local, id: x}]", "models[0].provider is 'local': one of openai,");
    refused(
        "models: [{provider: xai, id: x, usd_per_million_tokens: {input: -1, output: 1}}]",
        "models[0].usd_per_million_tokens.input is '-1': US dollars per million tokens");
  }

  @Test
  void aKeyInAFileIsReadAnew() throws IOException {
    Path file = Files.writeString(folder.resolve("key"), "one\n");
    ServerConfig config = read("", Map.of("OPENAI_API_KEY_FILE", file.toString()));
    var key = Objects.requireNonNull(config.providers().getFirst().key());

    assertEquals("one", key.reveal());
    Files.writeString(file, "two");
    assertEquals("two", key.reveal());
  }

  @Test
  void mistakesNameTheKeyTheValueAndTheFix() {
    refused("grpc: {prot: 1}", "grpc.prot: there is no such setting here; known are host, port");
    refused(
        "grpc: {port: 99999}", "grpc.port is '99999': a whole number from 0 to 65535 is needed");
    refused("grpc: {host: 0.0.0.0}", "needs a token and TLS");
    refused("connections: [{id: a}]", "connections[0].url: it is needed");
    refused("connections: [{id: A B, url: x}]", "connections[0].id is 'A B'");
    refused("connections: [{id: a, url: mysql://h/d}]", "connections.a.url does not start with");
    refused(
        "connections: [{id: a, url: 'postgresql://h/d?options=-c'}]",
        "has the parameter 'options'");
    refused(
        "connections: [{id: a, url: 'postgresql://169.254.169.254/d'}]",
        "a cloud's metadata service");
    refused(
        "connections: [{id: a, url: postgresql://h/d, time_zone: Mars}]",
        "connections[0].time_zone is 'Mars': an IANA zone is needed, such as Europe/Berlin");
    refused(
        "connections: [{id: a, url: postgresql://h/d}, {id: a, url: postgresql://h/e}]",
        "another connection has that id");
    refused(
        "connections: [{id: a, url: postgresql://h/d, limits: {statements: 5}}]",
        "connections[0].limits.statements: pool_size is how many statements run at once; set that");
    refused(
        "connections: [{id: a, url: postgresql://h/d, pool_size: 51}]",
        "connections[0].pool_size is '51': a whole number from 1 to 50 is needed");
    refused(
        "connections: [{id: a, url: postgresql://h/d, limits: {rows: 1001}}]",
        "connections[0].limits.rows is '1001': a whole number from 1 to 1000 is needed");
    refused(
        "connections: [{id: a, url: postgresql://h/d, limits: {max_cost: -5}}]",
        "connections[0].limits.max_cost is '-5': a positive number in the planner's units is"
            + " needed");
    refused(
        "providers: [{id: a, base_url: 'file:///etc'}]",
        "The base URL of a is 'file:///etc'; an address such as");
    refused("turn: {max_time: 3x}", "turn.max_time is '3x': a time up to 3600s is needed");
    refused("log: {tool_results: all}", "log.tool_results is 'all': none or shape is needed");
    refused("a: [", "is no valid YAML at line 1");
  }

  @Test
  void noMessageHasThePassword() {
    ChatdataException refused =
        assertThrows(
            ChatdataException.class,
            () -> read("database_url: postgresql://u:hun#ter2@h:port/d", Map.of()));

    assertFalse(refused.problem().message().contains("hun"));
  }

  private void refused(String yaml, String message) {
    refused(yaml, Map.of(), message);
  }

  private void refused(String yaml, Map<String, String> environment, String message) {
    ChatdataException refused =
        assertThrows(ChatdataException.class, () -> read(yaml, environment), yaml);
    assertTrue(refused.problem().message().contains(message), refused.problem().message());
  }

  private ServerConfig read(String yaml, Map<String, String> environment) throws IOException {
    Path file = Files.writeString(folder.resolve("chatdata.yaml"), yaml);
    return ConfigReader.read(
        Options.parse("--config", file.toString()), new java.util.HashMap<>(environment));
  }
}
