package io.chatdata.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingModelServer;
import io.chatdata.server.sql.TestingPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  @TempDir private Path folder;

  private final Map<String, String> environment = new HashMap<>();
  private String said = "";

  @BeforeEach
  void prepare() {
    environment.put("CHATDATA_HOME", folder.resolve("home").toString());
    environment.put("CHATDATA_GRPC_PORT", "0");
  }

  @Test
  void withNothingConfiguredAllIsWellAndNothingIsTouched() throws IOException {
    assertEquals(0, check(""));

    says("ok       Java 25");
    says("ok       gRPC port");
    says("note     data folder " + folder.resolve("home") + ": made at the first start");
    says("note     openai: no key; set OPENAI_API_KEY to use it");
    says("note     no connection is configured: 'default' is the demo shop");
    assertFalse(Files.exists(folder.resolve("home")));
  }

  @Test
  void aMistakeInTheConfigurationIsAProblem() throws IOException {
    assertEquals(1, check("grpc: {port: nine}"));

    says("problem  chatdata.yaml: grpc.port is 'nine': a whole number from 0 to 65535 is needed");
  }

  @Test
  void whatTracesCanNotBeSentByIsAProblem() throws IOException {
    environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317");
    environment.put("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
    assertEquals(1, check(""));
    says("problem  OTEL_EXPORTER_OTLP_PROTOCOL is 'grpc'; chatdata sends traces by http/protobuf");

    environment.put("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
    environment.put("OTEL_TRACES_SAMPLER", "some");
    assertEquals(1, check(""));
    says("problem  A variable of OpenTelemetry can't be used: ");

    environment.remove("OTEL_TRACES_SAMPLER");
    assertEquals(0, check(""));
    says("ok       traces are sent to what OTEL_EXPORTER_OTLP_ENDPOINT names");
  }

  @Test
  void aTakenPortIsSaid() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      environment.put("CHATDATA_GRPC_PORT", String.valueOf(taken.getLocalPort()));

      check("");

      says("gRPC port %d is taken: by a running chatdata".formatted(taken.getLocalPort()));
    }
  }

  @Test
  void keysAndReachabilityOfProvidersAreChecked() throws IOException {
    try (var server = new TestingModelServer()) {
      server.answer(
          TestingDelivery.status(200, "{}"),
          TestingDelivery.status(401, "{}"),
          TestingDelivery.status(200, "{}"));
      String url = "http://127.0.0.1:%d/v1".formatted(server.port());
      environment.put("OPENAI_API_KEY", "sk-right-0123456789");
      environment.put("OPENAI_BASE_URL", url);
      environment.put("XAI_API_KEY", "xai-wrong-0123456789");
      environment.put("XAI_BASE_URL", url);
      environment.put("GOOGLE_API_KEY_FILE", folder.resolve("missing").toString());

      assertEquals(
          1,
          check(
              """
              providers:
                - {id: local, base_url: "%s"}
                - {id: gone, base_url: "http://127.0.0.1:1/v1"}
              """
                  .formatted(url)));

      says("ok       openai answers at 127.0.0.1:%d".formatted(server.port()));
      says("problem  xai refuses the key (status 401); set XAI_API_KEY to another");
      says("problem  google: The file " + folder.resolve("missing"));
      says("ok       local answers");
      says("problem  gone can't be reached at 127.0.0.1:1");
      assertTrue(server.requests().getFirst().headers().toString().contains("sk-right-0123456789"));
      assertFalse(said.contains("0123456789"), said);
    }
  }

  @Test
  void connectionsAndTheirRolesAreChecked() throws IOException {
    TestingPostgres.TestingDatabase database =
        TestingPostgres.create().run("CREATE TABLE t (x int)").grant("public");
    String address = "postgresql://%s@localhost:" + TestingPostgres.port() + "/" + database.name();

    assertEquals(
        1,
        check(
            """
            connections:
              - {id: right, url: "%s"}
              - {id: mighty, url: "%s"}
              - {id: accepted, url: "%s", allow_unsafe_role: true}
              - {id: wrong, url: "%s"}
              - {id: away, url: "postgresql://u@127.0.0.1:1/d"}
            """
                .formatted(
                    address.formatted(database.reader() + ":secret"),
                    address.formatted("postgres"),
                    address.formatted("postgres"),
                    address.formatted(database.reader() + ":hunter2"))));

    says("ok       connection right: its role can only read");
    says("problem  connection mighty: its role is a superuser");
    says("CREATE ROLE");
    says("note     connection accepted: its role can do more than read");
    says("problem  connection wrong: Connection 'wrong': localhost:");
    says("refused the password of the user '%s'".formatted(database.reader()));
    says("problem  connection away: Connection 'away': 127.0.0.1:1 refused the connection");
    assertFalse(said.contains("hunter2"), said);
  }

  @Test
  void theStoresSchemaIsChecked() throws IOException {
    TestingPostgres.TestingDatabase store = TestingPostgres.create();
    environment.put(
        "DATABASE_URL",
        "postgresql://postgres:x@localhost:%d/%s".formatted(TestingPostgres.port(), store.name()));

    assertEquals(0, check(""));
    says("schema version 0, this server's is 5: it is migrated at the next start");
    assertEquals(1, check("migrate: false"));
    says("run `./chatdata migrate` with a login that may create tables");
    assertEquals(0, Main.start(new String[] {"--migrate"}, environment, out(), out()));
    assertEquals(0, check("migrate: false"));
    says("ok       store localhost:");

    environment.put("DATABASE_URL", "postgresql://u@127.0.0.1:1/d");
    assertEquals(1, check(""));
    says("problem  ");
  }

  private PrintStream out() {
    return new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
  }

  private int check(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("chatdata.yaml"), yaml);
    var text = new ByteArrayOutputStream();
    var out = new PrintStream(text, true, StandardCharsets.UTF_8);
    int status =
        Main.start(new String[] {"--check", "--config", file.toString()}, environment, out, out());
    said = text.toString(StandardCharsets.UTF_8);
    return status;
  }

  private void says(String text) {
    assertTrue(said.contains(text), () -> "'%s' is not in:\n%s".formatted(text, said));
  }
}
