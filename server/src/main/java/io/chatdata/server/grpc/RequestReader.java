package io.chatdata.server.grpc;

import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that can't be parsed. Without it the server answers UNKNOWN and logs a defect,
 * because the parser throws where nobody catches.
 */
final class RequestReader {
  private RequestReader() {}

  /** The service, with its requests read so. */
  static ServerServiceDefinition of(ServerServiceDefinition service) {
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(service.getServiceDescriptor().getName())
            .setSchemaDescriptor(service.getServiceDescriptor().getSchemaDescriptor());
    var methods = service.getMethods().stream().map(RequestReader::of).toList();
    methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder reading = ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(reading::addMethod);
    return reading.build();
  }

  private static <Q, R> ServerMethodDefinition<Q, R> of(ServerMethodDefinition<Q, R> method) {
    MethodDescriptor<Q, R> descriptor = method.getMethodDescriptor();
    return ServerMethodDefinition.create(
        descriptor.toBuilder(
                new NullWhereUnreadable<>(descriptor.getRequestMarshaller()),
                descriptor.getResponseMarshaller())
            .build(),
        (call, headers) -> new Listener<>(call, headers, method.getServerCallHandler()));
  }

  private record NullWhereUnreadable<Q>(Marshaller<Q> marshaller) implements Marshaller<Q> {
    @Override
    public InputStream stream(Q value) {
      return marshaller.stream(value);
    }

    @Override
    public @Nullable Q parse(InputStream stream) {
      try {
        return marshaller.parse(stream);
      } catch (StatusRuntimeException e) {
        return null;
      }
    }
  }

  private static final class Listener<Q> extends SimpleForwardingServerCallListener<Q> {
    private final ServerCall<Q, ?> call;
    private boolean refused;

    <R> Listener(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> handler) {
      super(handler.startCall(call, headers));
      this.call = call;
    }

    @Override
    public void onMessage(@Nullable Q request) {
      if (request != null) {
        super.onMessage(request);
        return;
      }
      refused = true;
      StatusRuntimeException refusal =
          Errors.exception(
              Problem.of(
                      Reason.INVALID_FIELD,
                      "What came is no request of %s: it is cut, or a text in it is not UTF-8"
                          .formatted(call.getMethodDescriptor().getFullMethodName()))
                  .toException());
      call.close(refusal.getStatus(), refusal.getTrailers());
    }

    @Override
    public void onHalfClose() {
      if (!refused) {
        super.onHalfClose();
      }
    }
  }
}
