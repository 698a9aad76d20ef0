package io.chatdata.gateway;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events, strictly as the gateway promises to write them. */
final class SseClient implements AutoCloseable {
  /**
   * One frame.
   *
   * @param comment true for a comment line; the rest is then empty
   */
  record Frame(String event, String id, String data, boolean comment) {}

  private final HttpResponse<InputStream> response;
  private final BufferedReader reader;

  SseClient(HttpResponse<InputStream> response) {
    this.response = response;
    this.reader =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  int status() {
    return response.statusCode();
  }

  String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  String body() throws IOException {
    return reader.readAllAsString();
  }

  /** The next frame, of which there must be one. */
  Frame next() throws IOException {
    Frame frame = poll();
    if (frame == null) {
      throw new EOFException();
    }
    return frame;
  }

  /** The next frame; null at the end. */
  @Nullable Frame poll() throws IOException {
    String event = "";
    String id = "";
    String data = "";
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.startsWith(":")) {
        if (!reader.readLine().isEmpty()) {
          throw new IOException("A comment is not followed by an empty line");
        }
        return new Frame("", "", "", true);
      } else if (line.startsWith("event: ")) {
        event = line.substring("event: ".length());
      } else if (line.startsWith("id: ")) {
        id = line.substring("id: ".length());
      } else if (line.startsWith("data: ")) {
        if (!data.isEmpty()) {
          throw new IOException("Two lines of data");
        }
        data = line.substring("data: ".length());
      } else if (line.isEmpty()) {
        return new Frame(event, id, data, false);
      } else {
        throw new IOException("Unexpected line: " + line);
      }
    }
    return null;
  }

  /** All frames up to the end. */
  List<Frame> all() throws IOException {
    var frames = new ArrayList<Frame>();
    for (Frame frame = poll(); frame != null; frame = poll()) {
      frames.add(frame);
    }
    return frames;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
