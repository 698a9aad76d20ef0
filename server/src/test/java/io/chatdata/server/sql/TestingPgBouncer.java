package io.chatdata.server.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** An installed PgBouncer in transaction mode before the PostgreSQL of the tests. */
public record TestingPgBouncer(int port, Process process, Path folder) implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");

  public static boolean isInstalled() {
    return Files.isExecutable(PROGRAM);
  }

  /** Starts one that knows one login. */
  public static TestingPgBouncer start(String user, String password) {
    try {
      // It gives up the rights of root, so all may read its files.
      Path folder =
          Files.createTempDirectory(
              "pgbouncer",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
      int port;
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = socket.getLocalPort();
      }
      Path users = folder.resolve("users.txt");
      Files.writeString(users, "\"%s\" \"%s\"\n".formatted(user, password));
      // Two connections for all its clients; all else is as PgBouncer comes.
      Path settings = folder.resolve("pgbouncer.ini");
      Files.writeString(
          settings,
          """
          [databases]
          * = host=127.0.0.1 port=%d
          [pgbouncer]
          listen_addr = 127.0.0.1
          listen_port = %d
          unix_socket_dir =
          auth_type = scram-sha-256
          auth_file = %s
          pool_mode = transaction
          default_pool_size = 2
          """
              .formatted(TestingPostgres.port(), port, users));
      List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), settings.toString()));
      if (System.getProperty("user.name").equals("root")) {
        command.addAll(1, List.of("-u", "nobody"));
      }
      Path log = folder.resolve("log");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      while (!listens(port)) {
        if (!process.isAlive()) {
          throw new IOException("PgBouncer ended: " + Files.readString(log));
        }
        Thread.onSpinWait();
      }
      return new TestingPgBouncer(port, process, folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
      for (String file : List.of("users.txt", "pgbouncer.ini", "log", "")) {
        Files.delete(folder.resolve(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
