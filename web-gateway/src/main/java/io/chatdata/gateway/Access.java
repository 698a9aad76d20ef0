package io.chatdata.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.WritableHeaders;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may talk to the gateway: those with its token, where it has one. Without, what keeps other
 * sites' pages out are the Host header, which shows a name that was rebound to this machine, and
 * the Origin header, which shows a page of another site; so both are checked on every route.
 */
final class Access {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final int HTTP_PORT = 80;
  private static final List<Header> SECURITY =
      List.of(
          HeaderValues.createCached("X-Content-Type-Options", "nosniff"),
          HeaderValues.createCached("X-Frame-Options", "DENY"),
          HeaderValues.createCached("Referrer-Policy", "no-referrer"),
          HeaderValues.createCached("Cross-Origin-Resource-Policy", "same-origin"),
          HeaderValues.createCached(
              HeaderNames.create("Content-Security-Policy"),
              "default-src 'none'; frame-ancestors 'none'"));
  private static final Header VARY_ORIGIN = HeaderValues.createCached(HeaderNames.VARY, "Origin");
  private static final Header ALLOW_METHODS =
      HeaderValues.createCached(
          HeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, PATCH, DELETE");
  private static final Header ALLOW_HEADERS =
      HeaderValues.createCached(
          HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
          "Authorization, Content-Type, Last-Event-ID, MCP-Protocol-Version, Mcp-Method, Mcp-Name,"
              + " Mcp-Session-Id");
  private static final Header EXPOSE_HEADERS =
      HeaderValues.createCached(
          HeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, "Location, Mcp-Session-Id, Retry-After");
  private static final Header MAX_AGE =
      HeaderValues.createCached(HeaderNames.ACCESS_CONTROL_MAX_AGE, "600");

  private static final String SCHEME = "bearer ";

  private final byte[] token;
  private final Set<String> allowedHosts;
  private final Set<String> allowedOrigins;
  private final Set<String> corsOrigins;

  Access(GatewayConfig config) {
    token = config.security().token().getBytes(UTF_8);
    allowedHosts = lowerCase(config.allowedHosts());
    corsOrigins = lowerCase(config.corsOrigins());
    allowedOrigins = new HashSet<>(lowerCase(config.allowedOrigins()));
    allowedOrigins.addAll(corsOrigins);
  }

  /** Adds the headers that every response has. */
  static void secure(WritableHeaders<?> response) {
    SECURITY.forEach(response::set);
  }

  /**
   * Checks who asks.
   *
   * @param port the port that the gateway listens on
   * @throws ProblemException with status 403
   */
  void check(ServerRequestHeaders request, int port) {
    String host = request.first(HeaderNames.HOST).orElse("").toLowerCase(Locale.ROOT);
    if (!isOwn(host, port)
        && !allowedHosts.contains(host)
        && !allowedHosts.contains(withoutPort(host))) {
      throw Problem.of(
              403,
              GatewayReason.HOST_REFUSED,
              "The Host header '"
                  + host
                  + "' is not one that this gateway answers for; start it with --allowed-hosts or"
                  + " CHATDATA_ALLOWED_HOSTS naming it if it should")
          .toException();
    }
    // All of them: a second one must not hide behind the first.
    Optional<String> origin =
        request.contains(HeaderNames.ORIGIN)
            ? Optional.of(request.get(HeaderNames.ORIGIN).values().toLowerCase(Locale.ROOT))
            : Optional.empty();
    if (origin.isPresent()
        && !origin.get().equals("http://" + host)
        && !origin.get().equals("https://" + host)
        && !(origin.get().startsWith("http://") && isOwn(origin.get().substring(7), port))
        && !allowedOrigins.contains(origin.get())) {
      throw Problem.of(
              403,
              GatewayReason.ORIGIN_REFUSED,
              "Pages of the origin '"
                  + origin.get()
                  + "' may not use this gateway; start it with --allowed-origins or"
                  + " CHATDATA_ALLOWED_ORIGINS naming it if they should")
          .toException();
    }
  }

  /**
   * Checks that who asks has the token, in a time that doesn't tell how much of it was right.
   *
   * @throws ProblemException with status 401
   */
  void authorize(ServerRequestHeaders request) {
    if (token.length == 0) {
      return;
    }
    String header = request.first(HeaderNames.AUTHORIZATION).orElse("");
    if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        || !MessageDigest.isEqual(
            token, header.substring(SCHEME.length()).strip().getBytes(UTF_8))) {
      throw Problem.of(
              401,
              GatewayReason.UNAUTHENTICATED,
              "A token is needed: the header Authorization: Bearer and the value of"
                  + " CHATDATA_TOKEN")
          .toException();
    }
  }

  /** Adds what lets the scripts of a configured origin read the response. */
  void share(ServerRequestHeaders request, WritableHeaders<?> response) {
    if (corsOrigins.isEmpty()) {
      return;
    }
    response.set(VARY_ORIGIN);
    Optional<String> origin = request.first(HeaderNames.ORIGIN);
    if (origin.isPresent() && corsOrigins.contains(origin.get().toLowerCase(Locale.ROOT))) {
      response.set(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin.get());
      response.set(EXPOSE_HEADERS);
    }
  }

  /**
   * Whether a request only asks if scripts of a configured origin may send another; if so, adds the
   * answer.
   */
  boolean isPreflight(String method, ServerRequestHeaders request, WritableHeaders<?> response) {
    if (!method.equals("OPTIONS")
        || !request.contains(HeaderNames.ACCESS_CONTROL_REQUEST_METHOD)
        || !response.contains(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN)) {
      return false;
    }
    response.set(ALLOW_METHODS);
    response.set(ALLOW_HEADERS);
    response.set(MAX_AGE);
    return true;
  }

  /** Whether a Host header names this machine itself. */
  static boolean isLoopback(String host) {
    return LOOPBACK.contains(withoutPort(host.toLowerCase(Locale.ROOT)));
  }

  private static boolean isOwn(String host, int port) {
    String name = withoutPort(host);
    return LOOPBACK.contains(name)
        && host.substring(name.length()).equals(port == HTTP_PORT ? "" : ":" + port);
  }

  private static String withoutPort(String host) {
    return host.replaceFirst(":[0-9]+$", "");
  }

  private static Set<String> lowerCase(Set<String> values) {
    return values.stream().map(value -> value.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }
}
