package io.chatdata.server.base;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a PostgreSQL database, as libpq spells it: {@code
 * postgresql://user:password@host:port/database?sslmode=…}. Characters with a meaning of their own
 * are percent-encoded.
 *
 * @param host name or address
 * @param port TCP port; 5432 unless the address says otherwise
 * @param database name of the database
 * @param user login; may be given elsewhere
 * @param password may be given elsewhere
 * @param parameters sslmode, sslrootcert, connect_timeout, application_name as in libpq
 */
public record DatabaseUrl(
    String host,
    int port,
    String database,
    @Nullable String user,
    @Nullable Secret password,
    Map<String, String> parameters) {
  private static final Pattern SCHEME =
      Pattern.compile("^(?:jdbc:)?(?:postgresql|postgres)(?:\\+[a-z0-9]+)?://");
  private static final Set<String> PARAMETERS =
      Set.of("sslmode", "sslrootcert", "connect_timeout", "application_name");
  private static final Set<String> SSL_MODES =
      Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

  /** Names and addresses under which clouds serve credentials to their machines. */
  private static final Set<String> METADATA_HOSTS =
      Set.of("metadata", "metadata.google.internal", "fd00:ec2:0:0:0:0:0:254", "100.100.100.200");

  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  public DatabaseUrl {
    parameters = Map.copyOf(parameters);
  }

  /**
   * Reads an address.
   *
   * @param name what the address was given as, such as DATABASE_URL; for messages
   * @throws ChatdataException naming what is wrong with it, never the password
   */
  public static DatabaseUrl parse(String name, String text) {
    var scheme = SCHEME.matcher(text.strip());
    if (!scheme.find()) {
      throw invalid(name, "does not start with postgresql://");
    }
    URI uri;
    try {
      uri = new URI("postgresql://" + scheme.replaceFirst(""));
    } catch (URISyntaxException e) {
      throw invalid(
          name, "has a character that must be percent-encoded, such as %40 for @ in a password");
    }
    if (uri.getHost() == null) {
      throw invalid(name, "names no host, or a character in its password must be percent-encoded");
    }
    String host = uri.getHost().replaceAll("^\\[|]$", "");
    if (isMetadataService(host)) {
      throw invalid(name, "names the host " + host + ", which is a cloud's metadata service");
    }
    String path = uri.getRawPath();
    if (path == null || path.length() < 2) {
      throw invalid(name, "names no database; end it with /name");
    }
    String[] login =
        uri.getRawUserInfo() == null ? new String[0] : uri.getRawUserInfo().split(":", 2);
    return new DatabaseUrl(
        host,
        uri.getPort() < 0 ? 5432 : uri.getPort(),
        decode(path.substring(1)),
        login.length > 0 && !login[0].isEmpty() ? decode(login[0]) : null,
        login.length > 1 ? Secret.of(decode(login[1])) : null,
        parameters(name, uri.getRawQuery()));
  }

  public DatabaseUrl withLogin(@Nullable String newUser, @Nullable Secret newPassword) {
    return new DatabaseUrl(host, port, database, newUser, newPassword, parameters);
  }

  public DatabaseUrl withDatabase(String newDatabase) {
    return new DatabaseUrl(host, port, newDatabase, user, password, parameters);
  }

  /** The address for pgJDBC, without login. */
  public String jdbcUrl() {
    String address = host.contains(":") ? "[" + host + "]" : host;
    return "jdbc:postgresql://%s:%d/%s"
        .formatted(
            address,
            port,
            java.net.URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20"));
  }

  /** True when both name the same database on the same host and port. */
  public boolean sameDatabase(DatabaseUrl other) {
    return port == other.port
        && database.equals(other.database)
        && canonical(host).equals(canonical(other.host));
  }

  /** Host, port and database, for messages. */
  @Override
  public String toString() {
    return host + ":" + port + "/" + database;
  }

  /** In whatever way an address is spelt; link-local ones serve nothing else. */
  private static boolean isMetadataService(String host) {
    if (!ADDRESS.matcher(host).matches()) {
      return METADATA_HOSTS.contains(host.toLowerCase(Locale.ROOT).replaceAll("\\.$", ""));
    }
    try {
      InetAddress address = InetAddress.getByName(host);
      return (address instanceof Inet4Address && address.isLinkLocalAddress())
          || METADATA_HOSTS.contains(address.getHostAddress());
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static String canonical(String host) {
    return List.of("localhost", "127.0.0.1", "::1").contains(host) ? "localhost" : host;
  }

  private static Map<String, String> parameters(String name, @Nullable String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (query == null || query.isEmpty()) {
      return parameters;
    }
    for (String pair : query.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      String key = decode(parts[0]);
      String value = parts.length > 1 ? decode(parts[1]) : "";
      if (!PARAMETERS.contains(key)) {
        throw invalid(
            name,
            "has the parameter '%s'; allowed are %s"
                .formatted(key, String.join(", ", PARAMETERS.stream().sorted().toList())));
      }
      if (key.equals("sslmode") && !SSL_MODES.contains(value)) {
        throw invalid(
            name,
            "has sslmode=%s; allowed are disable, allow, prefer, require, verify-ca and verify-full"
                .formatted(value));
      }
      parameters.put(key, value);
    }
    return parameters;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static ChatdataException invalid(String name, String what) {
    return new ChatdataException(
        Problem.of(
                Reason.INVALID_FIELD,
                "%s %s. It has the form postgresql://user:password@host:5432/database?sslmode=require"
                    .formatted(name, what))
            .atField(name));
  }
}
