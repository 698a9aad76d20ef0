package io.chatdata.server.llm;

import io.chatdata.server.base.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An answer of {@link TestingModelServer}, and what goes wrong on its way. Each method gives
 * another one that has this fault too.
 */
public final class TestingDelivery {
  /** How the body ends. */
  private enum End {
    WHOLE,
    /** The body's end without the protocol's. */
    CLEAN,
    /** The connection ends without the body's end. */
    BROKEN,
    /** The connection is reset, which may take back what was just sent. */
    RESET,
    /** Nothing comes any more, until the client leaves. */
    SILENT
  }

  /** A pause after some events. */
  private record Hold(int events, CountDownLatch released) {}

  private final int status;
  private final List<String> headers;
  private final Function<ProviderConfig.Wire, byte[]> body;
  private final End end;
  private final int events;
  private final int bytes;
  private final boolean byteByByte;
  private final @Nullable Hold hold;
  private final CountDownLatch clientLeft = new CountDownLatch(1);

  private TestingDelivery(
      int status,
      List<String> headers,
      Function<ProviderConfig.Wire, byte[]> body,
      End end,
      int events,
      int bytes,
      boolean byteByByte,
      @Nullable Hold hold) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.end = end;
    this.events = events;
    this.bytes = bytes;
    this.byteByByte = byteByByte;
    this.hold = hold;
  }

  /** Events of whatever protocol was asked by, framed as it frames them. */
  public static TestingDelivery events(List<String> data) {
    return raw(wire -> framed(wire, data));
  }

  /** A scripted reply in the protocol that was asked by. */
  public static TestingDelivery of(TestingReply reply) {
    return raw(wire -> framed(wire, reply.events(wire)));
  }

  /** A body as it is. */
  static TestingDelivery raw(String body) {
    return raw(_ -> body.getBytes(StandardCharsets.UTF_8));
  }

  private static TestingDelivery raw(Function<ProviderConfig.Wire, byte[]> body) {
    return new TestingDelivery(
        200,
        List.of("Content-Type: text/event-stream"),
        body,
        End.WHOLE,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE,
        false,
        null);
  }

  /** An error. */
  public static TestingDelivery status(int status, String body, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Content-Type: application/json");
    return new TestingDelivery(
        status,
        all,
        _ -> body.getBytes(StandardCharsets.UTF_8),
        End.WHOLE,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE,
        false,
        null);
  }

  /** Nothing at all: the connection is reset before an answer. */
  static TestingDelivery reset() {
    return new TestingDelivery(0, List.of(), _ -> new byte[0], End.RESET, 0, 0, false, null);
  }

  /** No answer, and no end of it. */
  static TestingDelivery silent() {
    return new TestingDelivery(0, List.of(), _ -> new byte[0], End.SILENT, 0, 0, false, null);
  }

  /** Ends cleanly after so many events. */
  public TestingDelivery cutAfter(int many) {
    return ending(End.CLEAN, many, Integer.MAX_VALUE);
  }

  /** Ends cleanly after so many bytes. */
  TestingDelivery cutAtByte(int many) {
    return ending(End.CLEAN, Integer.MAX_VALUE, many);
  }

  /** The connection breaks after so many events. */
  TestingDelivery brokenAfter(int many) {
    return ending(End.BROKEN, many, Integer.MAX_VALUE);
  }

  /** Falls silent after so many events. */
  public TestingDelivery silentAfter(int many) {
    return ending(End.SILENT, many, Integer.MAX_VALUE);
  }

  /** Waits after so many events until it is let go on. */
  public TestingDelivery heldAfter(int many, CountDownLatch released) {
    return new TestingDelivery(
        status, headers, body, end, events, bytes, byteByByte, new Hold(many, released));
  }

  /** Each byte comes by itself. */
  TestingDelivery byteByByte() {
    return new TestingDelivery(status, headers, body, end, events, bytes, true, hold);
  }

  private TestingDelivery ending(End how, int afterEvents, int afterBytes) {
    return new TestingDelivery(
        status, headers, body, how, afterEvents, afterBytes, byteByByte, hold);
  }

  /** Blocks until the client has closed a connection that fell silent. */
  public void awaitClientLeft() {
    await(clientLeft);
  }

  /** False when the connection is of no more use. */
  boolean send(Socket socket, InputStream in, ProviderConfig.Wire wire) throws IOException {
    socket.setTcpNoDelay(true);
    OutputStream out = socket.getOutputStream();
    if (status > 0) {
      head(out);
      byte[] all = body.apply(wire);
      int length = Math.min(all.length, Math.min(bytes, endOfEvent(all, events)));
      int first = hold == null ? length : endOfEvent(all, hold.events());
      write(out, all, 0, first);
      if (hold != null) {
        await(hold.released());
        write(out, all, first, length);
      }
    }
    switch (end) {
      case WHOLE, CLEAN -> out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      case BROKEN -> {}
      case RESET -> socket.setSoLinger(true, 0);
      case SILENT -> {
        try {
          boolean _ = in.read() < 0;
        } finally {
          clientLeft.countDown();
        }
      }
    }
    out.flush();
    return end == End.WHOLE || end == End.CLEAN;
  }

  private void head(OutputStream out) throws IOException {
    var head = new StringBuilder("HTTP/1.1 %d It is so\r\n".formatted(status));
    headers.forEach(header -> head.append(header).append("\r\n"));
    head.append("Transfer-Encoding: chunked\r\n\r\n");
    out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private void write(OutputStream out, byte[] all, int from, int to) throws IOException {
    int step = byteByByte ? 1 : 16 << 10;
    for (int start = from; start < to; start += step) {
      int length = Math.min(step, to - start);
      out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(all, start, length);
      out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where the last of so many events ends. */
  private static int endOfEvent(byte[] all, int events) {
    int count = 0;
    int at = 0;
    while (count < events && at < all.length) {
      at++;
      if (at > 1 && all[at - 1] == '\n' && all[at - 2] == '\n') {
        count++;
      }
    }
    return at;
  }

  static byte[] framed(ProviderConfig.Wire wire, List<String> data) {
    var text = new StringBuilder();
    for (String event : data) {
      if (wire == ProviderConfig.Wire.ANTHROPIC) {
        text.append("event: ").append(Json.parse(event).path("type").asText()).append('\n');
      }
      text.append("data: ").append(event).append("\n\n");
    }
    if (wire == ProviderConfig.Wire.OPENAI) {
      text.append("data: [DONE]\n\n");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
