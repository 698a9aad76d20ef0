package io.chatdata.cli;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Map;

/** Errors as a server makes them. */
final class TestingErrors {
  private TestingErrors() {}

  static Status status(Code code, String reason, String message, Map<String, String> metadata) {
    return Status.newBuilder()
        .setCode(code.getNumber())
        .setMessage(message)
        .addDetails(
            Any.pack(
                ErrorInfo.newBuilder()
                    .setReason(reason)
                    .setDomain("chatdata")
                    .putAllMetadata(metadata)
                    .build()))
        .build();
  }

  static StatusRuntimeException refusal(Code code, String reason, String message) {
    return StatusProto.toStatusRuntimeException(status(code, reason, message, Map.of()));
  }

  static StatusRuntimeException invalidField(String field, String message) {
    return StatusProto.toStatusRuntimeException(
        status(Code.INVALID_ARGUMENT, "INVALID_FIELD", "The request can't be used", Map.of())
            .toBuilder()
            .addDetails(
                Any.pack(
                    BadRequest.newBuilder()
                        .addFieldViolations(
                            FieldViolation.newBuilder().setField(field).setDescription(message))
                        .build()))
            .build());
  }

  static StatusRuntimeException storeUnavailable(int retryMillis) {
    return StatusProto.toStatusRuntimeException(
        status(
                Code.UNAVAILABLE,
                "STORE_UNAVAILABLE",
                "The store is not reachable; try again in 2 s",
                Map.of())
            .toBuilder()
            .addDetails(
                Any.pack(
                    RetryInfo.newBuilder()
                        .setRetryDelay(Duration.newBuilder().setNanos(retryMillis * 1_000_000))
                        .build()))
            .build());
  }
}
