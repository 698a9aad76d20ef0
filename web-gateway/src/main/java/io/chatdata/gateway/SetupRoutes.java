package io.chatdata.gateway;

import com.google.protobuf.Message;
import io.chatdata.v1.SetupServiceGrpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.time.Duration;
import java.util.List;

/**
 * What a person sets up while the server runs. The server decides who may; it takes the gateway's
 * calls for those of this machine, so it is told where they come from elsewhere.
 */
final class SetupRoutes {
  private static final String SETUP = "/api/v1/setup";
  private static final String CONNECTIONS = SETUP + "/connections";
  private static final String KEY = SETUP + "/providers/{provider}/key";

  private static final Metadata.Key<String> PASSED_ON =
      Metadata.Key.of("x-forwarded-for", Metadata.ASCII_STRING_MARSHALLER);
  private static final List<HeaderName> BY_PROXIES =
      List.of(HeaderNames.X_FORWARDED_FOR, HeaderNames.FORWARDED, HeaderNames.create("X-Real-IP"));

  private final Backend backend;

  SetupRoutes(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        route("GET", SETUP, SetupServiceGrpc.getGetSetupMethod(), Backend.CHAT, 200),
        route(
            "POST",
            CONNECTIONS + "/test",
            SetupServiceGrpc.getTestConnectionMethod(),
            Backend.DATA,
            200),
        route("POST", CONNECTIONS, SetupServiceGrpc.getCreateConnectionMethod(), Backend.DATA, 201),
        route(
            "DELETE",
            CONNECTIONS + "/{id}",
            SetupServiceGrpc.getDeleteConnectionMethod(),
            Backend.CHAT,
            204),
        route("POST", KEY, SetupServiceGrpc.getSetProviderKeyMethod(), Backend.CHAT, 200),
        route("DELETE", KEY, SetupServiceGrpc.getRemoveProviderKeyMethod(), Backend.CHAT, 200));
  }

  private <Q extends Message, R extends Message> Route route(
      String method, String path, MethodDescriptor<Q, R> rpc, Duration deadline, int status) {
    Input<Q> input = method.equals("POST") ? Input.body(rpc) : Input.query(rpc);
    return new Route(
        method,
        path,
        Rpcs.operationId(rpc),
        rpc.getFullMethodName(),
        "",
        input,
        List.of(
            status == 204
                ? Route.Reply.empty(204, "Deleted.")
                : Route.Reply.json(
                    status, status == 201 ? "Created." : "The result.", Input.response(rpc))),
        exchange -> {
          R answer =
              backend.await(
                  backend.start(rpc, input.read(exchange).message(), deadline, origin(exchange)),
                  exchange);
          if (status == 204) {
            exchange.noContent();
          } else {
            exchange.json(status, JsonPrinter.print(answer));
          }
        });
  }

  /** Empty where the call comes from this machine: by its own name, and past no proxy. */
  private static Metadata origin(Exchange exchange) {
    var headers = new Metadata();
    String host = exchange.header(HeaderNames.HOST).orElse("");
    if (!Access.isLoopback(host) || BY_PROXIES.stream().anyMatch(exchange::has)) {
      headers.put(PASSED_ON, "unknown");
    }
    return headers;
  }
}
