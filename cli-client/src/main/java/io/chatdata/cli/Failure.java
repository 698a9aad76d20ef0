package io.chatdata.cli;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.chatdata.client.Servers;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Errors in words for people, and the exit codes of failed calls. */
final class Failure {
  private static final long CALL_LIMIT = ServerLink.CALL_LIMIT.toSeconds();

  private Failure() {}

  /** Prints why a call to a server failed and says how the command ends. */
  static ExitCode report(Screen err, Servers server, StatusRuntimeException failure) {
    Optional.ofNullable(StatusProto.fromThrowable(failure))
        .filter(status -> detail(status, ErrorInfo.class).isPresent())
        .ifPresentOrElse(
            status -> print(err, status),
            () -> err.println("error: " + withoutDetails(server, failure)));
    return isOtherProtocol(failure)
        ? ExitCode.UNREACHABLE
        : exitCode(failure.getStatus().getCode());
  }

  /** What answers doesn't speak gRPC: the gateway's port was given, most likely. */
  private static boolean isOtherProtocol(StatusRuntimeException failure) {
    return reason(failure).startsWith("First received frame was not SETTINGS");
  }

  /** Prints an error with what a person can use of its details. */
  static void print(Screen err, com.google.rpc.Status status) {
    String message = status.getMessage();
    if (message.isBlank()) {
      message = "it failed with " + io.grpc.Status.fromCodeValue(status.getCode()).getCode();
    }
    err.println("error: " + message);
    details(status).forEach(line -> err.println("  " + line));
  }

  /** How long the server asks to wait before the next try. */
  static Optional<Duration> retryDelay(StatusRuntimeException failure) {
    return Optional.ofNullable(StatusProto.fromThrowable(failure))
        .flatMap(status -> detail(status, RetryInfo.class))
        .map(RetryInfo::getRetryDelay);
  }

  private static List<String> details(com.google.rpc.Status status) {
    List<String> lines = new ArrayList<>();
    detail(status, ErrorInfo.class)
        .ifPresent(
            info -> {
              lines.add("reason: " + info.getReason());
              new TreeMap<>(info.getMetadataMap())
                  .forEach((key, value) -> lines.add(key + ": " + value));
            });
    detail(status, BadRequest.class)
        .ifPresent(
            request ->
                request.getFieldViolationsList().stream()
                    .filter(violation -> !violation.getDescription().equals(status.getMessage()))
                    .forEach(
                        violation ->
                            lines.add(violation.getField() + ": " + violation.getDescription())));
    detail(status, RetryInfo.class)
        .ifPresent(
            retry -> lines.add("try again in " + Words.seconds(retry.getRetryDelay()) + " s"));
    return lines;
  }

  private static String withoutDetails(Servers server, StatusRuntimeException failure) {
    io.grpc.Status status = failure.getStatus();
    String cause = reason(failure);
    if (isOtherProtocol(failure)) {
      return "what answers at "
          + server
          + " speaks no gRPC; give the server's port, which is 9090 by default, and not that of the"
          + " page.";
    }
    return switch (status.getCode()) {
      case UNAVAILABLE, CANCELLED ->
          "no chatdata server answers at "
              + server
              + " ("
              + cause
              + "). Start one with ./chatdata up, or name another by --server or "
              + ServerOption.VARIABLE
              + ".";
      case DEADLINE_EXCEEDED ->
          "the server at " + server + " did not answer within " + CALL_LIMIT + " s.";
      case UNIMPLEMENTED ->
          "what answers at "
              + server
              + " does not know this call ("
              + cause
              + "); is it the gRPC port of a chatdata server of this version?";
      default -> status.getCode() + ": " + cause;
    };
  }

  /** The technical reason of a failed call. */
  static String reason(StatusRuntimeException failure) {
    Throwable cause = failure.getCause();
    if (cause == null) {
      return String.valueOf(failure.getStatus().getDescription());
    }
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  private static ExitCode exitCode(Code code) {
    return switch (code) {
      case UNAVAILABLE, CANCELLED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED -> ExitCode.UNREACHABLE;
      case INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          FAILED_PRECONDITION,
          OUT_OF_RANGE,
          UNIMPLEMENTED,
          PERMISSION_DENIED,
          UNAUTHENTICATED ->
          ExitCode.REFUSED;
      case OK, UNKNOWN, ABORTED, INTERNAL, DATA_LOSS -> ExitCode.FAILED;
    };
  }

  private static <T extends com.google.protobuf.Message> Optional<T> detail(
      com.google.rpc.Status status, Class<T> type) {
    for (Any any : status.getDetailsList()) {
      if (any.is(type)) {
        try {
          return Optional.of(any.unpack(type));
        } catch (InvalidProtocolBufferException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }
}
