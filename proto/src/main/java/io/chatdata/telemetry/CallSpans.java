package io.chatdata.telemetry;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;

/** Makes each call of the contract that is made within a span a child of it. */
public final class CallSpans implements ClientInterceptor {
  private static final String CONTRACT = "chatdata.v1.";

  /** Whether calls of a method are traced. */
  public static boolean isTraced(MethodDescriptor<?, ?> method) {
    return method.getFullMethodName().startsWith(CONTRACT);
  }

  /** Says what all spans of calls say. */
  public static Span describe(Span span, MethodDescriptor<?, ?> method) {
    return span.set("rpc.system.name", "grpc").set("rpc.method", method.getFullMethodName());
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    ClientCall<Q, R> call = next.newCall(method, options);
    Span caller = Span.current();
    if (caller.isNone() || !isTraced(method)) {
      return call;
    }
    return new SimpleForwardingClientCall<>(call) {
      @Override
      public void start(Listener<R> listener, Metadata headers) {
        Span span = describe(caller.child(method.getFullMethodName(), Span.Kind.CLIENT), method);
        span.set("server.address", next.authority());
        span.inject(
            (name, value) ->
                headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onClose(Status status, Metadata trailers) {
                span.set("rpc.status_code", status.getCode());
                if (!status.isOk()) {
                  span.fail(status.getCode().name());
                }
                span.end();
                super.onClose(status, trailers);
              }
            },
            headers);
      }
    };
  }
}
