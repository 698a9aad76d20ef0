package io.chatdata.gateway;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.List;

/** Routes that are one rpc each. */
final class Rpcs {
  private final Backend backend;

  Rpcs(Backend backend) {
    this.backend = backend;
  }

  /** A route whose request's fields, but for those in the path, are in the query. */
  <Q extends Message, R extends Message> Route get(
      String path, MethodDescriptor<Q, R> rpc, Duration deadline) {
    return get(path, operationId(rpc), rpc, deadline);
  }

  <Q extends Message, R extends Message> Route get(
      String path, String id, MethodDescriptor<Q, R> rpc, Duration deadline) {
    return route("GET", path, id, Input.query(rpc), rpc, deadline);
  }

  /** A route whose request's fields, but for those in the path, are in the body. */
  <Q extends Message, R extends Message> Route post(
      String path, MethodDescriptor<Q, R> rpc, Duration deadline) {
    return route("POST", path, operationId(rpc), Input.body(rpc), rpc, deadline);
  }

  private <Q extends Message, R extends Message> Route route(
      String method,
      String path,
      String id,
      Input<Q> input,
      MethodDescriptor<Q, R> rpc,
      Duration deadline) {
    return new Route(
        method,
        path,
        id,
        rpc.getFullMethodName(),
        "",
        input,
        List.of(Route.Reply.json(200, "The result.", Input.response(rpc))),
        exchange -> exchange.json(call(rpc, input.read(exchange).message(), deadline, exchange)));
  }

  <Q extends Message, R extends Message> R call(
      MethodDescriptor<Q, R> rpc, Q request, Duration deadline, Exchange exchange)
      throws InterruptedException {
    return backend.await(backend.start(rpc, request, deadline), exchange);
  }

  /** The rpc's name in lowerCamelCase. */
  static String operationId(MethodDescriptor<?, ?> rpc) {
    String name = rpc.getBareMethodName();
    if (name == null) {
      throw new IllegalArgumentException(rpc.getFullMethodName());
    }
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
