package io.chatdata.server.grpc;

import io.chatdata.server.base.Secret;
import java.net.InetAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the server listens, and to whom.
 *
 * @param port 0 picks a free one
 * @param token what every call but that of the health service must bring; null lets all in
 * @param tls null means plain text
 */
public record ListenConfig(
    InetAddress address, int port, @Nullable Secret token, @Nullable Tls tls) {

  /**
   * The server's certificate, in files that are read anew when they change.
   *
   * @param certificate PEM, with the chain
   * @param key PEM, PKCS #8, not encrypted
   */
  public record Tls(Path certificate, Path key) {}

  /** On loopback, in plain text, without a token. */
  public static ListenConfig loopback(int port) {
    return new ListenConfig(InetAddress.getLoopbackAddress(), port, null, null);
  }
}
