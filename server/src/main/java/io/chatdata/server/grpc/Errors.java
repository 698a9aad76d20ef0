package io.chatdata.server.grpc;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RequestInfo;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import io.chatdata.server.base.ChatdataException;
import io.chatdata.server.base.Defect;
import io.chatdata.server.base.Problem;
import io.chatdata.server.base.Reason;
import io.chatdata.server.sql.StatementException;
import io.chatdata.v1.ErrorReason;
import io.chatdata.v1.Receipt;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Objects;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Problems as google.rpc.Status. */
final class Errors {
  private static final Logger log = LoggerFactory.getLogger(Errors.class);
  private static final String DOMAIN = "chatdata";

  private Errors() {}

  /** Whatever a call threw; what we don't know is a defect, told by a number and logged. */
  static StatusRuntimeException exception(Throwable failure) {
    if (failure instanceof StatusRuntimeException known) {
      return known;
    }
    if (failure instanceof ChatdataException known) {
      Receipt receipt =
          known instanceof StatementException statement
              ? ResultMapping.receipt(statement.receipt())
              : null;
      return StatusProto.toStatusRuntimeException(TrailerLimit.status(known.problem(), receipt));
    }
    String request = MDC.get(RequestIds.LOGGED);
    String number = request == null ? UUID.randomUUID().toString() : request;
    try (var _ = MDC.putCloseable(RequestIds.LOGGED, number)) {
      log.error("A call failed", Defect.of(failure));
    }
    return StatusProto.toStatusRuntimeException(
        status(
                Problem.of(
                    Reason.INTERNAL,
                    "Something went wrong; the server's log has it under request " + number))
            .toBuilder()
            .addDetails(Any.pack(RequestInfo.newBuilder().setRequestId(number).build()))
            .build());
  }

  /** Ends a call before its service sees it. */
  static <Q> ServerCall.Listener<Q> refuse(ServerCall<Q, ?> call, ChatdataException why) {
    StatusRuntimeException refused = exception(why);
    call.close(
        refused.getStatus(), Objects.requireNonNullElseGet(refused.getTrailers(), Metadata::new));
    return new ServerCall.Listener<>() {};
  }

  static com.google.rpc.Status status(Problem problem) {
    Code code = code(problem.reason());
    var status =
        com.google.rpc.Status.newBuilder()
            .setCode(code.getNumber())
            .setMessage(problem.message())
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder()
                        .setReason(problem.reason().name())
                        .setDomain(DOMAIN)
                        .putAllMetadata(problem.metadata())
                        .build()));
    if (problem.field() != null) {
      status.addDetails(
          Any.pack(
              BadRequest.newBuilder()
                  .addFieldViolations(
                      BadRequest.FieldViolation.newBuilder()
                          .setField(problem.field())
                          .setDescription(problem.message()))
                  .build()));
    }
    if (problem.retryAfter() != null) {
      status.addDetails(
          Any.pack(
              RetryInfo.newBuilder().setRetryDelay(Values.duration(problem.retryAfter())).build()));
    }
    if (code == Code.NOT_FOUND) {
      status.addDetails(Any.pack(resource(problem)));
    }
    return status.build();
  }

  private static ResourceInfo resource(Problem problem) {
    String type =
        problem.reason().name().replaceFirst("_NOT_FOUND$", "").replaceFirst("^UNKNOWN_", "");
    var resource =
        ResourceInfo.newBuilder().setResourceType(type.toLowerCase(java.util.Locale.ROOT));
    problem.metadata().values().stream().findFirst().ifPresent(resource::setResourceName);
    return resource.build();
  }

  static ErrorReason reason(Reason reason) {
    return ErrorReason.valueOf("ERROR_REASON_" + reason.name());
  }

  static Code code(Reason reason) {
    return switch (reason) {
      case INVALID_FIELD,
          INVALID_ID,
          INVALID_CONTENT,
          INVALID_PAGE_TOKEN,
          REQUEST_ID_REUSED,
          UNKNOWN_PROVIDER,
          STATEMENT_REFUSED,
          STATEMENT_FAILED,
          INVALID_TOOL_CALL ->
          Code.INVALID_ARGUMENT;
      case UNKNOWN_CONNECTION,
          CONVERSATION_NOT_FOUND,
          MESSAGE_NOT_FOUND,
          TURN_NOT_FOUND,
          RESULT_NOT_FOUND,
          SCHEMA_NOT_FOUND,
          TABLE_NOT_FOUND,
          COLUMN_NOT_FOUND ->
          Code.NOT_FOUND;
      case UNAUTHENTICATED -> Code.UNAUTHENTICATED;
      case SETUP_NOT_ALLOWED -> Code.PERMISSION_DENIED;
      case TURN_RUNNING,
          PROVIDER_NOT_CONFIGURED,
          PROVIDER_REJECTED,
          CONTEXT_TOO_LONG,
          UNSAFE_ROLE ->
          Code.FAILED_PRECONDITION;
      case SEQUENCE_OUT_OF_RANGE -> Code.OUT_OF_RANGE;
      case NOT_IMPLEMENTED -> Code.UNIMPLEMENTED;
      case PROVIDER_UNAVAILABLE, PROVIDER_STREAM_CUT, DATABASE_UNREACHABLE, STORE_UNAVAILABLE ->
          Code.UNAVAILABLE;
      case PROVIDER_RATE_LIMITED, OVERLOADED -> Code.RESOURCE_EXHAUSTED;
      case STATEMENT_TIMEOUT -> Code.DEADLINE_EXCEEDED;
      case STATEMENT_CANCELLED, TURN_CANCELLED -> Code.CANCELLED;
      case TURN_INTERRUPTED -> Code.ABORTED;
      case INTERNAL -> Code.INTERNAL;
    };
  }
}
