package io.chatdata.server.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** HTTP/2 as no client speaks it: its connection is closed, and the others are fine. */
@Timeout(60)
class WireAbuseTest {
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final int FLOOD = 20_000;

  @SuppressWarnings("NullAway.Init")
  private static TestingServer server;

  @BeforeAll
  static void start() {
    server = TestingServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void pingsWithoutEndCloseTheirConnectionAlone() throws IOException {
    try (var connection = new Connection()) {
      Thread.ofVirtual()
          .start(
              () ->
                  connection.flood(
                      _ -> connection.frame(PING, 0, 0, new byte[] {1, 2, 3, 4, 5, 6, 7, 8})));

      assertEquals(ENHANCE_YOUR_CALM, connection.goAway());
    }
    othersAreFine();
  }

  @Test
  void callsThatAreGivenUpWithoutEndCloseTheirConnectionAlone() throws IOException {
    try (var connection = new Connection()) {
      Thread.ofVirtual()
          .start(
              () ->
                  connection.flood(
                      number -> {
                        connection.frame(HEADERS, 4, 2 * number + 1, call());
                        connection.frame(RST_STREAM, 0, 2 * number + 1, new byte[] {0, 0, 0, 8});
                      }));

      assertEquals(ENHANCE_YOUR_CALM, connection.goAway());
    }
    othersAreFine();
  }

  private static void othersAreFine() {
    assertTrue(!server.conversation().getId().isEmpty());
  }

  /** The headers of ListModels, none of them compressed but by the static table. */
  private static byte[] call() {
    var block = new ByteArrayOutputStream();
    block.write(0x83); // :method POST
    block.write(0x86); // :scheme http
    literal(block, 0x04, "/chatdata.v1.ChatService/ListModels"); // :path
    literal(block, 0x01, "localhost"); // :authority
    block.write(0x0f);
    literal(block, 31 - 15, "application/grpc"); // content-type
    block.write(0);
    text(block, "te");
    text(block, "trailers");
    return block.toByteArray();
  }

  private static void literal(ByteArrayOutputStream block, int name, String value) {
    block.write(name);
    text(block, value);
  }

  private static void text(ByteArrayOutputStream block, String text) {
    block.write(text.length());
    block.writeBytes(text.getBytes(US_ASCII));
  }

  private interface Step {
    void send(int number) throws IOException;
  }

  private static final class Connection implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    Connection() throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
      in = new DataInputStream(socket.getInputStream());
      out = new DataOutputStream(new java.io.BufferedOutputStream(socket.getOutputStream()));
      out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
      frame(SETTINGS, 0, 0, new byte[0]);
      out.flush();
    }

    void frame(int type, int flags, int stream, byte[] body) throws IOException {
      out.writeByte(body.length >> 16);
      out.writeShort(body.length & 0xffff);
      out.writeByte(type);
      out.writeByte(flags);
      out.writeInt(stream);
      out.write(body);
    }

    void flood(Step step) {
      try {
        for (int i = 0; i < FLOOD; i++) {
          step.send(i);
        }
        out.flush();
      } catch (IOException e) {
        // Closed, as it should be.
      }
    }

    /** The code of the frame that says that the server has had enough. */
    int goAway() throws IOException {
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        in.skipNBytes(5);
        byte[] body = in.readNBytes(length);
        if (type == GOAWAY) {
          return body[7];
        }
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
