package io.chatdata.cli;

/**
 * Where a server's gRPC port is.
 *
 * @param host a name or an address, IPv6 in brackets
 * @param port 1 to 65535
 */
record ServerAddress(String host, int port) {

  /**
   * Reads HOST:PORT.
   *
   * @throws IllegalArgumentException when the text is something else; the message says so
   */
  static ServerAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, Math.max(colon, 0));
    int port;
    try {
      port = Integer.parseInt(text.substring(colon + 1));
    } catch (NumberFormatException e) {
      port = -1;
    }
    boolean plainHost = host.matches("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]");
    if (!plainHost || port < 1 || port > 65535) {
      throw new IllegalArgumentException(
          "'" + text + "' is not an address such as 127.0.0.1:9090 (HOST:PORT, no http://)");
    }
    return new ServerAddress(host, port);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
