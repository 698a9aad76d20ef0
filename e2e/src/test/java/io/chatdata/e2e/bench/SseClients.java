package io.chatdata.e2e.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Posts a question each over a connection of its own and reads all answers on one thread. */
final class SseClients implements Clients {
  private final Address address;
  private final Selector selector;
  private final Queue<Stream> opening = new ConcurrentLinkedQueue<>();
  private final Queue<Stream> leaving = new ConcurrentLinkedQueue<>();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("sse-clients").unstarted(this::run);
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 18);
  private volatile boolean closed;

  /** Where the next question goes, with what header lines and body. */
  interface Address {
    Request next(String question);

    /** Makes what so many streams need. */
    default void prepare(int streams) throws Exception {}
  }

  /**
   * A request.
   *
   * @param headers lines, each with its end
   */
  record Request(URI uri, String headers, String body) {
    byte[] bytes() {
      byte[] content = body.getBytes(UTF_8);
      byte[] head =
          """
          POST %s HTTP/1.1\r
          Host: %s\r
          Content-Type: application/json\r
          Accept: text/event-stream\r
          Connection: close\r
          %sContent-Length: %d\r
          \r
          """
              .formatted(uri.getRawPath(), uri.getAuthority(), headers, content.length)
              .getBytes(UTF_8);
      byte[] all = new byte[head.length + content.length];
      System.arraycopy(head, 0, all, 0, head.length);
      System.arraycopy(content, 0, all, head.length, content.length);
      return all;
    }
  }

  private record Stream(Request request, ByteBuffer out, HttpBody body, End end) {
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  SseClients(Address address) {
    this.address = address;
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread.start();
  }

  @Override
  public void prepare(int streams) throws Exception {
    address.prepare(streams);
  }

  @Override
  public Runnable ask(String question, Stamps stamps, End whole) {
    Request request = address.next(question);
    var stream = new Stream(request, ByteBuffer.wrap(request.bytes()), new HttpBody(stamps), whole);
    opening.add(stream);
    selector.wakeup();
    return () -> {
      leaving.add(stream);
      selector.wakeup();
    };
  }

  private void run() {
    try (selector) {
      while (!closed) {
        selector.select();
        for (Stream next = opening.poll(); next != null; next = opening.poll()) {
          connect(next);
        }
        if (!leaving.isEmpty()) {
          for (SelectionKey key : selector.keys()) {
            if (key.attachment() instanceof Stream stream && leaving.remove(stream)) {
              key.channel().close();
            }
          }
          leaving.clear();
        }
        for (SelectionKey key : selector.selectedKeys()) {
          if (!key.isValid()) {
            continue;
          }
          serve(key, (Stream) key.attachment());
        }
        selector.selectedKeys().clear();
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void connect(Stream stream) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.register(selector, SelectionKey.OP_CONNECT, stream);
    URI uri = stream.request.uri();
    channel.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
  }

  private void serve(SelectionKey key, Stream stream) throws IOException {
    var channel = (SocketChannel) key.channel();
    try {
      if (key.isConnectable()) {
        channel.finishConnect();
      }
      if (!key.isReadable()) {
        channel.write(stream.out);
        key.interestOps(stream.out.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        return;
      }
      int read = channel.read(buffer.clear());
      if (read >= 0) {
        stream.body.read(buffer.array(), read);
      }
      if (read < 0 || stream.body.isAtEnd()) {
        channel.close();
        stream.end.ended(stream.body.isAtEnd() && stream.body.status() == 200);
      }
    } catch (IOException e) {
      channel.close();
      stream.end.ended(false);
    }
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
  }
}
