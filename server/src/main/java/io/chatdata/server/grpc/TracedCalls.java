package io.chatdata.server.grpc;

import io.chatdata.server.base.LoggedSpan;
import io.chatdata.telemetry.CallSpans;
import io.chatdata.telemetry.Span;
import io.chatdata.telemetry.Telemetry;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/** Gives each call of the contract a span, in the trace of who calls. */
final class TracedCalls implements ServerInterceptor {
  private final Telemetry telemetry;

  TracedCalls(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Span span = begin(call.getMethodDescriptor(), headers);
    if (span.isNone()) {
      return next.startCall(call, headers);
    }
    var traced =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            end(span, status);
            super.close(status, trailers);
          }
        };
    try (var _ = new LoggedSpan(span)) {
      return new SimpleForwardingServerCallListener<>(
          span.call(() -> next.startCall(traced, headers))) {
        // Here the service's method runs.
        @Override
        public void onHalfClose() {
          try (var _ = new LoggedSpan(span)) {
            span.run(super::onHalfClose);
          }
        }

        @Override
        public void onCancel() {
          end(span, Status.CANCELLED);
          super.onCancel();
        }
      };
    }
  }

  private Span begin(MethodDescriptor<?, ?> method, Metadata headers) {
    return CallSpans.isTraced(method)
        ? CallSpans.describe(
            telemetry.begin(
                method.getFullMethodName(),
                Span.Kind.SERVER,
                name -> headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER))),
            method)
        : Span.none();
  }

  /** What the caller did wrong is no failure of this server's. */
  private static void end(Span span, Status status) {
    span.set("rpc.status_code", status.getCode());
    switch (status.getCode()) {
      case UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS ->
          span.fail(status.getCode().name());
      case OK,
          CANCELLED,
          INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          RESOURCE_EXHAUSTED,
          FAILED_PRECONDITION,
          ABORTED,
          OUT_OF_RANGE,
          UNAUTHENTICATED -> {}
    }
    span.end();
  }
}
