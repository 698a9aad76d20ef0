package io.chatdata.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.explorer.ConnectionConfig;
import io.chatdata.server.llm.ProviderConfig;
import io.chatdata.server.sql.RowsToModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
  @TempDir private Path folder;

  @Test
  void withoutAFileTheDefaultsHold() throws IOException {
    ServerConfig config = read("", Map.of("HOME", "/nowhere"));

    assertEquals(9090, config.port());
    assertEquals(9464, config.metricsPort());
    assertTrue(config.address().isLoopbackAddress());
    assertNull(config.store().url());
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
            turn: {max_rounds: 5, max_time: 2m, keep_raw: false}
            log: {tool_results: shape}
            providers:
              - {id: ollama, base_url: "http://localhost:11434/v1/", models: [llama], default_model: llama}
              - {id: openai, base_url: "http://proxy:1/v1", headers: {X-Team: data}, idle_timeout: 5s}
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
            """
                .replace("PASSWORD", folder.resolve("password").toString()),
            Map.of());

    assertEquals(9999, config.port());
    assertEquals(9998, config.metricsPort());
    assertEquals(
        "db.example.com:6543/chat", Objects.requireNonNull(config.store().url()).toString());
    assertFalse(config.store().migrate());
    assertEquals(5, config.limits().rounds());
    assertEquals(Duration.ofMinutes(2), config.limits().time());
    assertTrue(config.limits().logShapes());
    ProviderConfig ollama = config.providers().getLast();
    assertEquals("http://localhost:11434/v1", ollama.baseUrl().toString());
    assertEquals("", ollama.keyVariable());
    ProviderConfig openai = config.providers().getFirst();
    assertEquals(Map.of("X-Team", "data"), openai.headers());
    assertEquals(Duration.ofSeconds(5), openai.idleTimeout());
    ConnectionConfig shop = config.connections().getFirst();
    assertEquals("Money is in cents", shop.notes());
    assertEquals("reader", shop.database().url().user());
    assertEquals("from a file", Objects.requireNonNull(shop.database().url().password()).reveal());
    assertEquals(ZoneId.of("Europe/Berlin"), shop.database().timeZone());
    assertEquals(RowsToModel.AGGREGATES, shop.database().rowsToModel());
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

    assertEquals(2222, config.port());
    assertEquals("from .env", Objects.requireNonNull(config.providers().getFirst().key()).reveal());
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
    refused("grpc: {host: 0.0.0.0}", "listens on loopback only");
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
        "connections: [{id: a, url: postgresql://h/d, max_cost: 5}]",
        "does not enforce it; remove it");
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
    ChatdataException refused =
        assertThrows(ChatdataException.class, () -> read(yaml, Map.of()), yaml);
    assertTrue(refused.problem().message().contains(message), refused.problem().message());
  }

  private ServerConfig read(String yaml, Map<String, String> environment) throws IOException {
    Path file = Files.writeString(folder.resolve("chatdata.yaml"), yaml);
    return ConfigReader.read(
        Options.parse("--config", file.toString()), new java.util.HashMap<>(environment));
  }
}
