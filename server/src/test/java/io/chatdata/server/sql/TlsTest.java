package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.DatabaseUrl;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server whose certificate is checked against a root certificate, and its password. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsTest {
  private final TestingEmbedded cluster = TestingEmbedded.start();

  @SuppressWarnings("NullAway.Init")
  private Path root;

  @SuppressWarnings("NullAway.Init")
  private Path otherRoot;

  @BeforeAll
  void prepare(@TempDir Path folder) throws Exception {
    TestingCertificate certificate = TestingCertificate.make(folder, "server", "dns:localhost");
    root = certificate.certificate();
    otherRoot = TestingCertificate.make(folder, "other", "dns:localhost").certificate();
    Path data = Path.of(cluster.query("SHOW data_directory").getFirst());
    cluster.query("CREATE ROLE reader LOGIN PASSWORD 'from a command'");
    cluster.query("CREATE VIEW tls AS SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
    cluster.query("GRANT SELECT ON tls TO reader");
    Files.writeString(
        data.resolve("pg_hba.conf"),
        "host all postgres all trust\nhostssl all all all scram-sha-256\n");
    cluster.query("ALTER SYSTEM SET ssl_cert_file = '%s'".formatted(root));
    cluster.query("ALTER SYSTEM SET ssl_key_file = '%s'".formatted(certificate.key()));
    cluster.query("ALTER SYSTEM SET ssl = on");
    cluster.query("SELECT pg_reload_conf()");
    while (!cluster.query("SHOW ssl").equals(List.of("on"))) {
      Thread.onSpinWait();
    }
  }

  @AfterAll
  void close() {
    cluster.close();
  }

  @Test
  void theRightServerIsUsedOverTls() {
    try (Database database = open("localhost", root)) {
      assertEquals(
          List.of(List.of(true)),
          database.query(TestingPostgres.request("SELECT ssl FROM tls")).rows());
    }
  }

  @Test
  void aServerOfAnotherNameIsRefused() {
    assertRefused("127.0.0.1", root, "127.0.0.1");
  }

  @Test
  void aCertificateThatTheRootDidNotSignIsRefused() {
    assertRefused("localhost", otherRoot, "certif");
  }

  @Test
  void aRootCertificateThatIsNotThereIsNamed() {
    Path missing = root.resolveSibling("missing.crt");
    assertRefused("localhost", missing, missing.toString());
  }

  @Test
  void aServerThatWantsTlsIsSaidTo() {
    DatabaseUrl url =
        new DatabaseUrl(
            "localhost",
            cluster.port(),
            "postgres",
            "reader",
            Secret.of("from a command"),
            Map.of("sslmode", "disable"));
    try (Database database = TestingConfig.of(url).open()) {
      ChatdataException e = assertThrows(ChatdataException.class, database::catalog);
      String message = e.problem().message();
      assertTrue(message.contains("end the address with ?sslmode=require"), message);
    }
  }

  private void assertRefused(String host, Path certificate, String words) {
    try (Database database = open(host, certificate)) {
      ChatdataException e = assertThrows(ChatdataException.class, database::catalog);
      assertEquals(Reason.DATABASE_UNREACHABLE, e.reason());
      String message = e.problem().message();
      assertTrue(message.startsWith("Connection 'shop': TLS with " + host), message);
      assertTrue(message.contains(words), message);
      assertTrue(message.contains("check sslmode and sslrootcert"), message);
    }
  }

  private Database open(String host, Path certificate) {
    return TestingConfig.of(
            new DatabaseUrl(
                host,
                cluster.port(),
                "postgres",
                "reader",
                Secret.command(List.of("echo", "from a command")),
                Map.of("sslmode", "verify-full", "sslrootcert", certificate.toString())))
        .open();
  }
}
