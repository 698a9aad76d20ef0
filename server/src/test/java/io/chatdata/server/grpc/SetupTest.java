package io.chatdata.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.chatdata.server.llm.ProviderConfig.Wire;
import io.chatdata.server.llm.RemoteProvider;
import io.chatdata.server.llm.TestingDelivery;
import io.chatdata.server.llm.TestingModelServer;
import io.chatdata.server.llm.TestingReply;
import io.chatdata.server.sql.TestingPostgres;
import io.chatdata.server.sql.TestingPostgres.TestingDatabase;
import io.chatdata.v1.Connection;
import io.chatdata.v1.CreateConnectionRequest;
import io.chatdata.v1.DeleteConnectionRequest;
import io.chatdata.v1.GetSetupRequest;
import io.chatdata.v1.KeySource;
import io.chatdata.v1.ListConnectionsRequest;
import io.chatdata.v1.ListModelsRequest;
import io.chatdata.v1.Provider;
import io.chatdata.v1.ReadOnlyState;
import io.chatdata.v1.RemoveProviderKeyRequest;
import io.chatdata.v1.RunQueryRequest;
import io.chatdata.v1.SetProviderKeyRequest;
import io.chatdata.v1.TestConnectionRequest;
import io.chatdata.v1.TestConnectionResponse;
import io.chatdata.v1.TurnStatus;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a person sets up while the server runs is used at once and after the next start. */
class SetupTest {
  private static final String KEY = "sk-of-a-person-0123456789";

  private static TestingDatabase pets() {
    return TestingPostgres.create()
        .run("CREATE TABLE pets AS SELECT 1 AS id, 'Rex' AS name")
        .grant("public");
  }

  private static String url(TestingDatabase database) {
    return "postgresql://localhost:%d/%s".formatted(TestingPostgres.port(), database.name());
  }

  private static TestConnectionRequest asking(
      TestingDatabase database, String user, String password) {
    return TestConnectionRequest.newBuilder()
        .setUrl(url(database))
        .setUser(user)
        .setPassword(password)
        .build();
  }

  private static CreateConnectionRequest creating(TestingDatabase database, String id) {
    return CreateConnectionRequest.newBuilder()
        .setUrl(url(database))
        .setUser(database.reader())
        .setPassword("secret")
        .setId(id)
        .build();
  }

  private static List<Connection> connections(TestingServer server) {
    return server
        .data
        .listConnections(ListConnectionsRequest.getDefaultInstance())
        .getConnectionsList();
  }

  private static String name(TestingServer server, String connection) {
    return server
        .data
        .runQuery(
            RunQueryRequest.newBuilder()
                .setConnectionId(connection)
                .setSql("SELECT name FROM pets")
                .build())
        .getRows(0)
        .getValues(0)
        .getStringValue();
  }

  private static StatusRuntimeException refused(Executable call, String reason) {
    StatusRuntimeException refusal = assertThrows(StatusRuntimeException.class, call);
    assertEquals(
        reason,
        TestingErrors.detail(refusal, ErrorInfo.class).map(ErrorInfo::getReason).orElse(""),
        refusal::getMessage);
    return refusal;
  }

  private static String words(StatusRuntimeException refusal) {
    return String.valueOf(refusal.getStatus().getDescription());
  }

  private static String field(StatusRuntimeException refusal) {
    return TestingErrors.detail(refusal, BadRequest.class)
        .map(bad -> bad.getFieldViolations(0).getField())
        .orElse("");
  }

  @Test
  void aTestFindsTheTablesAndSavesNothing() {
    TestingDatabase pets = pets();
    try (TestingServer server = TestingServer.start()) {
      TestConnectionResponse found =
          server.setup.testConnection(asking(pets, pets.reader(), "secret"));

      assertEquals(ReadOnlyState.READ_ONLY_STATE_VERIFIED, found.getReadOnlyState());
      assertEquals(1, found.getTableCount());
      assertEquals(pets.name(), found.getDatabase());
      assertEquals(pets.name(), found.getSuggestedId());
      assertEquals(1, connections(server).size());
      assertFalse(Files.exists(Path.of(setupFile(server))));
    }
  }

  private static String setupFile(TestingServer server) {
    return server.setup.getSetup(GetSetupRequest.getDefaultInstance()).getFile();
  }

  @Test
  void theSqlThatATestGivesMakesARoleThatPassesIt() {
    TestingDatabase pets = pets();
    try (TestingServer server = TestingServer.start()) {
      TestConnectionResponse found = server.setup.testConnection(asking(pets, "postgres", ""));

      assertEquals(ReadOnlyState.READ_ONLY_STATE_REFUSED, found.getReadOnlyState());
      assertEquals(List.of("is a superuser"), found.getPowersList());
      String role = "safe_" + pets.name();
      pets.run(found.getRoleSql().replaceAll("\"?chatdata_reader\\w*\"?", role));
      assertEquals(
          ReadOnlyState.READ_ONLY_STATE_VERIFIED,
          server.setup.testConnection(asking(pets, role, "choose-a-password")).getReadOnlyState());
    }
  }

  @Test
  void aCreatedConnectionIsUsedAtOnceAndAfterARestartUntilItIsDeleted() throws IOException {
    TestingDatabase pets = pets();
    TestingDatabase store = TestingPostgres.create();
    Path home = Files.createTempDirectory("home");
    try (TestingServer server = TestingServer.startIn(home, store)) {
      Connection created = server.setup.createConnection(creating(pets, "mine"));

      assertEquals("mine", created.getId());
      assertEquals(ReadOnlyState.READ_ONLY_STATE_VERIFIED, created.getReadOnlyState());
      assertEquals("Rex", name(server, "mine"));
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(setupFile(server)))));
    }
    try (TestingServer server = TestingServer.startIn(home, store)) {
      assertEquals("Rex", name(server, "mine"));
      assertEquals(
          List.of(false, true), connections(server).stream().map(Connection::getCreated).toList());

      server.setup.deleteConnection(DeleteConnectionRequest.newBuilder().setId("mine").build());

      refused(() -> name(server, "mine"), "UNKNOWN_CONNECTION");
      refused(
          () ->
              server.setup.deleteConnection(
                  DeleteConnectionRequest.newBuilder().setId("data").build()),
          "INVALID_FIELD");
    }
    try (TestingServer server = TestingServer.startIn(home, store)) {
      assertEquals(1, connections(server).size());
    }
  }

  @Test
  void aRoleThatCanDoMoreIsTakenOnlyWhereThatIsAccepted() {
    TestingDatabase pets = pets();
    CreateConnectionRequest mighty =
        CreateConnectionRequest.newBuilder().setUrl(url(pets)).setUser("postgres").build();
    try (TestingServer server = TestingServer.start()) {
      String words = words(refused(() -> server.setup.createConnection(mighty), "UNSAFE_ROLE"));
      assertTrue(words.contains("is a superuser") && words.contains("CREATE ROLE"), words);
      assertEquals(1, connections(server).size());

      Connection created =
          server.setup.createConnection(mighty.toBuilder().setAllowUnsafeRole(true).build());

      assertEquals(ReadOnlyState.READ_ONLY_STATE_OVERRIDDEN, created.getReadOnlyState());
      assertEquals(pets.name(), created.getId());
      assertEquals("Rex", name(server, pets.name()));
    }
  }

  @Test
  void anIdThatIsTakenOrNoIdIsRefused() {
    TestingDatabase pets = pets();
    try (TestingServer server = TestingServer.start()) {
      for (String id : List.of("data", "My shop")) {
        StatusRuntimeException refusal =
            refused(() -> server.setup.createConnection(creating(pets, id)), "INVALID_FIELD");
        assertEquals("id", field(refusal));
        assertTrue(words(refusal).contains("'" + id + "'"), words(refusal));
      }
      server.setup.createConnection(creating(pets, ""));
      assertEquals(
          pets.name() + "-2",
          server.setup.testConnection(asking(pets, pets.reader(), "secret")).getSuggestedId());
    }
  }

  @Test
  void whyItCanNotBeConnectedToIsSaid() {
    TestingDatabase pets = pets();
    String host = "postgresql://localhost:" + TestingPostgres.port();
    try (TestingServer server = TestingServer.start()) {
      Map.of(
              host + "/" + pets.name(),
              "refused the password of the user '" + pets.reader() + "'",
              host + "/" + pets.name() + "?sslmode=require",
              "end the address with ?sslmode=disable",
              "postgresql://localhost:1/shop",
              "refused the connection; check that the database runs",
              "postgresql://no.such.invalid/shop",
              "the host 'no.such.invalid' is not known",
              "localhost:5432/shop",
              "does not start with postgresql://",
              "postgresql://localhost",
              "names no database",
              "postgresql://169.254.169.254/latest",
              "a cloud's metadata service",
              "postgresql://localhost/shop?options=-c",
              "has the parameter 'options'",
              "postgresql://someone:hunter2@/shop",
              "names no host")
          .forEach((url, why) -> assertFails(server, url, pets.reader(), "hunter2-hunter2", why));
      assertFails(server, host + "/shop", "", "hunter2-hunter2", "has no user");
      assertFails(server, host + "/nothing", pets.reader(), "secret", "has no database 'nothing'");
    }
  }

  private static void assertFails(
      TestingServer server, String url, String user, String password, String why) {
    var request =
        TestConnectionRequest.newBuilder().setUrl(url).setUser(user).setPassword(password).build();
    StatusRuntimeException refusal =
        assertThrows(StatusRuntimeException.class, () -> server.setup.testConnection(request));
    assertTrue(words(refusal).contains(why), words(refusal));
    assertFalse(words(refusal).contains("hunter2"), words(refusal));
  }

  @Test
  void aKeyIsCheckedUsedAtOnceAndAfterARestartUntilItIsRemoved() throws IOException {
    TestingDatabase store = TestingPostgres.create();
    Path home = Files.createTempDirectory("home");
    try (var models = new TestingModelServer()) {
      try (TestingServer server = TestingServer.startIn(home, store, keyless(models))) {
        assertEquals(KeySource.KEY_SOURCE_MISSING, openai(server).getKeySource());
        models.answer(TestingDelivery.status(200, "{}"));

        Provider set = server.setup.setProviderKey(key(KEY + "\n"));

        assertTrue(set.getAvailable());
        assertEquals("/v1/models", models.requests().getLast().path());
        assertEquals("Bearer " + KEY, models.requests().getLast().headers().get("authorization"));
        assertAnswers(server, models);
      }
      try (TestingServer server = TestingServer.startIn(home, store, keyless(models))) {
        assertEquals(KeySource.KEY_SOURCE_SAVED, openai(server).getKeySource());
        assertAnswers(server, models);

        server.setup.removeProviderKey(
            RemoveProviderKeyRequest.newBuilder().setProvider("openai").build());

        assertFalse(openai(server).getAvailable());
        assertFalse(Files.readString(Path.of(setupFile(server))).contains(KEY));
      }
    }
  }

  private static RemoteProvider keyless(TestingModelServer models) {
    return models.provider(Wire.OPENAI, "openai").withKey(null);
  }

  private static SetProviderKeyRequest key(String key) {
    return SetProviderKeyRequest.newBuilder().setProvider("openai").setKey(key).build();
  }

  private static Provider openai(TestingServer server) {
    return server
        .chat
        .listModels(ListModelsRequest.getDefaultInstance())
        .getProvidersList()
        .stream()
        .filter(provider -> provider.getId().equals("openai"))
        .findFirst()
        .orElseThrow();
  }

  private static void assertAnswers(TestingServer server, TestingModelServer models) {
    models.answer(TestingDelivery.of(TestingReply.saying("Yes.")));
    String conversation = server.conversation("openai", "gpt-5-mini").getId();
    assertEquals(
        TurnStatus.TURN_STATUS_COMPLETED,
        server.ask(conversation, "Are you there?").getLast().getTurnFinished().getStatus());
  }

  @Test
  void aKeyThatTheProviderRefusesOrThatIsNoneIsNotSaved() {
    try (var models = new TestingModelServer();
        TestingServer server = TestingServer.start(keyless(models))) {
      models.answer(
          TestingDelivery.status(401, "{\"error\": \"" + KEY + "\"}"),
          TestingDelivery.status(503, ""));

      StatusRuntimeException wrong =
          refused(() -> server.setup.setProviderKey(key(KEY)), "PROVIDER_REJECTED");
      assertTrue(words(wrong).contains("refuses this key (status 401)"), words(wrong));
      refused(() -> server.setup.setProviderKey(key(KEY)), "PROVIDER_UNAVAILABLE");
      for (String none : List.of("", "short", "with a space in it", "with\nline")) {
        assertEquals(
            "key", field(refused(() -> server.setup.setProviderKey(key(none)), "INVALID_FIELD")));
      }
      assertEquals(2, models.requests().size());
      assertEquals(KeySource.KEY_SOURCE_MISSING, openai(server).getKeySource());
      assertFalse(Files.exists(Path.of(setupFile(server))));
    }
  }

  @Test
  void whatTheOperatorConfiguredWins() throws IOException {
    TestingDatabase store = TestingPostgres.create();
    TestingDatabase pets = pets();
    Path home = Files.createTempDirectory("home");
    Files.writeString(
        home.resolve("setup.json"),
        """
        {"connections": [{"id": "data", "name": "Mine", "url": "%s", "user": "x", "password": "y"}],
         "provider_keys": {"openai": "%s"}}
        """
            .formatted(url(pets), KEY));
    try (var models = new TestingModelServer();
        TestingServer server = TestingServer.startIn(home, store, models.provider())) {
      assertEquals(List.of("Data"), connections(server).stream().map(Connection::getName).toList());
      assertEquals(KeySource.KEY_SOURCE_CONFIGURED, openai(server).getKeySource());
      String words = words(refused(() -> server.setup.setProviderKey(key(KEY)), "INVALID_FIELD"));
      assertTrue(words.contains("OPENAI_API_KEY"), words);
      assertTrue(models.requests().isEmpty());
    }
  }
}
