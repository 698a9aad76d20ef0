package io.chatdata.gateway;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway asks of those who call it, and what it shows the server.
 *
 * @param token what callers must bring and the server is given; empty lets all in
 * @param tls the gateway's certificate; null means plain HTTP
 * @param serverTls whether the server speaks TLS
 * @param serverCa PEM of what signed the server's certificate; null means the CAs that Java trusts
 */
public record Security(
    String token, @Nullable Tls tls, boolean serverTls, @Nullable Path serverCa) {
  /** No token, no TLS. */
  public static final Security NONE = new Security("", null, false, null);

  /**
   * Files that are read anew when they change.
   *
   * @param certificate PEM, with the chain
   * @param key PEM, PKCS #8, not encrypted
   */
  public record Tls(Path certificate, Path key) {}

  /**
   * @throws IllegalArgumentException naming the value that can't be used and the way out
   */
  public Security {
    if (!token.isEmpty() && !token.matches("[!-~]{16,}")) {
      throw new IllegalArgumentException(
          "CHATDATA_TOKEN has "
              + token.length()
              + " characters; at least 16 of ASCII without spaces are needed, such as openssl rand"
              + " -hex 32 makes");
    }
    if (serverCa != null && !serverTls) {
      throw new IllegalArgumentException(
          "--server-ca is " + serverCa + ", but TLS to the server is off; add --server-tls");
    }
  }

  /** Both files or none. */
  static @Nullable Tls tls(@Nullable Path certificate, @Nullable Path key) {
    if (certificate != null && key != null) {
      return new Tls(certificate, key);
    }
    if (certificate != null || key != null) {
      throw new IllegalArgumentException(
          "--tls-cert (CHATDATA_TLS_CERT) and --tls-key (CHATDATA_TLS_KEY) go together; only one of"
              + " them is set");
    }
    return null;
  }

  /** Never shows the token. */
  @Override
  public String toString() {
    return "Security[tls=%s, serverTls=%s, serverCa=%s]".formatted(tls, serverTls, serverCa);
  }
}
