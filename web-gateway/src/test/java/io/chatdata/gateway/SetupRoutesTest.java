package io.chatdata.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Empty;
import io.chatdata.v1.Connection;
import io.chatdata.v1.CreateConnectionRequest;
import io.chatdata.v1.DeleteConnectionRequest;
import io.chatdata.v1.GetSetupRequest;
import io.chatdata.v1.Provider;
import io.chatdata.v1.RemoveProviderKeyRequest;
import io.chatdata.v1.SetProviderKeyRequest;
import io.chatdata.v1.Setup;
import io.chatdata.v1.SetupServiceGrpc;
import io.chatdata.v1.TestConnectionRequest;
import io.chatdata.v1.TestConnectionResponse;
import io.grpc.Metadata;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a person sets up becomes its rpc, and the server is told of callers from elsewhere. */
class SetupRoutesTest {
  private static final String SETUP = "/api/v1/setup";
  private static final Metadata.Key<String> PASSED_ON =
      Metadata.Key.of("x-forwarded-for", Metadata.ASCII_STRING_MARSHALLER);

  private static TestingGateway testing;
  private static TestingRoutes routes;

  @BeforeAll
  static void start() {
    testing =
        new TestingGateway(TestingGateway.access(Set.of("chat.example.com"), Set.of(), Set.of()));
    routes = new TestingRoutes(testing);
  }

  @AfterAll
  static void stop() {
    testing.close();
  }

  @Test
  void setsUpConnections() throws Exception {
    routes.checkGet(
        SetupServiceGrpc.getGetSetupMethod(),
        GetSetupRequest.getDefaultInstance(),
        Setup.newBuilder().setFile("/home/setup.json").build(),
        SETUP);
    var found = TestConnectionResponse.newBuilder().setTableCount(3).build();
    TestingRoutes.assertAnswer(
        routes.check(
            SetupServiceGrpc.getTestConnectionMethod(),
            TestConnectionRequest.newBuilder().setUrl("postgresql://h/d").setUser("u").build(),
            found,
            "POST",
            SETUP + "/connections/test",
            "{\"url\": \"postgresql://h/d\", \"user\": \"u\"}"),
        found);
    HttpResponse<String> created =
        routes.check(
            SetupServiceGrpc.getCreateConnectionMethod(),
            CreateConnectionRequest.newBuilder().setUrl("postgresql://h/d").setId("shop").build(),
            Connection.newBuilder().setId("shop").build(),
            "POST",
            SETUP + "/connections",
            "{\"url\": \"postgresql://h/d\", \"id\": \"shop\"}");
    assertEquals(201, created.statusCode());
    HttpResponse<String> deleted =
        routes.check(
            SetupServiceGrpc.getDeleteConnectionMethod(),
            DeleteConnectionRequest.newBuilder().setId("shop").build(),
            Empty.getDefaultInstance(),
            "DELETE",
            SETUP + "/connections/shop",
            "");
    assertEquals(204, deleted.statusCode());
  }

  @Test
  void setsAndRemovesKeys() throws Exception {
    String path = SETUP + "/providers/openai/key";
    var provider = Provider.newBuilder().setId("openai").setAvailable(true).build();
    TestingRoutes.assertAnswer(
        routes.check(
            SetupServiceGrpc.getSetProviderKeyMethod(),
            SetProviderKeyRequest.newBuilder().setProvider("openai").setKey("sk-1").build(),
            provider,
            "POST",
            path,
            "{\"key\": \"sk-1\"}"),
        provider);
    TestingRoutes.assertAnswer(
        routes.check(
            SetupServiceGrpc.getRemoveProviderKeyMethod(),
            RemoveProviderKeyRequest.newBuilder().setProvider("openai").build(),
            provider,
            "DELETE",
            path,
            ""),
        provider);
  }

  @Test
  void callersFromElsewhereAreToldToTheServer() throws Exception {
    assertFalse(isPassedOn("Host: localhost:" + testing.gateway.port()));
    assertTrue(isPassedOn("Host: chat.example.com"));
    String own = "Host: 127.0.0.1:" + testing.gateway.port();
    assertTrue(isPassedOn(own + "\r\nX-Forwarded-For: 10.0.0.7"));
    assertTrue(isPassedOn(own + "\r\nForwarded: for=10.0.0.7"));
    assertTrue(isPassedOn(own + "\r\nX-Real-IP: 10.0.0.7"));
  }

  private static boolean isPassedOn(String headers) throws Exception {
    testing.server.answer(
        SetupServiceGrpc.getGetSetupMethod(), request -> Setup.getDefaultInstance());
    try (var socket = testing.socket()) {
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\n%s\r\nConnection: close\r\n\r\n"
                  .formatted(SETUP, headers)
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
    }
    testing.server.request();
    return testing.server.lastHeaders().containsKey(PASSED_ON);
  }
}
