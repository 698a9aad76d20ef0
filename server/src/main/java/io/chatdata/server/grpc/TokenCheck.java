package io.chatdata.server.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Reason;
import io.chatdata.server.base.Secret;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthGrpc;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Lets in the calls whose header {@code authorization} is {@code Bearer} and the token (RFC 6750),
 * and those of the health service, which a load balancer asks.
 */
final class TokenCheck implements ServerInterceptor {
  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String SCHEME = "Bearer ";

  private final byte[] token;

  TokenCheck(Secret token) {
    this.token = token.reveal().getBytes(UTF_8);
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (HealthGrpc.SERVICE_NAME.equals(call.getMethodDescriptor().getServiceName())
        || isRight(headers.get(HEADER))) {
      return next.startCall(call, headers);
    }
    return Errors.refuse(
        call,
        new ChatdataException(
            Reason.UNAUTHENTICATED,
            "This server needs its token: the header authorization: Bearer and the value of"
                + " CHATDATA_TOKEN"));
  }

  /** In a time that doesn't tell how much of it was right. */
  private boolean isRight(@Nullable String header) {
    return header != null
        && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && MessageDigest.isEqual(token, header.substring(SCHEME.length()).strip().getBytes(UTF_8));
  }
}
