package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.DatabaseUrl;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which a database can't be reached is told apart, and no password is shown. */
@Timeout(60)
class UnreachableTest {
  private final TestingPostgres.TestingDatabase postgres = TestingPostgres.create();

  @Test
  void aPortWhereNothingListensRefuses() throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    ChatdataException e = failure(url("localhost", port, Map.of()));
    assertTrue(e.problem().message().contains("refused the connection"), message(e));
    assertTrue(e.problem().retryAfter() != null);
  }

  @Test
  void anUnknownHostIsNamed() {
    ChatdataException e = failure(url("no-such-host.invalid", 5432, Map.of()));
    assertTrue(message(e).contains("the host 'no-such-host.invalid' is not known"), message(e));
  }

  @Test
  void aHostThatIsSilentIsGivenUp() throws IOException {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      for (String mode : List.of("disable", "prefer")) {
        ChatdataException e =
            failure(url("localhost", silent.getLocalPort(), Map.of("sslmode", mode)));
        assertTrue(message(e).contains("does not answer"), message(e));
      }
    }
  }

  /** Its queue of connections is full, so that it answers no more. */
  @Test
  void aHostThatTakesNoConnectionIsGivenUp() throws IOException {
    List<Socket> queue = new ArrayList<>();
    try (var black = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      boolean full = false;
      while (!full) {
        var waiting = new Socket();
        queue.add(waiting);
        try {
          waiting.connect(black.getLocalSocketAddress(), 300);
        } catch (SocketTimeoutException e) {
          full = true;
        }
      }
      try (Database database =
          TestingConfig.of(url("localhost", black.getLocalPort(), Map.of())).open()) {
        ChatdataException e = assertThrows(ChatdataException.class, database::catalog);
        assertTrue(message(e).contains("does not answer"), message(e));
      }
    } finally {
      for (Socket one : queue) {
        one.close();
      }
    }
  }

  @Test
  void aWrongPasswordIsToldFromAMissingDatabase() {
    ChatdataException password = failure(authenticated(postgres.name(), "wrong-password"));
    assertTrue(message(password).contains("refused the password"), message(password));
    ChatdataException database = failure(authenticated("no_such_database", "secret"));
    assertTrue(message(database).contains("has no database 'no_such_database'"), message(database));
  }

  @Test
  void aUserWhoMayNotConnectIsTold() {
    postgres.run("REVOKE CONNECT ON DATABASE %s FROM PUBLIC".formatted(postgres.name()));
    ChatdataException e = failure(postgres.url());
    assertTrue(message(e).contains("may not connect"), message(e));
  }

  @Test
  void tooManyConnectionsAreWorthAnotherTry() {
    postgres.run("ALTER ROLE %s CONNECTION LIMIT 0".formatted(postgres.reader()));
    ChatdataException e = failure(postgres.url());
    assertTrue(message(e).contains("too many connections"), message(e));
    assertTrue(e.problem().retryAfter() != null);
    postgres.run("ALTER ROLE %s CONNECTION LIMIT -1".formatted(postgres.reader()));
    try (Database database = TestingConfig.of(postgres.url()).open()) {
      assertEquals(List.of(), database.catalog().tables());
    }
  }

  @Test
  void aServerWithoutTlsIsTold() {
    ChatdataException e =
        failure(
            new DatabaseUrl(
                "localhost",
                TestingPostgres.port(),
                postgres.name(),
                postgres.reader(),
                Secret.of("secret"),
                Map.of("sslmode", "require")));
    assertTrue(message(e).contains("speaks no TLS"), message(e));
    assertTrue(message(e).contains("sslmode"), message(e));
  }

  @Test
  void aSecretThatIsNotThereIsNamed(@TempDir Path folder) {
    Path file = folder.resolve("password");
    var url =
        new DatabaseUrl(
            "localhost",
            TestingPostgres.port(),
            postgres.name(),
            postgres.reader(),
            Secret.file(file),
            Map.of());
    try (Database database = TestingConfig.of(url).open()) {
      ChatdataException e = assertThrows(ChatdataException.class, database::catalog);
      assertTrue(message(e).contains(file.toString()), message(e));
    }
  }

  @Test
  void aPasswordIsReadAnewForEachConnection(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("password");
    Files.writeString(file, "wrong\n");
    DatabaseUrl url =
        authenticated(postgres.name(), "").withLogin(postgres.reader(), Secret.file(file));
    try (Database database = TestingConfig.of(url).open()) {
      assertThrows(ChatdataException.class, database::catalog);
      Files.writeString(file, "secret\n");
      assertEquals(List.of(), database.catalog().tables());
    }
  }

  @Test
  void aNameWithOddCharactersConnects() {
    String odd = "odd \" '%/@:?#& name é";
    postgres.run("CREATE DATABASE " + SqlNames.quote(odd));
    postgres.run(
        "CREATE ROLE %s LOGIN PASSWORD %s".formatted(SqlNames.quote(odd), SqlNames.literal(odd)));
    var url =
        new DatabaseUrl("localhost", TestingPostgres.port(), odd, odd, Secret.of(odd), Map.of());
    try (Database database = TestingConfig.of(url).open()) {
      assertEquals(List.of(), database.catalog().tables());
    }
    postgres.run("DROP DATABASE " + SqlNames.quote(odd));
  }

  @Test
  void aDatabaseThatGoesAwayIsToldByTheStatement() {
    postgres.run("CREATE TABLE t AS SELECT 1 AS id").grant("public");
    try (Database database = TestingConfig.of(postgres.url()).open()) {
      assertEquals(1, database.query(TestingPostgres.request("SELECT id FROM t")).rows().size());
      postgres.run("ALTER ROLE %s CONNECTION LIMIT 0".formatted(postgres.reader()));
      postgres.query(
          "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = '%s'"
              .formatted(postgres.reader()));
      StatementException e =
          assertThrows(
              StatementException.class,
              () -> database.query(TestingPostgres.request("SELECT id FROM t")));
      assertEquals(Reason.DATABASE_UNREACHABLE, e.reason());
      assertEquals("53300", e.receipt().sqlstate());
      assertTrue(message(e).contains("too many connections"), message(e));
    }
  }

  /** One whose login the server really checks. */
  private DatabaseUrl authenticated(String database, String password) {
    return new DatabaseUrl(
        "127.0.0.1",
        TestingPostgres.port(),
        database,
        postgres.reader(),
        Secret.of(password),
        Map.of());
  }

  private DatabaseUrl url(String host, int port, Map<String, String> parameters) {
    return new DatabaseUrl(
        host, port, postgres.name(), postgres.reader(), Secret.of("very-secret"), parameters);
  }

  private static ChatdataException failure(DatabaseUrl url) {
    try (Database database = TestingConfig.of(url).open()) {
      ChatdataException e = assertThrows(ChatdataException.class, database::catalog);
      assertEquals(Reason.DATABASE_UNREACHABLE, e.reason());
      assertTrue(message(e).startsWith("Connection 'shop': "), message(e));
      StatementException statement =
          assertThrows(
              StatementException.class, () -> database.query(TestingPostgres.request("SELECT 1")));
      assertEquals(Reason.DATABASE_UNREACHABLE, statement.reason());
      assertEquals(Reason.DATABASE_UNREACHABLE, statement.receipt().reason());
      assertFalse(statement.receipt().allowed());
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        assertFalse(cause.toString().contains("very-secret"));
      }
      return e;
    }
  }

  private static String message(ChatdataException e) {
    return e.problem().message();
  }
}
