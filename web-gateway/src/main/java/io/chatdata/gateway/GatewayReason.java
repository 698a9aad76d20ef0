package io.chatdata.gateway;

/** Why the gateway itself refused a request, where no reason of the contract says it. */
enum GatewayReason {
  /** "No such path: /api/v1/chats; GET /openapi describes all". */
  PATH_NOT_FOUND,
  /** "PUT is not allowed here; allowed: GET, POST". */
  METHOD_NOT_ALLOWED,
  /** The Host header names a place that the gateway doesn't answer for. */
  HOST_REFUSED,
  /** The request comes from a page of another origin. */
  ORIGIN_REFUSED,
  /** The request has no token, or not the gateway's. */
  UNAUTHENTICATED,
  /** The body is not JSON, or not said to be. */
  INVALID_BODY,
  /** The body is over 1 MiB. */
  BODY_TOO_LARGE,
  /** The request line is over 8 KiB. */
  URI_TOO_LONG,
  /** The headers are over 16 KiB. */
  HEADERS_TOO_LARGE,
  /** The bytes that came are no HTTP/1.1 request. */
  INVALID_REQUEST,
  /** As many event streams are open as the gateway takes. */
  TOO_MANY_STREAMS,
  /** The server can't be reached. */
  SERVER_UNREACHABLE,
  /** The server took too long to answer. */
  SERVER_TIMEOUT,
  /** The gateway is stopping. */
  STOPPING,
  /** A defect of the gateway; its log has the details. */
  GATEWAY_FAILURE
}
