package io.chatdata.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PageRoutesTest {
  private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<byte[]> get(Gateway gateway, String path, String... headers)
      throws Exception {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static byte[] resource(String name) throws Exception {
    try (InputStream file = PageRoutesTest.class.getResourceAsStream("/testing-page/" + name)) {
      return file == null ? new byte[0] : file.readAllBytes();
    }
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void allPathsOfTheAppServeItsIndexWhichIsNotCached() throws Exception {
    try (Gateway gateway = Gateway.start(GatewayConfig.of("127.0.0.1:1"), "/testing-page/")) {
      for (String path : new String[] {"/", "/chat", "/chat/", "/chat/0192f0c1/x", "/chat?a=b"}) {
        HttpResponse<byte[]> page = get(gateway, path);
        assertEquals(200, page.statusCode(), path);
        assertEquals("text/html; charset=utf-8", header(page, "Content-Type"));
        assertEquals("no-cache", header(page, "Cache-Control"));
        assertArrayEquals(resource("index.html"), page.body());
      }
      HttpResponse<byte[]> first = get(gateway, "/chat");
      HttpResponse<byte[]> again = get(gateway, "/chat", "If-None-Match", header(first, "ETag"));
      assertEquals(304, again.statusCode());
      assertEquals(0, again.body().length);
    }
  }

  @Test
  void assetsNeverChangeAndComeCompressedWhereThatIsTaken() throws Exception {
    try (Gateway gateway = Gateway.start(GatewayConfig.of("127.0.0.1:1"), "/testing-page/")) {
      HttpResponse<byte[]> plain = get(gateway, "/assets/app-1a2b.js");
      assertEquals(200, plain.statusCode());
      assertEquals("text/javascript; charset=utf-8", header(plain, "Content-Type"));
      assertEquals("public, max-age=31536000, immutable", header(plain, "Cache-Control"));
      assertEquals("", header(plain, "Content-Encoding"));
      assertArrayEquals(resource("assets/app-1a2b.js"), plain.body());
      HttpResponse<byte[]> compressed =
          get(gateway, "/assets/app-1a2b.js", "Accept-Encoding", "gzip, br");
      assertEquals("gzip", header(compressed, "Content-Encoding"));
      assertEquals("Accept-Encoding", header(compressed, "Vary"));
      try (var unzipped = new GZIPInputStream(new ByteArrayInputStream(compressed.body()))) {
        assertArrayEquals(plain.body(), unzipped.readAllBytes());
      }
    }
  }

  @Test
  void onlyFilesOfTheAppAreServed() throws Exception {
    try (Gateway gateway = Gateway.start(GatewayConfig.of("127.0.0.1:1"), "/testing-page/")) {
      for (String path :
          new String[] {
            "/assets/none.js",
            "/assets/",
            "/assets/data.bin",
            "/assets/../index.html",
            "/assets/%2e%2e/index.html",
            "/assets/..%2findex.html",
            "/assets/../../logback-test.xml",
            "/assets//app-1a2b.js"
          }) {
        assertEquals(404, get(gateway, path).statusCode(), path);
      }
    }
  }

  @Test
  void withoutTheAppAPageSaysHowToBuildIt() throws Exception {
    try (Gateway gateway = Gateway.start(GatewayConfig.of("127.0.0.1:1"), "/nothing-here/")) {
      HttpResponse<byte[]> page = get(gateway, "/chat");
      assertEquals(200, page.statusCode());
      String text = new String(page.body(), StandardCharsets.UTF_8);
      assertTrue(text.contains("mvn"), text);
    }
  }
}
