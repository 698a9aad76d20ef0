package io.chatdata.server.grpc;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Reason;
import io.chatdata.v1.SetupServiceGrpc;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where there is no token, lets only callers on this machine use SetupService: those whose address
 * is loopback's and whose call no proxy passed on for another. The gateway says in the same headers
 * for whom it calls.
 */
final class LocalCheck implements ServerInterceptor {
  private static final List<Metadata.Key<String>> PASSED_ON =
      List.of(header("x-forwarded-for"), header("x-real-ip"), header("forwarded"));

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (!SetupServiceGrpc.SERVICE_NAME.equals(call.getMethodDescriptor().getServiceName())
        || (isLoopback(call) && PASSED_ON.stream().noneMatch(headers::containsKey))) {
      return next.startCall(call, headers);
    }
    return Errors.refuse(
        call,
        new ChatdataException(
            Reason.SETUP_NOT_ALLOWED,
            "Connections and keys can be set up on the server's own machine alone, or with its"
                + " token. Open the page there, let the operator add them to the configuration,"
                + " or start the server with CHATDATA_TOKEN"));
  }

  private static boolean isLoopback(ServerCall<?, ?> call) {
    return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)
            instanceof InetSocketAddress peer
        && peer.getAddress().isLoopbackAddress();
  }

  private static Metadata.Key<String> header(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
