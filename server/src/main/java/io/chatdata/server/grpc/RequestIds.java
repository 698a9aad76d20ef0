package io.chatdata.server.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/**
 * Gives each call an id, that of its header {@code x-request-id} or a new one. It is on every line
 * that is logged on the call's behalf, and in the answer's headers.
 */
final class RequestIds implements ServerInterceptor {
  /** Where the log has it. */
  static final String LOGGED = "request_id";

  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);
  private static final Pattern GOOD = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String given = headers.get(HEADER);
    String id =
        given != null && GOOD.matcher(given).matches() ? given : UUID.randomUUID().toString();
    try (var _ = MDC.putCloseable(LOGGED, id)) {
      return new SimpleForwardingServerCallListener<>(
          next.startCall(
              new SimpleForwardingServerCall<>(call) {
                @Override
                public void sendHeaders(Metadata answer) {
                  answer.put(HEADER, id);
                  super.sendHeaders(answer);
                }
              },
              headers)) {
        // Here the service's method runs.
        @Override
        public void onHalfClose() {
          try (var _ = MDC.putCloseable(LOGGED, id)) {
            super.onHalfClose();
          }
        }
      };
    }
  }
}
