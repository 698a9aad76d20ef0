package io.chatdata.server;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Secret;
import io.chatdata.server.grpc.ListenConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads where the server listens, and what it asks of those who call. */
final class ListenConfigs {
  private static final Pattern GOOD_TOKEN = Pattern.compile("[!-~]{16,}");

  private final Environment environment;

  ListenConfigs(Environment environment) {
    this.environment = environment;
  }

  ListenConfig grpc(ConfigNode node) {
    String host = environment.get("CHATDATA_GRPC_HOST", node.text("host", "127.0.0.1"));
    InetAddress address = address(host);
    Secret token = token(environment.get("CHATDATA_TOKEN", ""));
    ListenConfig.Tls tls =
        tls(
            environment.get("CHATDATA_GRPC_TLS_CERT", node.text("tls_cert", "")),
            environment.get("CHATDATA_GRPC_TLS_KEY", node.text("tls_key", "")));
    if (!address.isLoopbackAddress() && (token == null || tls == null)) {
      throw Problem.of(
              Reason.INVALID_FIELD,
              "CHATDATA_GRPC_HOST (grpc.host) is '%s', which others can reach; that needs a token and TLS: set CHATDATA_TOKEN, CHATDATA_GRPC_TLS_CERT and CHATDATA_GRPC_TLS_KEY, or listen on 127.0.0.1"
                  .formatted(host))
          .atField("grpc.host")
          .toException();
    }
    return new ListenConfig(address, port(node, "CHATDATA_GRPC_PORT", 9090), token, tls);
  }

  private static InetAddress address(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw Problem.of(
              Reason.INVALID_FIELD,
              "CHATDATA_GRPC_HOST (grpc.host) is '%s', which has no address; give one such as 127.0.0.1"
                  .formatted(host))
          .atField("grpc.host")
          .toException();
    }
  }

  private static @Nullable Secret token(String token) {
    if (token.isEmpty()) {
      return null;
    }
    if (!GOOD_TOKEN.matcher(token).matches()) {
      throw new ChatdataException(
          Reason.INVALID_FIELD,
          "CHATDATA_TOKEN has %d characters; at least 16 of ASCII without spaces are needed, such as openssl rand -hex 32 makes"
              .formatted(token.length()));
    }
    return Secret.of(token);
  }

  private static ListenConfig.@Nullable Tls tls(String certificate, String key) {
    if (certificate.isEmpty() && key.isEmpty()) {
      return null;
    }
    if (certificate.isEmpty() || key.isEmpty()) {
      throw new ChatdataException(
          Reason.INVALID_FIELD,
          "CHATDATA_GRPC_TLS_CERT (grpc.tls_cert) and CHATDATA_GRPC_TLS_KEY (grpc.tls_key) go"
              + " together; only one of them is set");
    }
    return new ListenConfig.Tls(Path.of(certificate), Path.of(key));
  }

  /** A port: the variable's, else that of the configuration. */
  int port(ConfigNode node, String name, int standard) {
    int configured = node.number("port", standard, 0, 65535);
    String variable = environment.get(name);
    if (variable == null) {
      return configured;
    }
    try {
      int port = Integer.parseInt(variable);
      if (port >= 0 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new ChatdataException(
        Reason.INVALID_FIELD, "%s is '%s'; give a port from 1 to 65535".formatted(name, variable));
  }
}
