package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.DatabaseUrl;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
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
  private static final String STORE_PASSWORD = "changeit";

  private final TestingEmbedded cluster = TestingEmbedded.start();

  @SuppressWarnings("NullAway.Init")
  private Path root;

  @SuppressWarnings("NullAway.Init")
  private Path otherRoot;

  @BeforeAll
  void prepare(@TempDir Path folder) throws Exception {
    root = certificate(folder, "server", "dns:localhost");
    otherRoot = certificate(folder, "other", "dns:localhost");
    Path data = Path.of(cluster.query("SHOW data_directory").getFirst());
    cluster.query("CREATE ROLE reader LOGIN PASSWORD 'from a command'");
    cluster.query("CREATE VIEW tls AS SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
    cluster.query("GRANT SELECT ON tls TO reader");
    Files.writeString(
        data.resolve("pg_hba.conf"),
        "host all postgres all trust\nhostssl all all all scram-sha-256\n");
    cluster.query("ALTER SYSTEM SET ssl_cert_file = '%s'".formatted(root));
    cluster.query("ALTER SYSTEM SET ssl_key_file = '%s'".formatted(folder.resolve("server.key")));
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

  /** Makes a certificate that signs itself, and its key beside it; both as PEM. */
  private static Path certificate(Path folder, String name, String host)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path file = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storepass",
                STORE_PASSWORD,
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=" + host)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertEquals(0, keytool.waitFor());
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      store.load(in, STORE_PASSWORD.toCharArray());
    }
    Path key = folder.resolve(name + ".key");
    write(key, "PRIVATE KEY", store.getKey(name, STORE_PASSWORD.toCharArray()).getEncoded());
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Path certificate = folder.resolve(name + ".crt");
    write(certificate, "CERTIFICATE", store.getCertificate(name).getEncoded());
    return certificate;
  }

  private static void write(Path file, String kind, byte[] bytes) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    Files.writeString(
        file, "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(kind, base64));
  }
}
