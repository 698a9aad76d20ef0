package io.chatdata.gateway;

import com.google.protobuf.Message;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A request and the response to it. */
final class Exchange {
  private static final Header NO_STORE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");

  /** What is written at once; a client that takes this within the limit is not stuck. */
  private static final int SLICE = 16 * 1024;

  private final ServerRequest request;
  private final ServerResponse response;
  private final Connection connection;
  private final Duration writeLimit;
  private final Map<String, String> variables;
  private final byte[] body;

  Exchange(
      ServerRequest request,
      ServerResponse response,
      Connection connection,
      Duration writeLimit,
      Map<String, String> variables,
      byte[] body) {
    this.request = request;
    this.response = response;
    this.connection = connection;
    this.writeLimit = writeLimit;
    this.variables = variables;
    this.body = body;
  }

  /** The path's variables, decoded. */
  Map<String, String> variables() {
    return variables;
  }

  /** The query as it was sent, without the question mark. */
  String rawQuery() {
    return request.query().rawValue();
  }

  byte[] body() {
    return body;
  }

  Connection connection() {
    return connection;
  }

  Optional<String> header(HeaderName name) {
    return request.headers().first(name);
  }

  boolean has(HeaderName name) {
    return request.headers().contains(name);
  }

  void setHeader(HeaderName name, String value) {
    response.headers().set(name, value);
  }

  void setHeader(Header header) {
    response.headers().set(header);
  }

  void json(Message message) {
    json(200, JsonPrinter.print(message));
  }

  void json(int status, byte[] json) {
    response.headers().set(NO_STORE);
    send(status, "application/json", json);
  }

  void noContent() {
    response.status(Status.NO_CONTENT_204);
    guarded(response::send);
  }

  void accepted() {
    response.status(Status.ACCEPTED_202);
    guarded(response::send);
  }

  void notModified() {
    response.status(Status.NOT_MODIFIED_304);
    guarded(response::send);
  }

  void problem(Problem problem) {
    response.headers().set(NO_STORE);
    if (problem.status() == 401) {
      setHeader(HeaderNames.WWW_AUTHENTICATE, "Bearer");
    }
    if (problem.retryAfter() != null) {
      setHeader(HeaderNames.RETRY_AFTER, problem.retryAfter().toString());
    }
    if (problem.metadata().containsKey("allow")) {
      setHeader(HeaderNames.ALLOW, problem.metadata().get("allow"));
    }
    send(problem.status(), Problem.MEDIA_TYPE, problem.toJson());
  }

  void send(int status, String mediaType, byte[] content) {
    response.status(Status.create(status));
    setHeader(HeaderNames.CONTENT_TYPE, mediaType);
    closeIfWatched();
    if (request.prologue().method().text().equals("HEAD")) {
      setHeader(HeaderNames.CONTENT_LENGTH, Integer.toString(content.length));
      guarded(response::send);
    } else if (content.length <= SLICE) {
      guarded(() -> response.send(content));
    } else {
      setHeader(HeaderNames.CONTENT_LENGTH, Integer.toString(content.length));
      write(response.outputStream(), content, content.length);
    }
  }

  /** Begins a response whose length isn't known; the connection ends with it. */
  OutputStream stream(String mediaType) {
    setHeader(HeaderNames.CONTENT_TYPE, mediaType);
    setHeader(HeaderValues.CONNECTION_CLOSE);
    return response.outputStream();
  }

  /** Writes to a response, in pieces that each must be taken within the limit. */
  void write(OutputStream out, byte[] content, int length) {
    for (int at = 0; at < length; at += SLICE) {
      connection.arm(writeLimit);
      try {
        out.write(content, at, Math.min(SLICE, length - at));
        out.flush();
      } catch (IOException e) {
        throw new ServerConnectionException("The response could not be written", e);
      } finally {
        connection.disarm();
      }
    }
  }

  /** Ends a streamed response. Its connection is closed afterwards, so the deadline stays. */
  void end(OutputStream out) {
    connection.arm(writeLimit);
    try {
      out.close();
    } catch (IOException e) {
      throw new ServerConnectionException("The response could not be ended", e);
    }
  }

  private void closeIfWatched() {
    if (connection.isWatched()) {
      setHeader(HeaderValues.CONNECTION_CLOSE);
    }
  }

  private void guarded(Runnable send) {
    connection.arm(writeLimit);
    try {
      send.run();
    } finally {
      connection.disarm();
    }
  }
}
