package io.chatdata.gateway;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Durations;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RequestInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.chatdata.v1.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An error as REST shows it: RFC 9457, application/problem+json.
 *
 * @param status HTTP status
 * @param title the status in words
 * @param detail what was wrong, with the value, and what to do
 * @param reason name of an ErrorReason without its prefix, of a {@link GatewayReason}, or of a
 *     google.rpc.Code where the server gave none
 * @param metadata names and values for programs, such as turn_id
 * @param violations the fields that are to blame
 * @param receipt what the guard checked, where a statement is to blame
 * @param instance id of the request in the server's log, where it gave one
 * @param retryAfter whole seconds after which to try again, where waiting helps
 */
record Problem(
    int status,
    String title,
    String detail,
    String reason,
    Map<String, String> metadata,
    List<Violation> violations,
    @Nullable Receipt receipt,
    @Nullable String instance,
    @Nullable Long retryAfter) {
  static final String MEDIA_TYPE = "application/problem+json";

  /** A field that is to blame, as the contract spells it, and why. */
  record Violation(String field, String description) {}

  Problem {
    metadata = Map.copyOf(metadata);
    violations = List.copyOf(violations);
  }

  static Problem of(int status, GatewayReason reason, String detail) {
    return new Problem(
        status, title(status), detail, reason.name(), Map.of(), List.of(), null, null, null);
  }

  /** A field of a request that can't be used. */
  static Problem field(String field, String description) {
    return new Problem(
        400,
        title(400),
        description,
        "INVALID_FIELD",
        Map.of(),
        List.of(new Violation(field, description)),
        null,
        null,
        null);
  }

  /** What an rpc ended with. */
  static Problem of(Status error) {
    Code code = Code.forNumber(error.getCode());
    String reason = code == null ? Code.UNKNOWN.name() : code.name();
    Map<String, String> metadata = Map.of();
    List<Violation> violations = new ArrayList<>();
    Receipt receipt = null;
    String instance = null;
    Long retryAfter = null;
    for (Any detail : error.getDetailsList()) {
      try {
        if (detail.is(ErrorInfo.class)) {
          ErrorInfo info = detail.unpack(ErrorInfo.class);
          reason = info.getReason();
          metadata = info.getMetadataMap();
        } else if (detail.is(BadRequest.class)) {
          for (var violation : detail.unpack(BadRequest.class).getFieldViolationsList()) {
            violations.add(new Violation(violation.getField(), violation.getDescription()));
          }
        } else if (detail.is(RetryInfo.class)) {
          long millis = Durations.toMillis(detail.unpack(RetryInfo.class).getRetryDelay());
          retryAfter = Math.max(1, Math.ceilDiv(millis, 1000L));
        } else if (detail.is(Receipt.class)) {
          receipt = detail.unpack(Receipt.class);
        } else if (detail.is(RequestInfo.class)) {
          instance = detail.unpack(RequestInfo.class).getRequestId();
        }
      } catch (InvalidProtocolBufferException e) {
        // A detail that can't be read leaves the rest as it is.
      }
    }
    int status = reason.equals("TURN_RUNNING") ? 409 : httpStatus(code);
    return new Problem(
        status,
        title(status),
        error.getMessage(),
        reason,
        metadata,
        violations,
        receipt,
        instance,
        retryAfter);
  }

  Problem with(String name, String value) {
    var more = new TreeMap<>(metadata);
    more.put(name, value);
    return new Problem(
        status, title, detail, reason, more, violations, receipt, instance, retryAfter);
  }

  Problem retryAfter(long seconds) {
    return new Problem(
        status, title, detail, reason, metadata, violations, receipt, instance, seconds);
  }

  ProblemException toException() {
    return new ProblemException(this);
  }

  byte[] toJson() {
    Utf8Buffer out = new Utf8Buffer(512);
    print(out);
    return out.toBytes();
  }

  void print(Utf8Buffer out) {
    out.ascii("{\"type\":\"about:blank\",\"title\":").jsonString(title);
    out.ascii(",\"status\":").ascii(Integer.toString(status));
    out.ascii(",\"detail\":").jsonString(detail);
    out.ascii(",\"reason\":").jsonString(reason);
    out.ascii(",\"metadata\":{");
    new TreeMap<>(metadata)
        .forEach((name, value) -> out.jsonString(name).ascii(':').jsonString(value).ascii(','));
    out.dropLast(',');
    out.ascii("},\"violations\":[");
    for (Violation violation : violations) {
      out.ascii("{\"field\":").jsonString(violation.field());
      out.ascii(",\"description\":").jsonString(violation.description()).ascii("},");
    }
    out.dropLast(',');
    out.ascii(']');
    if (receipt != null) {
      out.ascii(",\"receipt\":");
      JsonPrinter.print(receipt, out);
    }
    if (instance != null) {
      out.ascii(",\"instance\":").jsonString(instance);
    }
    if (retryAfter != null) {
      out.ascii(",\"retry_after\":").ascii(retryAfter.toString());
    }
    out.ascii('}');
  }

  /** The mapping that google/rpc/code.proto gives; 499 is nginx's for a client that went away. */
  private static int httpStatus(@Nullable Code code) {
    return switch (code) {
      case OK -> 200;
      case CANCELLED -> 499;
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> 404;
      case ALREADY_EXISTS, ABORTED -> 409;
      case RESOURCE_EXHAUSTED -> 429;
      case UNIMPLEMENTED -> 501;
      case UNAVAILABLE -> 503;
      case DEADLINE_EXCEEDED -> 504;
      case UNKNOWN, INTERNAL, DATA_LOSS, UNRECOGNIZED -> 500;
      case null -> 500;
    };
  }

  static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 409 -> "Conflict";
      case 413 -> "Content Too Large";
      case 414 -> "URI Too Long";
      case 415 -> "Unsupported Media Type";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 499 -> "Client Closed Request";
      case 501 -> "Not Implemented";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      case 505 -> "HTTP Version Not Supported";
      default -> status < 500 ? "Bad Request" : "Internal Server Error";
    };
  }
}
