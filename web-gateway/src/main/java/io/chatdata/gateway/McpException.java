package io.chatdata.gateway;

import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;

/** An error of JSON-RPC on its way to the client. */
final class McpException extends RuntimeException {
  static final int PARSE_ERROR = -32700;
  static final int INVALID_REQUEST = -32600;
  static final int METHOD_NOT_FOUND = -32601;
  static final int INVALID_PARAMS = -32602;
  static final int INTERNAL_ERROR = -32603;
  static final int RESOURCE_NOT_FOUND = -32002;
  static final int HEADER_MISMATCH = -32020;
  static final int UNSUPPORTED_VERSION = -32022;

  private static final long serialVersionUID = 1;

  private final int code;
  private final int status;
  private final transient @Nullable JsonObject data;

  private McpException(int code, int status, String message, @Nullable JsonObject data) {
    super(message);
    this.code = code;
    this.status = status;
    this.data = data;
  }

  /** What is wrong inside of a call, which HTTP carries like any other answer. */
  static McpException of(int code, String message) {
    return new McpException(code, 200, message, null);
  }

  /** What HTTP too says is wrong. */
  static McpException of(int code, int status, String message) {
    return new McpException(code, status, message, null);
  }

  McpException with(JsonObject more) {
    return new McpException(code, status, message(), more);
  }

  /** The HTTP status of the answer. */
  int status() {
    return status;
  }

  private String message() {
    return String.valueOf(getMessage());
  }

  /** The error as JSON-RPC has it. */
  JsonObject toJson() {
    var error = new JsonObject();
    error.addProperty("code", code);
    error.addProperty("message", message());
    if (data != null) {
      error.add("data", data);
    }
    return error;
  }
}
