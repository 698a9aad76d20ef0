package io.chatdata.e2e.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model that costs next to nothing, in a process of its own. It speaks OpenAI's protocol and
 * answers with as many tokens as the last {@code [[tokens=N rate=N]]} of a request says, so many a
 * second; rate 0 means as fast as they are taken. A token of a paced answer is "~", the monotonic
 * clock's microsecond in which it was written as ten digits of base 36, and a blank: whoever reads
 * it on this machine knows how long it took. {@code GET /stats} says how many answers are on their
 * way. Its only argument is its port; 0 means a free one, and it prints which.
 */
final class PacedModel {
  private static final Pattern WANTED = Pattern.compile("\\[\\[tokens=(\\d+) rate=([\\d.]+)]]");
  private static final String CHUNK =
      "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
          + "\"model\":\"fake\",\"choices\":[%s]%s}\n\n";
  private static final String STAMP = "~0000000000 ";
  private static final String TOKEN =
      framed(
          CHUNK.formatted(
              "{\"index\":0,\"delta\":{\"content\":\"" + STAMP + "\"},\"finish_reason\":null}",
              ""));
  private static final int STAMP_END = TOKEN.indexOf(STAMP) + Stamps.LENGTH;
  private static final int BLOCK_TOKENS = 64;
  private static final byte[] BLOCK = TOKEN.repeat(BLOCK_TOKENS).getBytes(US_ASCII);
  private static final byte[] HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
          .getBytes(US_ASCII);
  private static final byte[] END =
      (framed(CHUNK.formatted("{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}", ""))
              + framed(
                  CHUNK.formatted(
                      "",
                      ",\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":10,"
                          + "\"total_tokens\":20}"))
              + framed("data: [DONE]\n\n")
              + "0\r\n\r\n")
          .getBytes(US_ASCII);

  private static final AtomicInteger active = new AtomicInteger();
  private static final PriorityBlockingQueue<Paced> due = new PriorityBlockingQueue<>();
  private static final Thread pacer = Thread.ofPlatform().daemon().unstarted(PacedModel::pace);

  private PacedModel() {}

  public static void main(String[] arguments) throws IOException {
    try (var server =
        new ServerSocket(Integer.parseInt(arguments[0]), 4096, InetAddress.getLoopbackAddress())) {
      pacer.start();
      System.out.println(server.getLocalPort());
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    }
  }

  private static String framed(String event) {
    return "%x\r\n%s\r\n".formatted(event.length(), event);
  }

  private static void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      var in = new BufferedInputStream(socket.getInputStream(), 1 << 15);
      for (String first = line(in); !first.isEmpty(); first = line(in)) {
        String body = body(in);
        if (first.startsWith("GET ")) {
          socket.getOutputStream().write(stats());
        } else {
          answer(socket.getOutputStream(), body);
        }
      }
    } catch (IOException e) {
      // The client is gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] stats() {
    String body = "{\"active\":%d}".formatted(active.get());
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(body.length(), body)
        .getBytes(US_ASCII);
  }

  private static String body(InputStream in) throws IOException {
    int length = 0;
    boolean chunked = false;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      String small = header.toLowerCase(Locale.ROOT);
      if (small.startsWith("content-length:")) {
        length = Integer.parseInt(small.substring("content-length:".length()).strip());
      }
      chunked |= small.equals("transfer-encoding: chunked");
    }
    if (!chunked) {
      return new String(in.readNBytes(length), UTF_8);
    }
    var text = new StringBuilder();
    for (int size = size(in); size > 0; size = size(in)) {
      text.append(new String(in.readNBytes(size), UTF_8));
      String _ = line(in);
    }
    String _ = line(in);
    return text.toString();
  }

  private static int size(InputStream in) throws IOException {
    return Integer.parseInt(line(in), 16);
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  private static void answer(OutputStream out, String body)
      throws IOException, InterruptedException {
    Matcher wanted = WANTED.matcher(body);
    int tokens = 1;
    double rate = 0;
    while (wanted.find()) {
      tokens = Integer.parseInt(wanted.group(1));
      rate = Double.parseDouble(wanted.group(2));
    }
    active.incrementAndGet();
    try {
      out.write(HEAD);
      if (rate > 0) {
        var paced = new Paced(out, tokens, (long) (1e9 / rate));
        due.add(paced);
        LockSupport.unpark(pacer);
        paced.written.await();
      } else {
        for (int left = tokens; left > 0; left -= BLOCK_TOKENS) {
          out.write(BLOCK, 0, Math.min(left, BLOCK_TOKENS) * TOKEN.length());
        }
      }
      out.write(END);
    } finally {
      active.decrementAndGet();
    }
  }

  /** Writes all paced answers: one thread that is woken once for all that is due. */
  private static void pace() {
    while (true) {
      Paced next = due.peek();
      if (next == null) {
        LockSupport.park();
      } else if (next.at > System.nanoTime()) {
        LockSupport.parkNanos(next.at - System.nanoTime());
      } else if (due.remove(next) && next.write()) {
        due.add(next);
      }
    }
  }

  /** A paced answer. Its time is changed only while it is not in the queue. */
  private static final class Paced implements Comparable<Paced> {
    private final OutputStream out;
    private final long period;
    private final byte[] token = TOKEN.getBytes(US_ASCII);
    private final CountDownLatch written = new CountDownLatch(1);
    private int left;
    private long at = System.nanoTime();

    Paced(OutputStream out, int tokens, long period) {
      this.out = out;
      this.left = tokens;
      this.period = period;
    }

    /** Writes a token; false when it was the last, or the client has left. */
    boolean write() {
      long micros = System.nanoTime() / 1000;
      for (int i = 1; i < Stamps.LENGTH; i++) {
        token[STAMP_END - i] = (byte) Character.forDigit((int) (micros % 36), 36);
        micros /= 36;
      }
      try {
        out.write(token);
      } catch (IOException e) {
        left = 1;
      }
      at += period;
      if (--left == 0) {
        written.countDown();
      }
      return left > 0;
    }

    @Override
    public int compareTo(Paced other) {
      return Long.compare(at, other.at);
    }
  }
}
