package io.chatdata.gateway;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The browser app, from a folder of the class path. */
final class PageRoutes {
  private static final String INDEX = "index.html";
  private static final Header NO_CACHE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-cache");
  private static final Header IMMUTABLE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "public, max-age=31536000, immutable");
  private static final Header VARY = HeaderValues.createCached(HeaderNames.VARY, "Accept-Encoding");

  /**
   * Styles may be inline, since components set them; nothing comes from or goes to another host.
   */
  private static final Header PAGE_POLICY =
      HeaderValues.createCached(
          HeaderNames.create("Content-Security-Policy"),
          "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'"
              + " data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self';"
              + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

  private static final Map<String, String> MEDIA_TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("wasm", "application/wasm"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"));
  private static final List<String> COMPRESSED = List.of("png", "ico", "woff2");

  private static final String NOT_BUILT =
      """
      <!doctype html>
      <html lang="en">
      <title>chatdata</title>
      <h1>The page was not built</h1>
      <p>This gateway was built with <code>-DskipUi</code>. Build it without, with Node installed:
      <code>mvn -pl web-gateway -am package</code>. The API works as it is:
      <a href="/openapi">/openapi</a> describes it.</p>
      </html>
      """;

  /** A file, as it is and, where that is smaller, compressed. */
  private static final class Asset {
    private final String mediaType;
    private final byte[] content;
    private final byte @Nullable [] gzip;
    private final String tag;

    Asset(String mediaType, byte[] content, boolean compress) throws IOException {
      this.mediaType = mediaType;
      this.content = content;
      gzip = compress ? gzip(content) : null;
      tag = tag(content);
    }
  }

  private final String folder;
  private final Map<String, Asset> assets = new ConcurrentHashMap<>();

  /**
   * @param folder with a slash at both ends
   */
  PageRoutes(String folder) {
    this.folder = folder;
  }

  List<Route> routes() {
    Route.Reply page = Route.Reply.of("The browser app.", "text/html");
    return List.of(
        SelfRoutes.route("/", "root", "The browser app.", List.of(page), this::page),
        SelfRoutes.route("/chat", "page", "The browser app.", List.of(page), this::page),
        SelfRoutes.route(
            "/chat/*",
            "pageAt",
            "The browser app, at one of its own paths.",
            List.of(page),
            this::page),
        SelfRoutes.route(
            "/assets/*",
            "asset",
            "A file of the browser app; its name changes with its content.",
            List.of(Route.Reply.of("The file.", "*/*")),
            exchange -> {
              String path = "assets/" + exchange.variables().get("*");
              Asset asset =
                  find(path)
                      .orElseThrow(
                          () ->
                              Problem.of(
                                      404,
                                      GatewayReason.PATH_NOT_FOUND,
                                      "No such file of the browser app: /" + path)
                                  .toException());
              // A worker goes by the policy of its own script.
              exchange.setHeader(PAGE_POLICY);
              exchange.setHeader(IMMUTABLE);
              send(exchange, asset);
            }));
  }

  private void page(Exchange exchange) {
    Optional<Asset> index = find(INDEX);
    exchange.setHeader(PAGE_POLICY);
    exchange.setHeader(NO_CACHE);
    if (index.isPresent()) {
      send(exchange, index.get());
    } else {
      exchange.send(200, "text/html; charset=utf-8", NOT_BUILT.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void send(Exchange exchange, Asset asset) {
    exchange.setHeader(HeaderNames.ETAG, asset.tag);
    exchange.setHeader(VARY);
    if (exchange.header(HeaderNames.IF_NONE_MATCH).filter(asset.tag::equals).isPresent()) {
      exchange.notModified();
      return;
    }
    boolean takesGzip =
        exchange.header(HeaderNames.ACCEPT_ENCODING).filter(v -> v.contains("gzip")).isPresent();
    if (takesGzip && asset.gzip != null) {
      exchange.setHeader(HeaderNames.CONTENT_ENCODING, "gzip");
      exchange.send(200, asset.mediaType, asset.gzip);
    } else {
      exchange.send(200, asset.mediaType, asset.content);
    }
  }

  /** A file by its path in the folder; once found, it stays in memory. */
  private Optional<Asset> find(String path) {
    Asset known = assets.get(path);
    if (known != null) {
      return Optional.of(known);
    }
    // Only plain names: no way out of the folder.
    if (!path.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")) {
      return Optional.empty();
    }
    String extension = path.substring(path.lastIndexOf('.') + 1);
    String mediaType = MEDIA_TYPES.get(extension);
    try (InputStream file = PageRoutes.class.getResourceAsStream(folder + path)) {
      if (file == null || mediaType == null) {
        return Optional.empty();
      }
      var asset = new Asset(mediaType, file.readAllBytes(), !COMPRESSED.contains(extension));
      assets.put(path, asset);
      return Optional.of(asset);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] gzip(byte[] content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }

  private static String tag(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return "\"" + HexFormat.of().formatHex(hash, 0, 12) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
