package io.chatdata.server.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A certificate that signs itself.
 *
 * @param certificate PEM
 * @param key PEM, PKCS #8, readable by its owner alone
 */
public record TestingCertificate(Path certificate, Path key) {
  private static final String STORE_PASSWORD = "of the key store";

  /**
   * Makes one, or one that takes the place of one of the same name.
   *
   * @param san the names it is for, as keytool wants them: dns:localhost,ip:127.0.0.1
   */
  public static TestingCertificate make(Path folder, String name, String san)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path file = folder.resolve(name + ".p12");
    Files.deleteIfExists(file);
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
                "san=" + san)
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
    return new TestingCertificate(certificate, key);
  }

  private static void write(Path file, String kind, byte[] bytes) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    Files.writeString(
        file, "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(kind, base64));
  }
}
