package io.chatdata.gateway;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A response as it came over a socket. Names of headers are without regard to case. */
record RawResponse(int status, Map<String, String> headers, String body) {
  /** Writes a request and reads the response to it. */
  static RawResponse of(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    return read(socket);
  }

  static RawResponse read(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    int status = Integer.parseInt(line(in).substring(9, 12));
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
    return new RawResponse(
        status, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  /** Empty when it isn't there. */
  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("The connection was closed after: " + line);
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
