package io.chatdata.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import java.net.http.HttpResponse;

/** Checks that routes become rpcs. */
record TestingRoutes(TestingGateway testing) {
  /** Sends a request, which becomes this of the rpc, and returns the response. */
  <Q extends Message, R extends Message> HttpResponse<String> check(
      MethodDescriptor<Q, R> rpc, Q request, R answer, String method, String path, String body)
      throws Exception {
    testing.server.answer(rpc, any -> answer);
    HttpResponse<String> response = testing.send(method, path, body);
    assertEquals(request, testing.server.request());
    assertFalse(testing.server.hasRequest());
    return response;
  }

  /** The request becomes this of the rpc, and its answer the response. */
  <Q extends Message, R extends Message> void checkGet(
      MethodDescriptor<Q, R> rpc, Q request, R answer, String path) throws Exception {
    HttpResponse<String> response = check(rpc, request, answer, "GET", path, "");
    assertAnswer(response, answer);
  }

  static void assertAnswer(HttpResponse<String> response, Message answer) {
    assertEquals(200, response.statusCode());
    assertEquals("application/json", response.headers().firstValue("Content-Type").orElse(""));
    assertEquals("no-store", response.headers().firstValue("Cache-Control").orElse(""));
    assertEquals(new String(JsonPrinter.print(answer), UTF_8), response.body());
  }
}
