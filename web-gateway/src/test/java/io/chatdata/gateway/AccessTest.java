package io.chatdata.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.ListModelsResponse;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessTest {
  private static final String MODELS = "/api/v1/chat/models";
  private static final String TOKEN = "0123456789abcdef";

  /** What is the same for all. */
  private static final Set<String> OPEN =
      Set.of(
          "/",
          "/chat",
          "/chat/*",
          "/assets/*",
          "/health",
          "/health/live",
          "/openapi",
          "/proto.zip");

  private static TestingGateway gateway(
      Set<String> hosts, Set<String> origins, Set<String> corsOrigins) {
    var testing = new TestingGateway(TestingGateway.access(hosts, origins, corsOrigins));
    testing.server.answer(
        ChatServiceGrpc.getListModelsMethod(), any -> ListModelsResponse.getDefaultInstance());
    return testing;
  }

  /** The response to a request with these headers, of which {port} is the gateway's port. */
  private static RawResponse ask(
      TestingGateway testing, String method, String path, String... headers) throws IOException {
    var request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    for (String header : headers) {
      request.append(header.replace("{port}", "" + testing.gateway.port())).append("\r\n");
    }
    try (Socket socket = testing.socket()) {
      return RawResponse.of(socket, request + "\r\n");
    }
  }

  @Test
  void onlyLoopbackNamesWithTheOwnPortAreHosts() throws Exception {
    try (var testing = gateway(Set.of(), Set.of(), Set.of())) {
      for (String host : List.of("localhost:{port}", "127.0.0.1:{port}", "[::1]:{port}")) {
        assertEquals(200, ask(testing, "GET", MODELS, "Host: " + host).status(), host);
      }
      for (String host :
          List.of(
              "localhost",
              "localhost:1",
              "evil.example.com",
              "evil.example.com:{port}",
              "localhost.evil.example.com:{port}",
              "127.0.0.1.evil.example.com:{port}",
              "127.0.0.2:{port}",
              "0.0.0.0:{port}")) {
        RawResponse response = ask(testing, "GET", MODELS, "Host: " + host);
        assertEquals(403, response.status(), host);
        assertTrue(response.body().contains("HOST_REFUSED"));
        assertTrue(response.body().contains("CHATDATA_ALLOWED_HOSTS"));
      }
    }
  }

  @Test
  void everyRouteChecksTheHostAndTheOrigin() throws Exception {
    try (var testing = gateway(Set.of(), Set.of(), Set.of())) {
      for (Route route : testing.gateway.routes()) {
        String path = route.path().replaceAll("[{}*]", "x");
        assertEquals(
            403, ask(testing, route.method(), path, "Host: evil.example.com").status(), path);
        assertEquals(
            403,
            ask(testing, route.method(), path, "Host: localhost:{port}", "Origin: null").status(),
            path);
      }
      assertEquals(403, ask(testing, "GET", "/nowhere", "Host: evil.example.com").status());
    }
  }

  @Test
  void onlyTheOwnOriginIsTaken() throws Exception {
    try (var testing = gateway(Set.of(), Set.of(), Set.of())) {
      for (String origin : List.of("http://localhost:{port}", "http://127.0.0.1:{port}")) {
        assertEquals(
            200,
            ask(testing, "GET", MODELS, "Host: 127.0.0.1:{port}", "Origin: " + origin).status(),
            origin);
      }
      for (String origin :
          List.of(
              "null",
              "http://localhost:3000",
              "http://localhost",
              "https://localhost:{port}",
              "http://evil.example.com",
              "http://127.0.0.1:{port}.evil.example.com",
              "file://",
              "",
              "http://127.0.0.1:{port}\r\nOrigin: http://evil.example.com",
              "*")) {
        RawResponse response =
            ask(testing, "POST", MODELS, "Host: 127.0.0.1:{port}", "Origin: " + origin);
        assertEquals(403, response.status(), origin);
        assertTrue(response.body().contains("ORIGIN_REFUSED"));
      }
    }
  }

  @Test
  void configuredHostsAndOriginsAreTaken() throws Exception {
    try (var testing =
        gateway(
            Set.of("chat.example.com", "other.example.com:8443"),
            Set.of("https://page.example.com"),
            Set.of())) {
      for (String host :
          List.of("chat.example.com", "Chat.Example.com:443", "other.example.com:8443")) {
        assertEquals(200, ask(testing, "GET", MODELS, "Host: " + host).status(), host);
      }
      assertEquals(403, ask(testing, "GET", MODELS, "Host: other.example.com").status());
      for (String origin :
          List.of(
              "https://chat.example.com", "http://chat.example.com", "https://page.example.com")) {
        RawResponse response =
            ask(testing, "GET", MODELS, "Host: chat.example.com", "Origin: " + origin);
        assertEquals(200, response.status(), origin);
        // Taken is not shared.
        assertEquals("", response.header("Access-Control-Allow-Origin"));
      }
    }
  }

  @Test
  void corsIsOffUnlessConfigured() throws Exception {
    try (var testing = gateway(Set.of(), Set.of("https://page.example.com"), Set.of())) {
      RawResponse response =
          ask(
              testing,
              "OPTIONS",
              MODELS,
              "Host: 127.0.0.1:{port}",
              "Origin: https://page.example.com",
              "Access-Control-Request-Method: POST");
      assertEquals(405, response.status());
      assertEquals("", response.header("Access-Control-Allow-Origin"));
    }
  }

  @Test
  void corsIsForTheConfiguredOriginsAlone() throws Exception {
    try (var testing = gateway(Set.of(), Set.of(), Set.of("https://page.example.com"))) {
      RawResponse preflight =
          ask(
              testing,
              "OPTIONS",
              "/api/v1/chat/conversations",
              "Host: 127.0.0.1:{port}",
              "Origin: https://page.example.com",
              "Access-Control-Request-Method: POST",
              "Access-Control-Request-Headers: content-type");
      assertEquals(204, preflight.status());
      assertEquals("https://page.example.com", preflight.header("Access-Control-Allow-Origin"));
      assertTrue(preflight.header("Access-Control-Allow-Methods").contains("POST"));
      assertTrue(preflight.header("Access-Control-Allow-Headers").contains("Content-Type"));
      assertEquals("", preflight.header("Access-Control-Allow-Credentials"));
      RawResponse response =
          ask(testing, "GET", MODELS, "Host: 127.0.0.1:{port}", "Origin: https://page.example.com");
      assertEquals(200, response.status());
      assertEquals("https://page.example.com", response.header("Access-Control-Allow-Origin"));
      assertEquals("Origin", response.header("Vary"));
      RawResponse other =
          ask(
              testing,
              "OPTIONS",
              MODELS,
              "Host: 127.0.0.1:{port}",
              "Origin: https://other.example.com",
              "Access-Control-Request-Method: POST");
      assertEquals(403, other.status());
      assertEquals("", other.header("Access-Control-Allow-Origin"));
    }
  }

  @Test
  void everyResponseHasTheSecurityHeaders() throws Exception {
    try (var testing = gateway(Set.of(), Set.of(), Set.of())) {
      for (String path : List.of(MODELS, "/chat", "/nowhere", "/health", "/metrics", "/assets/x")) {
        RawResponse response = ask(testing, "GET", path, "Host: 127.0.0.1:{port}");
        assertEquals("nosniff", response.header("X-Content-Type-Options"), path);
        assertEquals("no-referrer", response.header("Referrer-Policy"), path);
        assertEquals("DENY", response.header("X-Frame-Options"), path);
        assertTrue(
            response.header("Content-Security-Policy").contains("frame-ancestors 'none'"), path);
        assertTrue(response.header("Content-Security-Policy").startsWith("default-src 'none'"));
      }
      assertTrue(
          ask(testing, "GET", "/chat", "Host: 127.0.0.1:{port}")
              .header("Content-Security-Policy")
              .contains("script-src 'self';"));
    }
  }

  @Test
  void withATokenOnlyThePageAndItsHealthAreOpen() throws Exception {
    try (var testing =
        new TestingGateway(TestingGateway.security(new Security(TOKEN, null, false, null)))) {
      testing.server.answer(
          ChatServiceGrpc.getListModelsMethod(), any -> ListModelsResponse.getDefaultInstance());
      for (Route route : testing.gateway.routes()) {
        String path = route.path().replaceAll("\\{[^}]*}|\\*", "x");
        String host = "Host: localhost:{port}";
        String length = "Content-Length: 0";
        for (String given : List.of("Bearer ", "Bearer " + TOKEN + "0", "Basic " + TOKEN)) {
          RawResponse response =
              ask(testing, route.method(), path, host, length, "Authorization: " + given);
          assertEquals(
              OPEN.contains(route.path()), response.status() != 401, route.method() + " " + path);
        }
      }
      RawResponse refused = ask(testing, "GET", MODELS, "Host: localhost:{port}");
      assertEquals(401, refused.status());
      assertEquals("Bearer", refused.header("WWW-Authenticate"));
      assertTrue(refused.body().contains("CHATDATA_TOKEN"), refused.body());
      assertEquals(
          200,
          ask(testing, "GET", MODELS, "Host: localhost:{port}", "Authorization: Bearer " + TOKEN)
              .status());
    }
  }
}
