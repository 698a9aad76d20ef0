package io.chatdata.gateway;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The two ways of MCP: a client either begins with a handshake, or says all with each request. */
enum McpEra {
  /** Up to 2025-11-25: initialize agrees on a version. */
  HANDSHAKE,
  /** From 2026-07-28 on: each request names its version. */
  STATELESS;

  /** Versions that a handshake can agree on, the best one first. */
  static final List<String> HANDSHAKE_VERSIONS = List.of("2025-11-25", "2025-06-18");

  /** What a request after a handshake speaks that names no version. */
  private static final String UNNAMED = "2025-03-26";

  /** Versions that requests can name. */
  static final List<String> STATELESS_VERSIONS = List.of("2026-07-28");

  private static final HeaderName VERSION_HEADER = HeaderNames.create("MCP-Protocol-Version");
  private static final HeaderName METHOD_HEADER = HeaderNames.create("Mcp-Method");
  private static final HeaderName NAME_HEADER = HeaderNames.create("Mcp-Name");

  private static final String META = "io.modelcontextprotocol/";
  static final String SERVER_INFO = META + "serverInfo";
  private static final String VERSION = META + "protocolVersion";
  private static final String CAPABILITIES = META + "clientCapabilities";

  private static final Pattern BASE64 = Pattern.compile("=\\?base64\\?(.*)\\?=");

  /** Methods whose subject is in a header too, and the parameter that it must be equal to. */
  private static final Map<String, String> NAMED =
      Map.of("tools/call", "name", "prompts/get", "name", "resources/read", "uri");

  /** Which way a request on standard input goes. */
  static McpEra of(McpMessage.Request request) {
    if (!request.meta().has(VERSION)) {
      return HANDSHAKE;
    }
    checkVersion(checkMeta(request));
    return STATELESS;
  }

  /**
   * Which way a request over HTTP goes.
   *
   * @throws McpException when its headers say otherwise than its body
   */
  static McpEra of(McpMessage.Request request, Exchange exchange) {
    Optional<String> version = exchange.header(VERSION_HEADER).map(String::strip);
    boolean stateless = request.meta().has(VERSION);
    if (!stateless && version.filter(McpEra::isStateless).isEmpty()) {
      String named = version.orElse(UNNAMED);
      if (!named.equals(UNNAMED) && !HANDSHAKE_VERSIONS.contains(named)) {
        throw unsupported(named, HANDSHAKE_VERSIONS);
      }
      return HANDSHAKE;
    }
    if (!stateless && request.method().equals("initialize")) {
      throw mismatch("the header names " + version.orElse("") + ", which has no initialize");
    }
    String named = checkMeta(request);
    if (!version.orElse("").equals(named)) {
      throw mismatch(
          "%s is '%s' in the header and '%s' in _meta"
              .formatted(VERSION_HEADER.defaultCase(), version.orElse(""), named));
    }
    checkVersion(named);
    checkHeader(exchange, METHOD_HEADER, "method", request.method());
    String subject = NAMED.get(request.method());
    if (subject != null && McpMessage.isText(request.params().get(subject))) {
      checkHeader(exchange, NAME_HEADER, subject, request.params().get(subject).getAsString());
    }
    return STATELESS;
  }

  private static boolean isStateless(String version) {
    return version.compareTo(STATELESS_VERSIONS.getLast()) >= 0;
  }

  /** Returns the version that the request names. */
  private static String checkMeta(McpMessage.Request request) {
    JsonElement version = request.meta().get(VERSION);
    if (!McpMessage.isText(version)) {
      throw invalid("_meta must have " + VERSION + ", a text such as \"2026-07-28\"");
    }
    if (!(request.meta().get(CAPABILITIES) instanceof JsonObject)) {
      throw invalid("_meta must have " + CAPABILITIES + ", an object, which may be empty");
    }
    return version.getAsString();
  }

  private static void checkVersion(String version) {
    if (!STATELESS_VERSIONS.contains(version)) {
      throw unsupported(version, STATELESS_VERSIONS);
    }
  }

  private static void checkHeader(
      Exchange exchange, HeaderName header, String field, String expected) {
    String given = exchange.header(header).map(String::strip).orElse("");
    if (!expected.equals(decoded(given))) {
      throw mismatch(
          "%s is '%s', but the body's %s is '%s'"
              .formatted(header.defaultCase(), given, field, expected));
    }
  }

  /** Values that a header can't hold come as =?base64?…?=; null when that is no such text. */
  private static @Nullable String decoded(String header) {
    Matcher encoded = BASE64.matcher(header);
    if (!encoded.matches()) {
      return header;
    }
    try {
      return Percent.utf8(Base64.getDecoder().decode(encoded.group(1)));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static McpException unsupported(String requested, List<String> supported) {
    var versions = new JsonArray();
    supported.forEach(versions::add);
    var data = new JsonObject();
    data.add("supported", versions);
    data.addProperty("requested", requested);
    return McpException.of(
            McpException.UNSUPPORTED_VERSION,
            400,
            "The protocol version '" + requested + "' is not spoken here; these are: " + supported)
        .with(data);
  }

  private static McpException mismatch(String how) {
    return McpException.of(
        McpException.HEADER_MISMATCH, 400, "Headers and body don't agree: " + how);
  }

  private static McpException invalid(String message) {
    return McpException.of(McpException.INVALID_PARAMS, 400, message);
  }
}
