package io.chatdata.gateway;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.time.Duration;

/** Sees each request arrive, before it is routed. */
final class Connections implements Http1ConnectionListener {
  /** The largest body of a request, in bytes. */
  static final int MAX_BODY = 1024 * 1024;

  private static final long MAX_DISCARDED = 32L * MAX_BODY;

  private final Ticker ticker;
  private final Duration receive;

  /**
   * @param receive the longest that a request may take to arrive; the thread that handles it must
   *     disarm the connection when it has the body
   */
  Connections(Ticker ticker, Duration receive) {
    this.ticker = ticker;
    this.receive = receive;
  }

  @Override
  public void prologue(ConnectionContext context, HttpPrologue prologue) {
    Connection.of(context, ticker).arm(receive);
  }

  /**
   * Reads away a body that is too large, up to a limit: the server then refuses it by its length,
   * and closing a socket with unread bytes could keep the refusal from the client.
   */
  @Override
  public void headers(ConnectionContext context, Headers headers) {
    if (!headers.contains(HeaderNames.CONTENT_LENGTH)
        || headers.contains(HeaderNames.TRANSFER_ENCODING)
        || headers.containsToken(HeaderValues.EXPECT_100)) {
      return;
    }
    long length;
    try {
      length = headers.contentLength().orElse(0);
    } catch (IllegalArgumentException e) {
      // Not a length: refused later.
      return;
    }
    if (length > MAX_BODY && length <= MAX_DISCARDED) {
      try {
        context.dataReader().skip(Math.toIntExact(length));
      } catch (DataReader.InsufficientDataAvailableException e) {
        throw new CloseConnectionException("The client closed the connection", e);
      }
    }
  }
}
