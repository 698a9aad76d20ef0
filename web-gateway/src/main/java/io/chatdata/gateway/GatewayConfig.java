package io.chatdata.gateway;

import io.chatdata.client.Servers;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway needs to know.
 *
 * @param servers the gRPC server, or several that share a store
 * @param host name or address to listen on; any but loopback needs a token and TLS
 * @param port port to listen on; 0 picks a free one
 * @param allowedHosts Host headers that are accepted besides loopback's: a name, with any port, or
 *     name:port
 * @param allowedOrigins Origin headers that are accepted besides the gateway's own, such as
 *     https://chat.example.com
 * @param corsOrigins origins whose scripts may also read the answers; none switches CORS off
 * @param readyFile written with the page's address once the gateway listens and the server serves,
 *     deleted on stop
 * @param security token and certificates
 * @param limits times and sizes
 */
public record GatewayConfig(
    Servers servers,
    String host,
    int port,
    Set<String> allowedHosts,
    Set<String> allowedOrigins,
    Set<String> corsOrigins,
    @Nullable Path readyFile,
    Security security,
    Limits limits) {
  /**
   * Times and sizes.
   *
   * @param receive the longest that a request may take to arrive, from its first line on
   * @param idle how long a connection may lie idle between requests
   * @param heartbeat how long an event stream may be silent before it gets a comment line
   * @param write the longest that a write may be stuck before its connection is closed
   * @param connections the most connections at a time; more wait to be accepted
   * @param streams the most event streams at a time
   */
  public record Limits(
      Duration receive,
      Duration idle,
      Duration heartbeat,
      Duration write,
      int connections,
      int streams) {
    public static final Limits DEFAULT =
        new Limits(
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            10_000,
            4_000);
  }

  /**
   * @throws IllegalArgumentException naming the value that can't be used and the way out
   */
  public GatewayConfig {
    allowedHosts = Set.copyOf(allowedHosts);
    allowedOrigins = Set.copyOf(allowedOrigins);
    corsOrigins = Set.copyOf(corsOrigins);
    if (security.token().isEmpty() || security.tls() == null) {
      checkLoopback(host);
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("The port is " + port + "; it must be 0 to 65535");
    }
    allowedHosts.forEach(GatewayConfig::checkHost);
    allowedOrigins.forEach(GatewayConfig::checkOrigin);
    corsOrigins.forEach(GatewayConfig::checkOrigin);
  }

  /** A gateway on a free loopback port in front of a server, everything else by default. */
  public static GatewayConfig of(String server) {
    return new GatewayConfig(
        new Servers(server),
        "127.0.0.1",
        0,
        Set.of(),
        Set.of(),
        Set.of(),
        null,
        Security.NONE,
        Limits.DEFAULT);
  }

  private static void checkLoopback(String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          throw new IllegalArgumentException(
              "The gateway can't listen on "
                  + host
                  + ": any address but loopback needs a token and TLS. Set CHATDATA_TOKEN,"
                  + " CHATDATA_TLS_CERT and CHATDATA_TLS_KEY, or listen on 127.0.0.1 and put a"
                  + " reverse proxy in front of it");
        }
      }
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("The host '" + host + "' has no address", e);
    }
  }

  private static void checkHost(String host) {
    if (!host.matches("[A-Za-z0-9._-]+(:[0-9]{1,5})?|\\[[0-9A-Fa-f:.]+](:[0-9]{1,5})?")) {
      throw new IllegalArgumentException(
          "The allowed host is '"
              + host
              + "'; it must be a name or name:port, such as chat.example.com");
    }
  }

  private static void checkOrigin(String origin) {
    if (!origin.matches("https?://[A-Za-z0-9._:\\[\\]-]+")) {
      throw new IllegalArgumentException(
          "The origin is '"
              + origin
              + "'; it must be a scheme and a host, such as https://chat.example.com, without a"
              + " path, '*' or 'null'");
    }
  }

  /** Splits a list as a flag or variable gives it, at commas. */
  static Set<String> list(String text) {
    return Set.copyOf(
        List.of(text.split(",")).stream()
            .map(String::strip)
            .filter(item -> !item.isEmpty())
            .toList());
  }
}
