package io.chatdata.server.llm;

import io.chatdata.server.base.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An answer of {@link TestingModelServer}, and what goes wrong on its way. Each method gives
 * another one that has this fault too.
 */
public final class TestingDelivery {
  private static final byte[] GARBAGE =
      "\u0000\u0001%PDF-1.7 \uFFFD\r\r\ndata: {\"choices\": [}\n\n"
          .getBytes(StandardCharsets.UTF_8);

  /** How the body ends. */
  private enum End {
    WHOLE,
    /** The body's end without the protocol's. */
    CLEAN,
    /** What is no event, then the body's end. */
    GARBAGE,
    /** The connection ends without the body's end. */
    BROKEN,
    /** The connection is reset, which may take back what was just sent. */
    RESET,
    /** Nothing comes any more, until the client leaves. */
    SILENT
  }

  /** A pause after some events. */
  private record Hold(int events, CountDownLatch released) {}

  /**
   * What goes wrong.
   *
   * @param events most that are sent
   * @param bytes most that are sent
   * @param before each event there is a pause of this; before each byte, byte by byte
   */
  private record Faults(
      End end, int events, int bytes, boolean byteByByte, Duration before, @Nullable Hold hold) {
    static final Faults NONE =
        new Faults(End.WHOLE, Integer.MAX_VALUE, Integer.MAX_VALUE, false, Duration.ZERO, null);

    Faults ending(End how, int afterEvents, int afterBytes) {
      return new Faults(how, afterEvents, afterBytes, byteByByte, before, hold);
    }
  }

  private final int status;
  private final List<String> headers;
  private final Function<ProviderConfig.Wire, byte[]> body;
  private final Faults faults;
  private final CountDownLatch clientLeft = new CountDownLatch(1);

  private TestingDelivery(
      int status, List<String> headers, Function<ProviderConfig.Wire, byte[]> body, Faults faults) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.faults = faults;
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
  public static TestingDelivery raw(String body) {
    return raw(_ -> body.getBytes(StandardCharsets.UTF_8));
  }

  private static TestingDelivery raw(Function<ProviderConfig.Wire, byte[]> body) {
    return new TestingDelivery(200, List.of("Content-Type: text/event-stream"), body, Faults.NONE);
  }

  /** An error. */
  public static TestingDelivery status(int status, String body, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Content-Type: application/json");
    return new TestingDelivery(
        status, all, _ -> body.getBytes(StandardCharsets.UTF_8), Faults.NONE);
  }

  /** Nothing at all: the connection is reset before an answer. */
  public static TestingDelivery reset() {
    return headless(End.RESET);
  }

  /** No answer, and no end of it. */
  public static TestingDelivery silent() {
    return headless(End.SILENT);
  }

  private static TestingDelivery headless(End how) {
    return new TestingDelivery(0, List.of(), _ -> new byte[0], Faults.NONE.ending(how, 0, 0));
  }

  private TestingDelivery with(Faults other) {
    return new TestingDelivery(status, headers, body, other);
  }

  /** Ends cleanly after so many events. */
  public TestingDelivery cutAfter(int many) {
    return with(faults.ending(End.CLEAN, many, Integer.MAX_VALUE));
  }

  /** Ends cleanly after so many bytes. */
  public TestingDelivery cutAtByte(int many) {
    return with(faults.ending(End.CLEAN, Integer.MAX_VALUE, many));
  }

  /** The connection breaks after so many events. */
  public TestingDelivery brokenAfter(int many) {
    return with(faults.ending(End.BROKEN, many, Integer.MAX_VALUE));
  }

  /** The connection is reset after so many events, once they have arrived. */
  public TestingDelivery resetAfter(int many, CountDownLatch arrived) {
    return with(faults.ending(End.RESET, many, Integer.MAX_VALUE)).heldAfter(many, arrived);
  }

  /** Falls silent after so many events. */
  public TestingDelivery silentAfter(int many) {
    return with(faults.ending(End.SILENT, many, Integer.MAX_VALUE));
  }

  /** Sends what is no event after so many events. */
  public TestingDelivery garbageAfter(int many) {
    return with(faults.ending(End.GARBAGE, many, Integer.MAX_VALUE));
  }

  /** Waits after so many events until it is let go on. */
  public TestingDelivery heldAfter(int many, CountDownLatch released) {
    return with(
        new Faults(
            faults.end,
            faults.events,
            faults.bytes,
            faults.byteByByte,
            faults.before,
            new Hold(many, released)));
  }

  /** Each byte comes by itself. */
  public TestingDelivery byteByByte() {
    return byteByByte(Duration.ZERO);
  }

  /** Each byte comes by itself, after a pause. */
  public TestingDelivery byteByByte(Duration before) {
    return with(new Faults(faults.end, faults.events, faults.bytes, true, before, faults.hold));
  }

  /** Its body in a protocol, as it is without faults. */
  public String text(ProviderConfig.Wire wire) {
    return new String(body.apply(wire), StandardCharsets.UTF_8);
  }

  /** How many bytes that has. */
  public int size(ProviderConfig.Wire wire) {
    return body.apply(wire).length;
  }

  /** Before each event there is a pause. */
  public TestingDelivery delayed(Duration before) {
    return with(
        new Faults(
            faults.end, faults.events, faults.bytes, faults.byteByByte, before, faults.hold));
  }

  /** Blocks until the client has closed the connection before the answer's end. */
  public void awaitClientLeft() {
    await(clientLeft);
  }

  /** False when the connection is of no more use. */
  boolean send(Socket socket, InputStream in, ProviderConfig.Wire wire) throws IOException {
    try {
      return sendTo(socket, in, wire);
    } catch (IOException e) {
      clientLeft.countDown();
      throw e;
    }
  }

  private boolean sendTo(Socket socket, InputStream in, ProviderConfig.Wire wire)
      throws IOException {
    socket.setTcpNoDelay(true);
    OutputStream out = socket.getOutputStream();
    if (status > 0) {
      head(out);
      byte[] all = body.apply(wire);
      int length = Math.min(all.length, Math.min(faults.bytes, endOfEvent(all, faults.events)));
      Hold hold = faults.hold;
      int first = hold == null ? length : Math.min(length, endOfEvent(all, hold.events()));
      write(out, all, 0, first);
      if (hold != null) {
        await(hold.released());
        write(out, all, first, length);
      }
    }
    switch (faults.end) {
      case WHOLE, CLEAN -> end(out);
      case GARBAGE -> {
        chunk(out, GARBAGE, 0, GARBAGE.length);
        end(out);
      }
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
    return faults.end == End.WHOLE || faults.end == End.CLEAN || faults.end == End.GARBAGE;
  }

  private void head(OutputStream out) throws IOException {
    var head = new StringBuilder("HTTP/1.1 %d It is so\r\n".formatted(status));
    headers.forEach(header -> head.append(header).append("\r\n"));
    head.append("Transfer-Encoding: chunked\r\n\r\n");
    out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private void write(OutputStream out, byte[] all, int from, int to) throws IOException {
    for (int start = from; start < to; ) {
      int end = faults.byteByByte ? start + 1 : start + (16 << 10);
      if (!faults.before.isZero()) {
        LockSupport.parkNanos(faults.before.toNanos());
        end = faults.byteByByte ? end : nextEvent(all, start);
      }
      end = Math.min(to, end);
      chunk(out, all, start, end - start);
      start = end;
    }
  }

  private static int nextEvent(byte[] all, int from) {
    int at = from + 1;
    while (at < all.length && !(all[at] == '\n' && all[at - 1] == '\n')) {
      at++;
    }
    return at + 1;
  }

  private static void chunk(OutputStream out, byte[] all, int from, int length) throws IOException {
    var chunk = new ByteArrayOutputStream(length + 16);
    chunk.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    chunk.write(all, from, length);
    chunk.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    chunk.writeTo(out);
    out.flush();
  }

  private static void end(OutputStream out) throws IOException {
    out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
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
