package io.chatdata.server.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Objects;
import java.util.Optional;

/** Reads what an error tells besides its message. */
final class TestingErrors {
  private TestingErrors() {}

  /** The detail of a kind, where the error has one. */
  static <T extends Message> Optional<T> detail(StatusRuntimeException error, Class<T> type) {
    for (Any detail : Objects.requireNonNull(StatusProto.fromThrowable(error)).getDetailsList()) {
      if (detail.is(type)) {
        try {
          return Optional.of(detail.unpack(type));
        } catch (InvalidProtocolBufferException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    return Optional.empty();
  }
}
