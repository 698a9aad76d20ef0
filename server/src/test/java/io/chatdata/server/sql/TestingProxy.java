package io.chatdata.server.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * A TCP proxy that can fall silent, taking bytes and connections but passing nothing on; lose the
 * replies alone; break every connection; or pass on other SQL than it was given.
 */
public final class TestingProxy implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile boolean frozen;
  private volatile boolean losesReplies;
  private volatile boolean cut;
  private volatile UnaryOperator<String> rewrite = UnaryOperator.identity();

  public TestingProxy(int target) {
    this.target = target;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Passes nothing on any more. */
  void freeze() {
    frozen = true;
  }

  void thaw() {
    frozen = false;
  }

  /** Passes requests on, but no answers. */
  public void loseReplies() {
    losesReplies = true;
  }

  /** Passes statements on as this makes them, from here on and over new connections. */
  public void rewrite(UnaryOperator<String> how) {
    rewrite = how;
    closeAll();
  }

  /** Breaks all connections, and each new one at once. */
  public void cut() {
    cut = true;
    closeAll();
  }

  /** Works again, for new connections. */
  public void mend() {
    cut = false;
    losesReplies = false;
    closeAll();
  }

  private void closeAll() {
    // At once, or one that is added meanwhile would never be closed.
    sockets.removeIf(
        socket -> {
          try {
            socket.close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return true;
        });
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        if (cut) {
          client.close();
          continue;
        }
        Socket database;
        try {
          database = new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException e) {
          // The database is away.
          client.close();
          continue;
        }
        sockets.add(client);
        sockets.add(database);
        Thread.ofVirtual().start(() -> send(client, database));
        Thread.ofVirtual().start(() -> reply(database, client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void send(Socket client, Socket database) {
    try (client;
        database) {
      var statements =
          new SqlRewriter(client.getInputStream(), database.getOutputStream(), rewrite);
      while (statements.pass(() -> !frozen)) {}
    } catch (IOException e) {
      // The other side went away.
    }
  }

  private void reply(Socket from, Socket to) {
    try (from;
        to) {
      byte[] buffer = new byte[8192];
      for (int read = from.getInputStream().read(buffer); read >= 0; ) {
        if (!frozen && !losesReplies) {
          to.getOutputStream().write(buffer, 0, read);
        }
        read = from.getInputStream().read(buffer);
      }
    } catch (IOException e) {
      // The other side went away.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
